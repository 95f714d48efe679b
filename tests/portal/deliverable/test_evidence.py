"""Several files and links as evidence at once: kept after an error, all or none."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup

BASE = "/taskforce/borno"
LINKS = ("https://example.org/one", "https://example.org/two")
BAD = b"MZ\x90\x00" + b"\x00" * 200


def csv(name: str, number: int = 3) -> tuple[io.BytesIO, str]:
    return io.BytesIO(f"area,number\nMafa,{number}\n".encode()), name


def form_of(page: BeautifulSoup) -> dict[str, Any]:
    """Return what a browser sends again: a list for what stands in a form twice."""
    sent: dict[str, Any] = {}
    form = page.main.find("form", method="post")
    for tag in form.find_all(["input", "select", "textarea"]):
        name = tag.get("name")
        is_choice = tag.get("type") in ("file", "checkbox", "radio")
        if is_choice and not tag.has_attr("checked"):
            continue
        options = tag.find("option", selected=True) or tag.find("option") or tag
        value = options.get("value", options.get_text())
        sent.setdefault(name, []).append(value)
    return sent


@pytest.fixture
def browser(window, house) -> Any:
    """Return the browser of a reporter."""
    return window(house.reporter)


@pytest.fixture
def sent(browser) -> Callable[..., BeautifulSoup]:
    """Return a function that sends a form as it stands, with what is typed besides."""

    def send(page: BeautifulSoup, where: str, **typed: Any) -> BeautifulSoup:
        data = {**form_of(page), **typed}
        answer = browser.post(BASE + where, data=data, follow_redirects=True)
        assert answer.status_code == 200, answer.status
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return send


@pytest.fixture
def opened(browser) -> Callable[[str], BeautifulSoup]:
    """Return a function that opens a form."""
    return lambda where: BeautifulSoup(
        browser.get(BASE + where).get_data(as_text=True), "html.parser"
    )


@pytest.fixture
def papers(house, act) -> Callable[..., list[str]]:
    """Return a function that names the evidence of the work with this title."""

    def named(title: str = "Pathway") -> list[str]:
        asked = {"taskforce": "borno", "q": title}
        found = act("deliverable_list", house.reporter, **asked)["items"]
        if not found:
            return []
        about = {"taskforce": "borno", "deliverable": found[0]["id"]}
        listed = act("document_list", house.reporter, **about)["items"]
        return sorted(one["file_name"] or one["url"] for one in listed)

    return named


def kept_names(page: BeautifulSoup) -> list[str]:
    return [tag["value"] for tag in page.find_all("input", {"name": "kept_name"})]


class TestLogForm:
    WHERE = "/deliverable/new"

    def test_files_and_links_go_along_at_once(self, opened, sent, papers, in_days):
        page = sent(
            opened(self.WHERE),
            self.WHERE,
            title="Pathway",
            day=in_days(9),
            upload=[csv("a.csv"), csv("b.csv", 4)],
            evidence_url="\n".join(LINKS),
        )

        assert page.h1.get_text(strip=True) == "Pathway"
        assert papers() == ["a.csv", "b.csv", *LINKS]

    def test_all_are_kept_when_another_field_has_an_error(
        self, opened, sent, papers, in_days
    ):
        files = [csv("a.csv"), csv("b.csv", 4)]
        page = sent(opened(self.WHERE), self.WHERE, title="Pathway", upload=files)
        assert kept_names(page) == ["a.csv", "b.csv"]
        assert papers() == []

        page = sent(page, self.WHERE, upload=[csv("c.csv", 5)], remove_file=["1"])
        assert kept_names(page) == ["b.csv", "c.csv"]

        sent(page, self.WHERE, day=in_days(9))
        assert papers() == ["b.csv", "c.csv"]

    def test_each_refused_one_is_named_with_its_reason_and_nothing_is_stored(
        self, opened, sent, papers, in_days
    ):
        files = [csv("a.csv"), (io.BytesIO(BAD), "b.pdf"), (io.BytesIO(b""), "c.csv")]
        page = sent(
            opened(self.WHERE),
            self.WHERE,
            title="Pathway",
            day=in_days(9),
            upload=files,
        )

        told = page.find(id="error-upload").get_text()
        assert "b.pdf: " in told
        assert "c.csv: This file is empty." in told
        assert "a.csv: " not in told
        assert kept_names(page) == ["a.csv"]
        assert papers() == []

        sent(page, self.WHERE)
        assert papers() == ["a.csv"]

    def test_a_link_that_is_none_is_told_by_its_place_and_nothing_is_stored(
        self, opened, sent, papers, in_days
    ):
        page = sent(
            opened(self.WHERE),
            self.WHERE,
            title="Pathway",
            day=in_days(9),
            upload=[csv("a.csv")],
            evidence_url="https://example.org/one\nhttp://example.org/two",
        )

        assert "Link 2: " in page.find(id="error-evidence_url").get_text()
        assert kept_names(page) == ["a.csv"]
        assert papers() == []

    def test_a_title_that_its_writer_stands_by_is_the_title_of_each(
        self, opened, sent, papers, in_days
    ):
        page = sent(
            opened(self.WHERE),
            self.WHERE,
            title="Meeting with Mr. Musa Ibrahim",
            day=in_days(9),
            upload=[csv("a.csv"), csv("b.csv", 4)],
        )
        assert page.find(id="confirm-title") is not None

        sent(page, self.WHERE, confirm=["title"])
        assert papers("Meeting") == ["a.csv", "b.csv"]

    def test_a_double_tap_makes_one_deliverable_with_each_once(
        self, opened, sent, papers, in_days
    ):
        page = opened(self.WHERE)
        for _ in range(2):
            files = [csv("a.csv"), csv("b.csv", 4)]
            more = {"title": "Pathway", "day": in_days(9), "upload": files}
            sent(page, self.WHERE, **more)

        assert papers() == ["a.csv", "b.csv"]


class TestPage:
    @pytest.fixture
    def where(self, log) -> str:
        return f"/deliverable/{log(title='Pathway')['id']}/attach"

    def test_files_and_links_are_added_at_once(self, opened, sent, papers, where):
        files = [csv("a.csv"), csv("b.csv", 4)]
        sent(opened(where), where, upload=files, evidence_url="\n".join(LINKS))

        assert papers() == ["a.csv", "b.csv", *LINKS]

    def test_one_bad_link_and_none_is_added(self, opened, sent, papers, where):
        links = "https://example.org/one\nnot-a-link"
        page = sent(opened(where), where, upload=[csv("a.csv")], evidence_url=links)

        assert "Link 2: " in page.find(id="error-evidence_url").get_text()
        assert papers() == []
        sent(page, where, evidence_url="https://example.org/one")
        assert papers() == ["a.csv", "https://example.org/one"]

    def test_one_that_is_gone_and_none_is_added(self, house, log, act, papers):
        row = log(title="Pathway")
        pieces = [{"url": LINKS[0]}, {"staged": "of-nobody"}]

        with pytest.raises(tk.ValidationError) as refused:
            act("deliverable_attach", house.reporter, id=row["id"], evidence=pieces)

        told = refused.value.error_dict["upload"]
        assert told == ["File 1: The file is gone. Choose it again."]
        assert papers() == []

    def test_a_version_is_one_file_or_link(self, house, log, act, papers):
        row = log(title="Pathway")
        about = {"id": row["id"], "evidence": [{"url": LINKS[0]}]}
        first = act("deliverable_attach", house.reporter, **about)["items"][0]
        newer = {"id": row["id"], "replaces": first["id"]}

        pieces = [{"url": one} for one in LINKS]
        with pytest.raises(tk.ValidationError):
            act("deliverable_attach", house.reporter, **newer, evidence=pieces)
        assert papers() == [LINKS[0]]

        made = act(
            "deliverable_attach",
            house.reporter,
            **newer,
            evidence=[{"url": LINKS[1]}],
        )
        assert made["items"][0]["edition"] == 2

    @pytest.mark.parametrize(
        "pieces",
        [
            "https://example.org",
            ["https://example.org"],
            [{"upload": "x"}],
            [{"url": "https://example.org", "staged": "x"}],
            [{"url": 7}],
            [{"url": "https://example.org"}] * 21,
        ],
    )
    def test_what_is_no_list_of_pieces_is_refused(self, house, log, act, pieces):
        row = log()

        with pytest.raises(tk.ValidationError) as refused:
            act("deliverable_attach", house.reporter, id=row["id"], evidence=pieces)

        assert set(refused.value.error_dict) <= {"evidence", "upload"}
