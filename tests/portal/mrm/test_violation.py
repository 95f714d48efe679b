"""The cross-reference: what the source says, and the task force's reading apart."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from ckanext.tiptaskforce.vocabulary import Violation

BASE = "/taskforce/borno/mrm"


@pytest.fixture
def listed(house, act):
    """Return a function that lists the violations by code, as an observer."""

    def read():
        found = act("violation_list", house.observer, taskforce="borno")
        return {one["violation"]: one for one in found["items"]}

    return read


@pytest.fixture
def say(house, act):
    """Return the function that writes a reading as the secretariat."""

    def write(user=None, **more):
        version = act("violation_list", house.observer, taskforce="borno")["version"]
        about = {"taskforce": "borno", "version": version, "violation": "abduction"}
        return act("violation_update", user or house.secretariat, **about | more)

    return write


class TestSource:
    def test_each_has_the_kind_of_link_that_annex_3_states(self, listed):
        assert {code: one["link"] for code, one in listed().items()} == {
            "killing_maiming": "consequence",
            "recruitment_use": "intersects",
            "attacks_schools_hospitals": "tactic",
            "sexual_violence": "filed_under",
            "abduction": "intersects",
            "denial_access": "not_stated",
        }

    def test_of_denied_access_nothing_is_invented(self, listed):
        one = listed()["denial_access"]

        assert one["statement"] == "Not stated by the source."
        assert (one["acts"], one["means"], one["forms"]) == ([], [], [])
        assert (one["source"], one["paragraph"], one["reading"]) == (None, None, None)

    def test_act_means_and_form_stand_beside(self, listed):
        found = {
            code: (one["acts"], one["means"], one["forms"])
            for code, one in listed().items()
        }

        assert found["recruitment_use"] == (["recruitment"], [], ["forced_recruitment"])
        assert found["abduction"] == ([], ["abduction"], [])
        assert found["sexual_violence"] == ([], [], ["sexual_exploitation"])

    def test_what_the_mechanism_records_beside_stands_apart(self, house, act):
        found = act("violation_list", house.observer, taskforce="borno")
        codes = {one["code"] for one in found["wider"]}

        assert codes == {"military_use", "deprivation_liberty"}
        assert codes & {violation.value for violation in Violation} == set()
        with pytest.raises(tk.ValidationError):
            act(
                "deliverable_create",
                house.reporter,
                taskforce="borno",
                title="Work",
                status="planned",
                due="2027-01-15",
                violations=["military_use"],
            )


class TestReading:
    def test_it_stands_apart_with_its_own_source(self, listed, say):
        say(text="Raids on markets are meant too.", source="Plan 2026", link="tactic")

        one = listed()["abduction"]
        assert one["reading"] == {
            "text": "Raids on markets are meant too.",
            "source": "Plan 2026",
            "link": "tactic",
        }
        assert (one["link"], one["paragraph"]) == ("intersects", 3)

    def test_it_wants_a_source(self, say):
        for field, sent in (("source", {"text": "So"}), ("text", {"source": "Plan"})):
            with pytest.raises(tk.ValidationError) as refused:
                say(**sent)
            assert set(refused.value.error_dict) == {field}

    def test_without_words_it_is_taken_away(self, listed, say):
        say(text="Raids on markets are meant too.", source="Plan 2026")
        say()

        assert listed()["abduction"]["reading"] is None

    def test_it_names_nobody(self, say):
        for text in ("Call 08031234567", "At 11.8311, 13.1510"):
            with pytest.raises(tk.ValidationError) as refused:
                say(text=text, source="Plan 2026")
            assert set(refused.value.error_dict) == {"text"}

    def test_a_stale_version_is_refused(self, say):
        with pytest.raises(tk.ValidationError) as refused:
            say(version=99, text="So", source="Plan")
        assert "version" in refused.value.error_dict


class TestPage:
    def test_it_says_what_the_source_says(self, app, browser):
        page = browser("observer").get(BASE).text

        assert "Not stated by the source" in page
        assert "means are not needed" in page
        assert "Introductory guide (2020), Annex 3, paragraph 3" in page
        assert "Military use of schools or hospitals" in page
        assert f"{BASE}/abduction/edit" not in page
        assert "2 of" not in page

    def test_the_secretariat_writes_a_reading(self, browser):
        at = browser("secretariat")
        form = at.get(f"{BASE}/abduction/edit").text
        version = form.partition('name="version" value="')[2].partition('"')[0]
        data = {"version": version, "text": "Raids are meant too.", "source": "Plan"}

        answer = at.post(f"{BASE}/abduction/edit", data=data, follow_redirects=True)

        assert "Raids are meant too." in answer.text
        assert browser("observer").get(f"{BASE}/abduction/edit").status_code == 403
        assert at.get(f"{BASE}/theft/edit").status_code == 404

    def test_it_downloads_as_on_the_screen(self, browser):
        table = browser("observer").get(f"{BASE}?format=csv").text

        assert table.count("\n") >= 7
        assert "The MRM field manual files it here" in table
