"""Forms of members: nothing typed is lost, and two taps make one entry."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan import model

BASE = "/taskforce/borno"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def soup_of(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def fields_of(soup: BeautifulSoup) -> dict[str, Any]:
    """Return what a browser would send for the form in the main part of a page."""
    sent: dict[str, Any] = {}
    for tag in soup.main.find("form", method="post").find_all(
        ["input", "select", "textarea"]
    ):
        name, kind = tag.get("name"), tag.get("type")
        if tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            sent[name] = chosen["value"]
        elif tag.name == "textarea":
            sent[name] = tag.get_text()
        elif kind in ("radio", "checkbox"):
            if tag.has_attr("checked"):
                sent[name] = tag["value"]
        elif kind != "file":
            sent[name] = tag.get("value", "")
    return sent


def errors_of(soup: BeautifulSoup) -> dict[str, str]:
    """Return the words of the summary by the field that each links to."""
    links = soup.select("[role=alert] a")
    return {link["href"].removeprefix("#field-"): link.get_text() for link in links}


@pytest.fixture
def signed_in(app, house) -> Callable[[str], Any]:
    """Return a function that gives a browser of somebody who is signed in."""

    def browser(who: str) -> Any:
        user = model.User.get(getattr(house, who)["id"])
        return app.test_client(user=user)

    return browser


@pytest.fixture
def opened(signed_in) -> Callable[..., tuple[Any, dict[str, Any]]]:
    """Return a function that opens a form: the browser, and the fields to send."""

    def open_(who: str, page: str, **typed: Any) -> tuple[Any, dict[str, Any]]:
        browser = signed_in(who)
        fields = fields_of(soup_of(browser.get(BASE + page)))
        return browser, {**fields, **typed}

    return open_


@pytest.fixture
def listed(house, act) -> Callable[..., list[dict[str, Any]]]:
    """Return a function that lists the deliverables as the coordinator sees them."""

    def items(**filters: Any) -> list[dict[str, Any]]:
        found = act("deliverable_list", house.coordinator, taskforce="borno", **filters)
        return found["items"]

    return items


class TestLog:
    def test_from_the_grid_two_loads_are_enough(self, opened, listed, in_days):
        browser, fields = opened("reporter", "/deliverable/new?template=1.2")

        answer = browser.post(
            f"{BASE}/deliverable/new?template=1.2", data={**fields, "day": in_days(9)}
        )

        assert soup_of(answer).h1.get_text(strip=True) == "Standing deliverable 1.2"
        item = listed()[0]
        assert (item["agency"], item["objective"], item["due"]) == (
            "RP",
            "A.2",
            in_days(9),
        )

    def test_a_blank_title_takes_the_name_of_the_standing_deliverable(
        self, opened, listed, in_days
    ):
        typed = {"template": "2.1", "day": in_days(9)}
        browser, fields = opened("reporter", "/deliverable/new", **typed)

        browser.post(f"{BASE}/deliverable/new", data=fields)

        assert listed()[0]["title"] == "Standing deliverable 2.1"

    def test_an_error_stands_at_its_field_and_what_was_typed_stays(
        self, opened, listed
    ):
        typed = {"title": "Pathway for Jere", "status": "planned"}
        browser, fields = opened("reporter", "/deliverable/new", **typed)

        soup = soup_of(browser.post(f"{BASE}/deliverable/new", data=fields))

        assert soup.title.get_text().strip().startswith("Error:")
        assert set(errors_of(soup)) == {"day"}
        field = soup.find(id="field-day")
        assert field["aria-invalid"] == "true"
        assert "error-day" in field["aria-describedby"]
        assert soup.find(id="field-title")["value"] == "Pathway for Jere"
        assert fields_of(soup)["status"] == "planned"
        assert listed() == []

    def test_a_double_tap_makes_one_entry(self, opened, listed, in_days):
        typed = {"title": "Pathway", "day": in_days(9)}
        browser, fields = opened("reporter", "/deliverable/new", **typed)

        first = browser.post(f"{BASE}/deliverable/new", data=fields)
        second = browser.post(f"{BASE}/deliverable/new", data=fields)

        assert first.request.path == second.request.path
        assert len(listed()) == 1

    def test_a_likely_name_may_be_confirmed_and_a_phone_number_not(
        self, opened, listed, in_days
    ):
        typed = {"title": "Meeting with Mr. Musa Ibrahim", "day": in_days(9)}
        browser, fields = opened("reporter", "/deliverable/new", **typed)
        page = f"{BASE}/deliverable/new"

        asked = soup_of(browser.post(page, data=fields))
        refused = soup_of(
            browser.post(page, data={**fields, "title": "Call 0803 123 4567"})
        )

        assert asked.find(id="confirm-title") is not None
        assert refused.find(id="confirm-title") is None
        browser.post(page, data={**fields, "confirm": "title"})
        assert [item["title"] for item in listed()] == ["Meeting with Mr. Musa Ibrahim"]

    def test_the_work_of_another_agency_is_refused(self, opened, listed, in_days):
        typed = {"title": "Pathway", "day": in_days(9), "agency": "BRN"}
        browser, fields = opened("reporter", "/deliverable/new", **typed)

        answer = browser.post(f"{BASE}/deliverable/new", data=fields)

        assert answer.status_code == 403
        assert listed() == []


class TestFile:
    def test_it_is_kept_when_another_field_has_an_error(
        self, opened, house, act, listed, in_days
    ):
        page = f"{BASE}/deliverable/new"
        typed = {"title": "Pathway", "status": "delivered"}
        browser, fields = opened("reporter", "/deliverable/new", **typed)

        soup = soup_of(
            browser.post(page, data={**fields, "upload": (io.BytesIO(PDF), "way.pdf")})
        )
        assert "way.pdf" in soup.select_one(".tf-kept").get_text()
        browser.post(page, data={**fields_of(soup), "day": in_days(0)})

        item = listed()[0]
        assert (item["state"], item["n_documents"]) == ("submitted", 1)
        sent = {"taskforce": "borno", "deliverable": item["id"]}
        kept = act("document_list", house.reporter, **sent)["items"]
        assert [document["file_name"] for document in kept] == ["way.pdf"]

    def test_it_can_be_taken_out_again(self, opened, listed, in_days):
        page = f"{BASE}/deliverable/new"
        browser, fields = opened("reporter", "/deliverable/new", title="Pathway")
        soup = soup_of(
            browser.post(page, data={**fields, "upload": (io.BytesIO(PDF), "way.pdf")})
        )

        typed = {**fields_of(soup), "day": in_days(3), "remove_file": "1"}
        browser.post(page, data=typed)

        assert listed()[0]["n_documents"] == 0

    def test_nobody_else_can_take_it_over(self, opened, house, act, log):
        made = log(user=house.reporter)
        browser, fields = opened("reporter", "/deliverable/new", title="Pathway")
        upload = (io.BytesIO(PDF), "way.pdf")
        browser.post(f"{BASE}/deliverable/new", data={**fields, "upload": upload})

        with pytest.raises(Exception, match="Choose it again"):
            act(
                "document_create",
                house.focal_point,
                taskforce="borno",
                kind="evidence",
                title="Way",
                deliverable=made["id"],
                staged=fields["key"],
            )

    def test_what_is_no_such_file_is_refused_by_reason(self, opened, listed, in_days):
        typed = {"title": "Pathway", "day": in_days(3)}
        browser, fields = opened("reporter", "/deliverable/new", **typed)
        upload = (io.BytesIO(b"MZ\x90\x00" + b"\x00" * 200), "way.pdf")

        soup = soup_of(
            browser.post(f"{BASE}/deliverable/new", data={**fields, "upload": upload})
        )

        assert set(errors_of(soup)) == {"upload"}
        assert listed() == []


class TestEdit:
    def test_a_conflict_shows_both_values_and_mine_is_chosen(
        self, opened, house, act, log, listed
    ):
        made = log(title="Pathway")
        page = f"/deliverable/{made['id']}/edit"
        browser, fields = opened("reporter", page, title="Mine", note="My note")
        changed = {"id": made["id"], "version": 1, "title": "Theirs"}
        act("deliverable_update", house.focal_point, **changed)

        soup = soup_of(browser.post(BASE + page, data=fields))

        assert "Focal point (RP)" in soup.select_one(".tf-lead").get_text()
        legends = [tag.get_text(strip=True) for tag in soup.main.find_all("legend")]
        assert legends == ["Title", "Note"]
        choices = soup.find_all("input", attrs={"name": "title"})
        assert [(c["value"], c.has_attr("checked")) for c in choices] == [
            ("Mine", True),
            ("Theirs", False),
        ]
        browser.post(BASE + page, data={**fields_of(soup), "title": "Theirs"})
        item = listed()[0]
        assert (item["title"], item["note"], item["version"]) == (
            "Theirs",
            "My note",
            3,
        )

    def test_what_was_sent_back_is_fixed_and_submitted_in_one_form(
        self, opened, house, act, log, listed, in_days
    ):
        sent = log(status="delivered", finished_on=in_days(-1))
        note = {"id": sent["id"], "version": 1, "note": "Add the page on consent."}
        act("deliverable_send_back", house.chair, **note)

        page = f"/deliverable/{sent['id']}/edit"
        browser, fields = opened("reporter", page, title="Pathway, with consent")
        browser.post(BASE + page, data=fields)

        item = listed()[0]
        assert (item["state"], item["title"]) == ("submitted", "Pathway, with consent")

    def test_a_note_can_be_cleared(self, opened, log, listed):
        made = log(note="Old words")
        page = f"/deliverable/{made['id']}/edit"
        browser, fields = opened("reporter", page, note="")

        browser.post(BASE + page, data=fields)

        assert listed()[0]["note"] is None

    def test_violations_are_tagged_and_taken_away(self, opened, log, listed):
        made = log()
        page = f"/deliverable/{made['id']}/edit"
        typed = {"violations": ["abduction", "recruitment_use"]}
        browser, fields = opened("reporter", page, **typed)

        browser.post(BASE + page, data=fields)
        assert listed()[0]["violations"] == ["abduction", "recruitment_use"]

        browser.post(BASE + page, data={**fields, "version": "2", "violations": []})
        assert listed()[0]["violations"] == []

    def test_a_deliverable_of_another_task_force_is_not_there(
        self, signed_in, house, act, log
    ):
        made = log()
        act("taskforce_create", house.root, slug="coast", title="Coast")
        seat = {"user": house.reporter["name"], "role": "observer"}
        act("seat_create", house.root, taskforce="coast", **seat)

        page = f"/taskforce/coast/deliverable/{made['id']}"

        assert signed_in("reporter").get(page).status_code == 404
