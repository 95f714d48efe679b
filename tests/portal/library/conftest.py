"""What the tests of the library share: papers, and pages as they are sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories

from ckanext.tiptaskforce.model.document import Document

BASE = "/taskforce/borno"
LINK = "https://example.org/sop"


@pytest.fixture
def paper(house, act) -> Callable[..., dict[str, Any]]:
    """Return the function that adds a paper to the library, by RP's reporter."""

    def make(user: Any = None, **more: Any) -> dict[str, Any]:
        said = {"taskforce": "borno", "kind": "sop", "title": "Procedures", "url": LINK}
        return act("document_create", user or house.reporter, **{**said, **more})

    return make


@pytest.fixture
def titles(house, act) -> Callable[..., list[str]]:
    """Return the function that lists the titles that somebody finds."""

    def find(user: Any = None, **sought: Any) -> list[str]:
        asker = user or house.observer
        found = act("document_list", asker, taskforce="borno", **sought)
        assert found["count"] == len(found["items"])
        return [item["title"] for item in found["items"]]

    return find


@pytest.fixture
def page_of(window, house) -> Callable[..., BeautifulSoup]:
    """Return the function that reads a page as somebody sees it."""

    def read(who: str, address: str) -> BeautifulSoup:
        answer = window(getattr(house, who)).get(BASE + address)
        assert answer.status_code == 200, answer.status
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return read


@pytest.fixture
def send(window, house) -> Callable[..., BeautifulSoup]:
    """Return the function that fills in the form of a page and sends it."""

    def fill(who: str, address: str, **typed: Any) -> BeautifulSoup:
        browser = window(getattr(house, who))
        page = browser.get(BASE + address).get_data(as_text=True)
        fields = {**_fields(BeautifulSoup(page, "html.parser")), **typed}
        answer = browser.post(BASE + address, data=fields, follow_redirects=True)
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return fill


def _fields(soup: BeautifulSoup) -> dict[str, Any]:
    """Return what the form of a page would send as it stands."""
    form = soup.select_one("form[method=post].tf-form")
    found: dict[str, Any] = {}
    for tag in form.select("input[name], textarea[name], select[name]"):
        if tag.name == "select":
            chosen = tag.select_one("option[selected]") or tag.select_one("option")
            found[tag["name"]] = chosen["value"]
        elif tag.name == "textarea":
            found[tag["name"]] = tag.get_text().removeprefix("\n")
        elif tag.get("type") in ("checkbox", "radio"):
            if tag.has_attr("checked"):
                found.setdefault(tag["name"], []).append(tag["value"])
        elif tag.get("type") != "file":
            found[tag["name"]] = tag.get("value", "")
    return found


@pytest.fixture
def root(with_plugins) -> dict[str, Any]:
    """Somebody who runs the portal and sits nowhere."""
    return factories.Sysadmin()


@pytest.fixture
def papers() -> Callable[[], list[Document]]:
    """Return the function that reads every document there is."""
    return lambda: list(model.Session.scalars(sa.select(Document)))
