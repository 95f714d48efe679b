"""The page of a violation and the coverage: what they count, and for whom."""

from __future__ import annotations

import pytest
from ckan import model

from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.deliverable import Deliverable

BASE = "/taskforce/borno/mrm"
MOST_QUERIES = 15
PAGES = (f"{BASE}/abduction", f"{BASE}/abduction/meetings", f"{BASE}/coverage", BASE)


@pytest.fixture
def work(house, act):
    """Return the function that logs a deliverable about abduction for RP."""

    def make(user=None, **more):
        about = {"taskforce": "borno", "status": "planned", "due": "2030-01-15"}
        said = {"title": "Briefing", "violations": ["abduction"], **more}
        return act("deliverable_create", user or house.reporter, **about, **said)

    return make


@pytest.fixture
def counts(house, act):
    """Return the function that shows abduction to somebody."""

    def read(user=None):
        asked = {"taskforce": "borno", "violation": "abduction"}
        return act("violation_show", user or house.observer, **asked)

    return read


@pytest.fixture
def covered(house, act):
    """Return the function that reads (delivered, live) by violation and function."""

    def read(user=None):
        asker = user or house.observer
        found = act("violation_overview", asker, taskforce="borno")["items"]
        return {
            (row["violation"], cell["core_function"]): (cell["delivered"], cell["live"])
            for row in found
            for cell in row["cells"]
            if cell["live"]
        }

    return read


def said(found, facet):
    return {o["code"]: (o["delivered"], o["live"]) for o in found["by"][facet]}


def delivered(act, house, row):
    for verb, user, more in (
        ("submit", house.reporter, {"finished_on": "2026-01-10"}),
        ("accept", house.coordinator, {}),
    ):
        about = {"id": row["id"], "version": row["version"]}
        row = act(f"deliverable_{verb}", user, **about, **more)
    return row


class TestCounts:
    def test_work_is_counted_by_line_group_organisation_and_state(
        self, work, counts, act, house
    ):
        line = {"objective": "A.2", "subcommittee": "protection", "core_function": 1}
        delivered(act, house, work(**line))
        work(**line)
        work(core_function=6)
        work(violations=["denial_access"])

        found = counts()

        assert (found["delivered"], found["live"]) == (1, 3)
        assert said(found, "objective") == {"A.2": (1, 2), None: (0, 1)}
        assert said(found, "subcommittee") == {"protection": (1, 2), None: (0, 1)}
        assert said(found, "agency") == {"RP": (1, 3)}
        assert said(found, "state") == {"planned": (0, 2), "delivered": (1, 1)}
        assert said(found, "core_function") == {"1": (1, 2), "6": (0, 1)}

    def test_a_deliverable_counts_once_with_its_editions(
        self, work, counts, covered, act, house
    ):
        row = delivered(act, house, work(core_function=1))
        about = {"id": row["id"], "version": row["version"], "due": "2031-01-15"}
        act("deliverable_renew", house.reporter, **about)

        assert (counts()["delivered"], counts()["live"]) == (1, 1)
        assert covered() == {("abduction", 1): (1, 1)}

    def test_dropped_work_is_told_by_its_state_alone(
        self, work, counts, covered, act, house
    ):
        row = work(core_function=1)
        about = {"id": row["id"], "version": row["version"], "note": "Not needed."}
        act("deliverable_drop", house.reporter, **about)

        found = counts()
        assert (found["live"], found["by"]["agency"]) == (0, [])
        assert said(found, "state") == {"dropped": (0, 1)}
        assert covered() == {}

    def test_it_counts_what_the_reader_may_see(self, work, counts, covered, house):
        work(visibility="agency", core_function=2)

        for user, live in (
            (house.reporter, 1),
            (house.coordinator, 1),
            (house.other_reporter, 0),
            (house.observer, 0),
        ):
            assert counts(user)["live"] == live
            assert covered(user) == ({("abduction", 2): (0, 1)} if live else {})


class TestCoverage:
    def test_one_deliverable_covers_each_of_its_violations(self, work, covered):
        work(violations=["abduction", "sexual_violence"], core_function=4)
        work(violations=["abduction"])

        assert covered() == {
            ("abduction", 4): (0, 1),
            ("sexual_violence", 4): (0, 1),
            ("abduction", None): (0, 1),
        }

    def test_indicators_and_documents_stand_beside(self, act, house, tagged):
        tagged("indicator")
        tagged("document")

        found = act("violation_overview", house.observer, taskforce="borno")["items"]

        others = {
            row["violation"]: (row["indicators"], row["documents"], row["releases"])
            for row in found
        }
        assert others["abduction"] == (1, 1, 0)
        assert others["denial_access"] == (0, 0, 0)

    def test_the_page_says_in_words_where_nothing_is_done(self, work, browser):
        for number in range(1, 6):
            work(core_function=number)

        page = browser("observer").get(f"{BASE}/coverage").text

        assert "Abduction: nothing in Support robust advocacy." in page
        assert "Killing and maiming: nothing in any of the core functions." in page
        assert "0 of 1" in page

    def test_it_downloads_as_on_the_screen(self, work, browser):
        work(core_function=1)

        at = browser("observer")
        table = at.get(f"{BASE}/coverage?format=csv").text
        rows = [line for line in table.splitlines() if line.startswith("abduction")]

        assert len(rows) == 1
        assert "0 of 1" in rows[0]
        assert rows[0].count("nothing") == 6
        assert at.get(f"{BASE}/coverage?format=xlsx").status_code == 200


class TestPage:
    def test_all_that_touches_it_stands_on_its_page(self, work, browser, tagged):
        work(title="Map of abducted children's services", objective="A.2")
        tagged("document")

        page = browser("observer").get(f"{BASE}/abduction").text

        assert "1 deliverable touches it; 0 are in place." in page
        assert "Map of abducted children" in page
        assert "Pathway of referral" in page
        assert "/deliverable?violation=abduction&amp;agency=RP" in page
        other = browser("observer").get(f"{BASE}/denial_access").text
        assert "Map of abducted children" not in other
        assert "Nothing is done about it yet" in other

    def test_closed_work_is_not_on_the_page_of_others(self, work, browser):
        work(title="Closed briefing", visibility="agency")

        for who, is_there in (("reporter", True), ("other_reporter", False)):
            at = browser(who)
            for query in ("", "?format=csv"):
                page = at.get(f"{BASE}/abduction{query}").text
                assert ("Closed briefing" in page) is is_there, (who, query)

    def test_what_is_no_violation_has_no_page(self, browser):
        for code in ("theft", "military_use"):
            assert browser("observer").get(f"{BASE}/{code}").status_code == 404

    @pytest.mark.parametrize("who", ["donor", None])
    def test_strangers_read_what_is_published_alone(self, work, app, browser, who):
        work(title="Open briefing")
        if who is None:
            app.set_session_user(None)
            page = app.client.get(f"{BASE}/abduction")
        else:
            page = browser(who).get(f"{BASE}/abduction")

        assert page.status_code == 200
        assert "Nothing is published about it yet." in page.get_data(as_text=True)
        assert "Open briefing" not in page.get_data(as_text=True)
        assert "RP" not in page.get_data(as_text=True)


@pytest.mark.parametrize("number", [50, pytest.param(5_000, marks=pytest.mark.long)])
def test_pages_ask_the_same_for_one_and_for_many_links(
    work, browser, queries, counts, number
):
    made = work(core_function=1)

    def cost(page):
        at = browser("reporter")
        at.get(page)
        with queries() as sent:
            assert at.get(page).status_code == 200
        return len(sent)

    few = {page: cost(page) for page in PAGES}
    model.Session.add_all(_copies(made["id"], number))
    model.Session.commit()
    many = {page: cost(page) for page in PAGES}

    assert many == few
    assert cost(f"{BASE}/abduction?page=2") == few[f"{BASE}/abduction"]
    assert {page: n for page, n in many.items() if n > MOST_QUERIES} == {}
    assert counts()["live"] == number + 1


def _copies(known_id, number):
    """Yield so many other deliverables that touch abduction."""
    known = model.Session.get(Deliverable, known_id)
    names = ("taskforce_id", "title", "state", "due", "agency_id", "visibility")
    values = {name: getattr(known, name) for name in names}
    for one in range(number):
        row = Deliverable(**values, id=new_id(), violations=["abduction"])
        row.root_id, row.core_function = row.id, 1 + one % 6
        row.violation_links = {"abduction": "tactic"} if one % 2 else {}
        yield row
