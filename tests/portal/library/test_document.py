"""The library: what is in force, what is found, and for whom it is there."""

from __future__ import annotations

import io

import pytest
from ckan.plugins import toolkit as tk
from werkzeug.datastructures import FileStorage

PAPER = b"area,number\nMafa,3\n"


def refused(call):
    with pytest.raises(tk.ValidationError) as found:
        call()
    return found.value.error_dict


class TestVersions:
    def test_the_newest_is_in_force_and_the_old_ones_stay(self, paper, act, house):
        first = paper(title="Procedures 1")
        second = paper(title="Procedures 2", replaces=first["id"])
        third = paper(title="Procedures 3", replaces=second["id"])

        about = {"taskforce": "borno", "version_of": second["id"]}
        found = act("document_list", house.observer, **about)["items"]

        assert [(one["title"], one["edition"], one["is_current"]) for one in found] == [
            ("Procedures 3", 3, True),
            ("Procedures 2", 2, False),
            ("Procedures 1", 1, False),
        ]
        assert act("document_show", house.observer, id=first["id"])["edition"] == 1
        assert third["replaces"] == second["id"]

    def test_the_versions_of_a_hidden_paper_are_those_of_none(self, paper, act, house):
        first = paper(title="Procedures 1")
        more = {"subcommittee": "protection", "visibility": "subcommittee"}
        closed = paper(title="Procedures 2", replaces=first["id"], **more)
        about = {"taskforce": "borno"}

        def asked(of):
            return refused(
                lambda: act("document_list", house.observer, **about, version_of=of)
            )

        unknown = asked("00000000-0000-4000-8000-000000000000")
        assert asked(closed["id"]) == unknown
        found = act("document_list", house.observer, **about, version_of=first["id"])
        assert [one["title"] for one in found["items"]] == ["Procedures 1"]

    def test_only_the_current_one_is_listed_where_that_is_asked(self, paper, titles):
        first = paper(title="Procedures 1")
        paper(title="Procedures 2", replaces=first["id"])

        assert titles(kind="sop", current=True) == ["Procedures 2"]
        assert titles(kind="sop") == ["Procedures 2", "Procedures 1"]


class TestSearch:
    def test_words_are_found_in_title_description_and_kind(self, paper, titles):
        paper(title="Referral in Jere")
        paper(kind="law", title="Child Rights Act", description="Binds referral.")
        paper(kind="training", title="Slides")

        assert titles(q="referral") == ["Child Rights Act", "Referral in Jere"]
        assert titles(q="treaty") == ["Child Rights Act"]
        assert titles(q="operating proc") == ["Referral in Jere"]
        assert titles(q="no such word") == []

    def test_a_sign_of_patterns_is_a_sign(self, paper, titles):
        paper(title="Half done")
        paper(title="50% done")

        assert titles(q="%") == ["50% done"]
        assert titles(q="_") == []

    def test_kind_and_language_narrow_it(self, paper, titles):
        paper(title="Loi", kind="law", language="fr")
        paper(title="Law", kind="law", language="en")
        paper(title="Guide", kind="resource", language="fr")

        assert titles(kind="law", language="fr") == ["Loi"]

    def test_evidence_is_no_paper_of_the_library(self, paper, log, titles):
        paper(title="Procedures")
        paper(title="Proof", kind="evidence", deliverable=log()["id"])

        assert titles(library=True) == ["Procedures"]
        assert titles() == ["Proof", "Procedures"]

    def test_a_closed_paper_is_not_even_counted(self, paper, titles, house):
        more = {"subcommittee": "protection", "visibility": "subcommittee"}
        paper(title="Closed referral", **more)
        paper(title="Open referral")

        assert titles(q="referral") == ["Open referral"]
        assert titles(house.chair, q="referral") == ["Open referral", "Closed referral"]


class TestUpdate:
    def test_its_words_change_and_the_file_stays(self, paper, act, house):
        upload = FileStorage(io.BytesIO(PAPER), "areas.csv")
        made = paper(url=None, upload=upload)

        about = {"id": made["id"], "version": made["version"]}
        said = {"title": "Areas", "kind": "report", "language": "ha"}
        found = act("document_update", house.reporter, **about, **said)

        assert (found["title"], found["kind"], found["language"]) == (
            "Areas",
            "report",
            "ha",
        )
        assert (found["file_name"], found["sha256"]) == ("areas.csv", made["sha256"])
        about["version"] = found["version"]
        wrong = refused(
            lambda: act(
                "document_update", house.reporter, **about, url="https://a.example.org"
            )
        )
        assert set(wrong) == {"url"}

    def test_severe_closes_it_to_whoever_is_named(self, paper, act, house, titles):
        made = paper(title="Shelters")
        about = {"id": made["id"], "version": made["version"]}

        found = act("document_update", house.reporter, **about, sensitivity="severe")

        assert found["visibility"] == "named"
        assert titles() == []
        assert titles(house.chair) == []
        assert titles(house.reporter) == ["Shelters"]

    def test_evidence_follows_what_it_proves(self, paper, act, house, log):
        made = paper(kind="evidence", deliverable=log()["id"])
        about = {"id": made["id"], "version": made["version"]}

        wrong = refused(
            lambda: act("document_update", house.reporter, **about, title="Other")
        )

        assert set(wrong) == {"id"}

    def test_a_phone_number_is_refused(self, paper, act, house):
        made = paper()
        about = {"id": made["id"], "version": made["version"]}

        wrong = refused(
            lambda: act(
                "document_update",
                house.reporter,
                **about,
                description="Call +234 803 555 0142",
            )
        )

        assert set(wrong) == {"description"}


class TestPreset:
    @pytest.fixture
    def loaded(self, clean_db, root, act):
        return act("preset_load", root, name="borno")

    def test_laws_and_resources_of_the_guide_come_along(self, loaded, root, act):
        assert loaded["nouns"]["document"]["created"] == 47
        again = act("preset_load", root, name="borno")["nouns"]["document"]
        assert (again["created"], again["unchanged"]) == (0, 47)

    def test_each_says_where_in_the_guide_it_stands(self, loaded, papers):
        by_code = {row.code: row for row in papers()}

        assert len([c for c in by_code if c.startswith("law.")]) == 16
        protocol = by_code["law.maputo-protocol"]
        assert protocol.url == "https://bit.ly/2T1n9C3"
        assert protocol.source == (
            "Guide (2020), Annex 1: Regional bodies and instruments, Africa"
        )
        assert (protocol.visibility, protocol.sensitivity) == ("members", "low")
