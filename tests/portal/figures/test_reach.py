"""The page of who was not reached: released cells alone, beside figures of others."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce.logic import release_files

pytestmark = pytest.mark.usefixtures("clean_index")
PAGE = "/taskforce/borno/reach"
CROSSED = {
    "kind": "figures",
    "step": "referred",
    "window": {"period": ["2026-Q3"]},
    "tables": [["form_of_exploitation", "sex"]],
}
# No cell between 1 and the least count: nothing else is withheld to protect one.
CELLS = [
    ("NG008013", sex, "adult", form, count)
    for form, women, men in (
        ("forced_labour", 48, 34),
        ("forced_marriage", 43, 22),
        ("other", 21, 28),
    )
    for sex, count in (("F", women), ("M", men))
]
NATIONAL = {
    "slug": "detected",
    "title": "Detected victims of trafficking",
    "unit": "persons",
    "country": "Nigeria",
    "source": "A national table",
    "licence": "cc-by",
    "as_of": "2026-01-01",
    "points": {"2024": {"value": 4_711}},
}


@pytest.fixture
def page(app):
    """Return a function that reads the page as an account or nobody, parsed."""

    def read(user=None, status=200, query=""):
        model.Session.remove()
        app.set_session_user(user["id"] if user else None)
        answer = app.client.get(PAGE + query)
        assert answer.status_code == status
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return read


@pytest.fixture
def load(counting, act):
    """Return the function that loads a national series."""

    def make(**more):
        about = {"taskforce": "borno", **NATIONAL, **more}
        return act("context_series_load", counting.secretariat, **about)

    return make


def groups(found):
    """Return number and meaning of each group on the page."""
    body = found.find(id="t-missed").find_parent("table")
    return {
        row.th.get_text(strip=True): [
            (cell.find(class_="visually-hidden") or cell).get_text(" ", strip=True)
            for cell in row.find_all("td")
        ]
        for row in body.select("tbody tr")
    }


class TestReach:
    def test_each_group_is_told_from_a_released_cell_or_not_at_all(
        self, counting, tally, publish, page
    ):
        for agency in ("RP", "BRN"):
            tally(agency, cells=CELLS)
        publish(specification=CROSSED)

        found = page()
        told = groups(found)

        assert told["Women and girls in forced labour"] == ["96", "Recorded"]
        assert told["Men and boys in forced labour"] == ["68", "Recorded"]
        assert told["Persons trafficked for the removal of organs"] == [
            "not in that release",
            "Not asked There is no code for it in the list of: Form of exploitation.",
        ]
        assert told["Persons of 60 and over"] == [
            "not in that release",
            "Not asked Those who count are not asked for: Age band.",
        ]
        assert "it does not tell whether anybody was reached" in found.get_text()
        cell = found.find("a", string="96")["href"]
        assert cell.endswith(
            "/data/referrals/v1?cell=form-of-exploitation-sex~forced_labour~F"
        )

    def test_what_no_table_crosses_is_not_worked_out(self, counted, publish, page):
        publish()

        told = groups(page())

        assert told["Men and boys in forced labour"] == [
            "not in that release",
            "Not released No released table counts by: Form of exploitation, Sex.",
        ]

    def test_a_withdrawn_release_is_gone_from_it(self, counted, publish, say, page):
        done = publish(specification=CROSSED)
        say("withdraw", counted.coordinator, done["id"], reason="disclosure_risk")

        found = page()

        assert found.find(id="t-missed") is None
        assert "No published dataset counts by who" in found.get_text()

    def test_a_dataset_is_chosen_by_name_and_another_is_not_found(
        self, counted, publish, page
    ):
        publish(specification=CROSSED)

        assert page(query="?series=referrals").find(id="t-missed") is not None
        page(query="?series=nothing", status=404)

    def test_only_the_dataset_that_is_chosen_is_read_whole(
        self, counted, publish, page, monkeypatch
    ):
        publish(specification=CROSSED)
        publish(specification=CROSSED, series="again", title="Again")
        opened, read = set(), release_files.read_one

        def noted(row, name):
            opened.add(row.series)
            return read(row, name)

        monkeypatch.setattr(release_files, "read_one", noted)
        found = page()
        assert opened == {"again"}
        assert found.find("strong", string="Again")
        assert "series=referrals" in found.find("a", string=re.compile("Ref"))["href"]

        opened.clear()
        page(query="?series=referrals")
        assert opened == {"referrals"}


class TestNational:
    def test_figures_of_others_stand_beside_with_source_licence_and_date(
        self, load, page
    ):
        load()

        section = page().find("section", attrs={"aria-labelledby": "context"})
        text = section.get_text(" ", strip=True)

        for words in ("4,711", "A national table", "CC BY", "1 Jan 2026"):
            assert words in text
        assert "must not be added to them" in text

    def test_what_is_not_open_is_for_members_alone(self, load, counting, page):
        load(licence="not-open")

        assert "4,711" not in page().get_text()
        assert "4,711" not in page(counting.root).get_text()
        assert "4,711" in page(counting.observer).get_text()

    def test_what_stands_beside_a_violation_stands_there_alone(self, load, page):
        load(violations=["abduction"])

        assert "4,711" not in page().get_text()
