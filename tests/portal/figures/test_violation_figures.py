"""Figures by grave violation: a person counts once, and stands in several rows."""

from __future__ import annotations

import pytest
from ckan import model

from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import Violation

pytestmark = pytest.mark.usefixtures("clean_index")

BY_VIOLATION = {
    "kind": "figures",
    "step": "referred",
    "window": {"period": ["2026-Q3"]},
    "tables": [["violation"]],
}
# What each of two agencies counts: (violations, n); 180 persons in all.
COUNTED = (("abduction;recruitment_use", 40), ("abduction", 20), ("none", 30))


@pytest.fixture
def by_violation(counting, act):
    """The house in which two agencies have counted by violation."""
    taskforce = Taskforce.get("borno")
    (design,) = taskforce.settings["tally_designs"]
    design = {**design, "dimensions": ["place", "violation"]}
    taskforce.settings = {**taskforce.settings, "tally_designs": [design]}
    model.Session.commit()
    for user in (counting.focal_point, counting.other_focal_point):
        rows = [
            {"step": "referred", "place": "NG008021", "violation": codes, "n": n}
            for codes, n in COUNTED
        ]
        about = {"taskforce": "borno", "period": "2026-Q3", "rows": rows}
        made = act("tally_create", user, **about)
        made = act("tally_submit", user, id=made["id"], version=made["version"])
        about = {"id": made["id"], "version": made["version"]}
        act("tally_accept", counting.custodian, **about)
    return counting


@pytest.fixture
def published(by_violation, publish):
    """A release of persons by violation."""
    made = publish(specification=BY_VIOLATION)
    assert made["state"] == "published", made["progress"]
    return made


class TestRelease:
    def test_codes_count_persons_and_the_total_counts_them_once(
        self, published, act, by_violation
    ):
        asked = {"taskforce": "borno", "series": published["series"]}
        shown = act("publication_show", by_violation.donor, **asked)

        (table,) = shown["tables"].values()
        found = dict(table["rows"])
        assert table["columns"] == ["violation", "count"]
        assert (found["TOTAL"], found["abduction"]) == (180, 120)
        assert found["recruitment_use"] == 80
        assert shown["manifest"]["dimensions"]["violation"]["multi"] is True

    def test_its_page_says_that_rows_do_not_add_up(self, published, browser):
        page = browser("donor").get(f"/taskforce/borno/data/{published['series']}")

        assert "One person may stand in several rows" in page.text
        assert "per cent of those counted" not in page.text
        assert "None of the six recorded" in page.text

    def test_the_tag_follows_from_the_tables(self, by_violation, draft, say):
        """All six, whatever was counted, as long as the tables count by it."""
        six = [code.value for code in Violation]
        made = draft(specification=BY_VIOLATION, violations=["abduction"])
        assert sorted(made["violations"]) == sorted(six)

        other = {**BY_VIOLATION, "tables": [["lga"]]}
        made = say(
            "update",
            by_violation.custodian,
            made["id"],
            specification=other,
            violations=["abduction"],
        )
        assert made["violations"] == ["abduction"]

    def test_the_catalogue_counts_it_under_each_violation(self, published, act):
        found = act("publication_list", None, taskforce="borno")["facets"]["violation"]

        assert {v["code"]: v["count"] for v in found} == dict.fromkeys(Violation, 1)

    def test_the_usual_tables_have_it(self, by_violation, browser):
        page = browser("custodian").get("/taskforce/borno/release/figures")

        assert 'value="violation"' in page.text


class TestPage:
    @pytest.mark.parametrize("who", ["observer", "donor"])
    def test_what_was_released_stands_on_the_page_of_the_violation(
        self, published, browser, who
    ):
        at = browser(who)

        page = at.get("/taskforce/borno/mrm/recruitment_use/released").text

        assert "Released figures by violation" in page
        assert ">80</" in page
        assert ">80</" not in at.get("/taskforce/borno/mrm/abduction/released").text

    def test_before_it_says_that_nothing_was(self, by_violation, browser):
        page = browser("observer").get("/taskforce/borno/mrm/abduction/released").text

        assert "No figures by violation were released yet." in page
