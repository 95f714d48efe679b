"""What touches a grave violation, and by which kind of link."""

from __future__ import annotations

import io

import ckan.plugins.toolkit as tk
import pytest
from werkzeug.datastructures import FileStorage

BASE = "/taskforce/borno"
WORK = {
    "taskforce": "borno",
    "title": "Briefing on recruitment",
    "status": "planned",
    "due": "2030-01-15",
}


@pytest.fixture
def work(house, act):
    """Return the function that logs a deliverable as the reporter of RP."""

    def make(**more):
        return act("deliverable_create", house.reporter, **{**WORK, **more})

    return make


class TestKind:
    def test_it_is_the_source_s_where_nobody_says_another(self, work):
        row = work(violations=["abduction", "denial_access", "sexual_violence"])

        assert row["links"] == {
            "abduction": "intersects",
            "denial_access": "not_stated",
            "sexual_violence": "filed_under",
        }
        assert row["violation_links"] == {}

    def test_another_one_stands_beside_its_violation(self, work):
        links = {"abduction": "may_amount_to", "recruitment_use": "intersects"}
        row = work(violations=["abduction", "recruitment_use"], violation_links=links)

        assert row["links"] == links
        assert row["violation_links"] == {"abduction": "may_amount_to"}

    def test_it_goes_with_its_violation(self, work, house, act):
        links = {"abduction": "tactic"}
        row = work(violations=["abduction", "denial_access"], violation_links=links)
        about = {"id": row["id"], "version": row["version"]}

        row = act(
            "deliverable_update", house.reporter, **about, violations=["denial_access"]
        )

        assert row["violation_links"] == {}
        assert row["links"] == {"denial_access": "not_stated"}

    @pytest.mark.parametrize(
        "links",
        [
            {"denial_access": "tactic"},
            {"military_use": "tactic"},
            {"abduction": "caused_by"},
            ["abduction"],
            "tactic",
        ],
    )
    def test_what_is_no_kind_of_a_tagged_violation_is_refused(self, work, links):
        with pytest.raises(tk.ValidationError) as refused:
            work(violations=["abduction"], violation_links=links)

        assert set(refused.value.error_dict) == {"violation_links"}

    def test_the_next_edition_keeps_it(self, work, house, act):
        links = {"abduction": "tactic"}
        row = work(violations=["abduction"], violation_links=links)
        for verb, user, more in (
            ("submit", house.reporter, {"finished_on": "2026-01-10"}),
            ("accept", house.coordinator, {}),
            ("renew", house.reporter, {"due": "2031-01-15"}),
        ):
            about = {"id": row["id"], "version": row["version"]}
            row = act(f"deliverable_{verb}", user, **about, **more)

        assert (row["edition"], row["links"]) == (2, links)


class TestNouns:
    def test_indicators_documents_and_releases_have_it_too(self, house, act):
        tagged = {"violations": ["abduction"], "violation_links": {}}
        tagged["violation_links"] = {"abduction": "consequence"}
        about = {"taskforce": "borno", **tagged}
        progress = {"kind": "progress", "window": {"period": ["2026-Q1"]}}
        made = (
            act(
                "indicator_create",
                house.secretariat,
                **about,
                objective="A.2",
                code="A.2-9",
                title="Pathways in force",
            ),
            act(
                "document_create",
                house.secretariat,
                **about,
                kind="sop",
                title="Pathway",
                url="https://example.org/pathway",
            ),
            act(
                "release_create",
                house.secretariat,
                **about,
                title="Work",
                series="work",
                specification={**progress, "tables": ["function-state"]},
            ),
        )

        for row in made:
            assert row["violations"] == ["abduction"]
            assert row["violation_links"] == {"abduction": "consequence"}

    @pytest.mark.parametrize("noun", ["deliverable", "indicator", "document"])
    def test_lists_are_filtered_by_violation(self, work, house, act, tagged, noun):
        work(violations=["abduction", "denial_access"])
        tagged("indicator")
        tagged("document")

        def counted(violation):
            asked = {"taskforce": "borno", "violation": violation}
            return act(f"{noun}_list", house.observer, **asked)["count"]

        assert counted("abduction") == 1
        assert counted("killing_maiming") == 0
        with pytest.raises(tk.ValidationError):
            counted("theft")


class TestForms:
    def test_the_form_of_a_deliverable_sets_it(self, work, browser, house, act):
        row = work(violations=["abduction"])
        page = f"{BASE}/deliverable/{row['id']}/edit"
        at = browser("reporter")
        assert 'name="link_abduction"' in at.get(page).text
        data = {
            **{name: WORK[name] for name in ("title", "status")},
            "day": WORK["due"],
            "version": row["version"],
            "violations": ["abduction"],
            "link_abduction": "tactic",
            "link_denial_access": "tactic",
        }

        answer = at.post(page, data=data, follow_redirects=True)

        assert "Can be its tactic" in answer.text
        shown = act("deliverable_show", house.reporter, id=row["id"])
        assert shown["violation_links"] == {"abduction": "tactic"}

    def test_the_form_of_an_indicator_sets_it(self, browser, house, act):
        at = browser("secretariat")
        data = {
            "code": "A.2-9",
            "title": "Pathways",
            "objective": "A.2",
            "kind": "number",
            "frequency": "quarter",
            "direction": "up",
            **dict.fromkeys(
                ("across_agencies", "across_places", "across_periods"), "sum"
            ),
            "violations": ["abduction"],
            "link_abduction": "tactic",
        }

        at.post(f"{BASE}/indicator/new", data=data)

        asked = {"taskforce": "borno", "code": "A.2-9"}
        (found,) = act("indicator_list", house.observer, **asked)["items"]
        assert found["links"] == {"abduction": "tactic"}
        page = at.get(f"{BASE}/indicator/A.2-9").text
        assert "Can be its tactic" in page


class TestImport:
    @pytest.fixture
    def bring(self, house, act):
        def read(*lines, commit=True):
            text = "\n".join(
                ("Title;Status;Due;Related violations;Kind of link", *lines)
            )
            file = FileStorage(io.BytesIO(text.encode()), "tracker.csv")
            about = {"taskforce": "borno", "kind": "deliverable", "upload": file}
            found = act("upload_create", house.reporter, **about)
            if commit:
                about = {"id": found["id"], "version": found["version"]}
                act("upload_commit", house.reporter, **about, confirm=True)
            return found

        return read

    def test_a_column_brings_it_in(self, bring, house, act):
        bring("One;Planned;2030-01-01;Abduction;abduction:tactic")

        (row,) = act("deliverable_list", house.observer, taskforce="borno")["items"]
        assert row["violation_links"] == {"abduction": "tactic"}

    def test_what_the_source_states_changes_nothing(self, bring, house, act):
        line = "One;Planned;2030-01-01;Abduction;Abduction: Intersects with it"
        bring(line)

        again = bring(line, commit=False)

        assert again["changes"]["count"] == 0
        (row,) = act("deliverable_list", house.observer, taskforce="borno")["items"]
        assert row["version"] == 1

    def test_what_is_no_kind_of_link_is_named(self, bring):
        found = bring("One;Planned;2030-01-01;Abduction;abduction:theft", commit=False)

        (problem,) = found["problems"]["items"]
        assert (problem["row"], problem["key"]) == (2, "violation_links")
