"""Fixtures of the pages about the life of deliverables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from ckan import model

BASE = "/taskforce/borno"


def _sent(form: Any) -> dict[str, Any]:
    """Return what a browser would send for a form that nobody typed into."""
    sent: dict[str, Any] = {}
    for tag in form.find_all(["input", "select", "textarea"]):
        name, kind = tag.get("name"), tag.get("type")
        if tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            sent[name] = chosen["value"]
        elif tag.name == "textarea":
            sent[name] = tag.get_text()
        elif kind in ("radio", "checkbox"):
            if tag.has_attr("checked"):
                sent.setdefault(name, []).append(tag["value"])
        elif kind != "file":
            sent[name] = tag.get("value", "")
    return sent


@pytest.fixture
def page_of(window) -> Callable[..., BeautifulSoup]:
    """Return a function that opens a page as somebody and reads it."""

    def open_(user: Any, address: str) -> BeautifulSoup:
        answer = window(user).get(BASE + address)
        assert answer.status_code == 200, answer.status
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return open_


@pytest.fixture
def post(window) -> Callable[..., Any]:
    """Return a function that fills the form of a page in and sends it.

    The form is the first of the main part, or the one with this action.
    """

    def send(user: Any, address: str, *, action: str = "", **typed: Any) -> Any:
        browser = window(user)
        page = BeautifulSoup(browser.get(BASE + address).get_data(), "html.parser")
        forms = page.main.find_all("form", method="post")
        form = next(f for f in forms if action in f.get("action", ""))
        target = form.get("action") or BASE + address
        answer = browser.post(
            target, data={**_sent(form), **typed}, follow_redirects=True
        )
        assert answer.status_code == 200, answer.status
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return send


@pytest.fixture
def row_count() -> Callable[[], dict[str, int]]:
    """Return a function that counts deliverables and events."""

    def counted() -> dict[str, int]:
        model.Session.remove()
        with model.meta.engine.connect() as connection:
            return {
                name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}"))
                for name in ("tiptaskforce_deliverable", "tiptaskforce_event")
            }

    return counted
