"""Who sees and decides what: counts of persons, drafts, the own agency, the duty."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

CANARY = 8675309


@pytest.fixture
def persons(reporting, due, say):
    """A draft of RP that counts persons, with a number that nobody else may see."""
    draft = due(counts_persons=True, title="Persons referred")
    return say("update", reporting.reporter, draft, values=[{"value": CANARY}])


class TestPersons:
    @pytest.mark.parametrize("seat", ["reporter", "focal_point", "custodian"])
    def test_own_agency_and_custodian_open_them(self, reporting, persons, act, seat):
        found = act("report_show", getattr(reporting, seat), id=persons["id"])

        assert found["values"] == [{"value": CANARY}]

    @pytest.mark.parametrize(
        "seat",
        ["coordinator", "secretariat", "chair", "observer", "other_reporter", "police"],
    )
    def test_all_others_are_told_the_state_alone(self, reporting, persons, act, seat):
        user = getattr(reporting, seat)

        shown = act("report_show", user, id=persons["id"])
        listed = act("report_list", user, taskforce=reporting.slug, page_size=100)
        overview = act("indicator_overview", user, taskforce=reporting.slug)

        assert shown["state"] == "draft"
        assert shown["values"] is None
        assert str(CANARY) not in f"{shown}{listed}{overview}"

    def test_accepted_ones_are_totalled_for_the_custodian_alone(
        self, reporting, persons, say, act
    ):
        sent = say("submit", reporting.focal_point, persons)
        say("accept", reporting.custodian, sent)

        found = {
            seat: act(
                "indicator_overview",
                getattr(reporting, seat),
                taskforce=reporting.slug,
            )["items"][0]["actual"]
            for seat in ("custodian", "coordinator", "observer")
        }

        assert found == {"custodian": CANARY, "coordinator": None, "observer": None}

    def test_the_custodian_reviews_them_and_no_coordinator(
        self, reporting, persons, say
    ):
        sent = say("submit", reporting.focal_point, persons)

        for seat in ("coordinator", "chair", "own_custodian"):
            with pytest.raises(tk.NotAuthorized):
                say("accept", getattr(reporting, seat), sent)

        assert say("accept", reporting.custodian, sent)["state"] == "accepted"

    def test_neither_figure_nor_note_stands_in_the_log(
        self, reporting, persons, say, act
    ):
        note = "Twelve of them came twice."
        sent = say("submit", reporting.focal_point, persons, note=note)
        say("send_back", reporting.custodian, sent, note="Count them once.")

        about = {"taskforce": reporting.slug, "noun": "report", "id": persons["id"]}
        events = act("event_list", reporting.coordinator, **about)["items"]
        told = [
            act("event_show", reporting.coordinator, id=event["id"]) for event in events
        ]

        assert {event["verb"] for event in told} >= {"submit", "send_back"}
        for word in (str(CANARY), note, "Count them once."):
            assert word not in str(told)

    @pytest.mark.parametrize(
        ("seat", "sees"),
        [
            ("reporter", True),
            ("focal_point", True),
            ("custodian", True),
            ("coordinator", False),
            ("secretariat", False),
            ("chair", False),
            ("observer", False),
        ],
    )
    def test_their_evidence_is_opened_by_whoever_opens_them(
        self, reporting, persons, act, seat, sees
    ):
        proof = act(
            "document_create",
            reporting.focal_point,
            taskforce=reporting.slug,
            kind="evidence",
            title="Register of the quarter",
            url="https://example.org/register",
            report=persons["id"],
        )
        about = {"taskforce": reporting.slug, "report": persons["id"]}

        listed = act("document_list", getattr(reporting, seat), **about)

        assert [row["id"] for row in listed["items"]] == ([proof["id"]] if sees else [])
        assert listed["count"] == int(sees)

    def test_without_an_endorsement_none_are_sent(
        self, reporting, due, say, act, measure
    ):
        row = due(counts_persons=True)
        agreement = reporting.agreement["RP"]
        act(
            "agreement_update",
            reporting.secretariat,
            id=agreement["id"],
            version=agreement["version"],
            expires_on=agreement["endorsed_on"],
        )

        with pytest.raises(tk.ValidationError) as refused:
            say("submit", reporting.focal_point, row, values=[{"value": 3}])

        assert list(refused.value.error_dict) == ["agreement"]

    def test_a_stale_version_is_answered_without_a_figure(
        self, reporting, persons, say
    ):
        stale = {**persons, "version": persons["version"] - 1}

        with pytest.raises(tk.ValidationError) as refused:
            say("update", reporting.reporter, stale, values=[{"value": 1}])

        assert refused.value.error_dict["current"]["version"] == persons["version"]
        assert str(CANARY) not in str(refused.value.error_dict)

    def test_a_refusal_quotes_no_count(self, reporting, due, say):
        row = due(counts_persons=True, disaggregations=["sex"])
        values = [{"sex": "F", "value": CANARY}, {"value": CANARY + 1}]

        with pytest.raises(tk.ValidationError) as refused:
            say("update", reporting.reporter, row, values=values)

        assert "do not add up" in refused.value.error_dict["values"][0]
        assert "8675" not in str(refused.value.error_dict)


class TestPlain:
    def test_drafts_are_for_the_own_agency_and_the_reviewers(
        self, reporting, due, say, act
    ):
        row = say("update", reporting.reporter, due(), values=[{"value": CANARY}])

        seen = {
            seat: act("report_show", getattr(reporting, seat), id=row["id"])["values"]
            for seat in ("focal_point", "coordinator", "chair", "observer", "police")
        }

        figure = [{"value": CANARY}]
        assert seen == {
            "focal_point": figure,
            "coordinator": figure,
            "chair": figure,
            "observer": None,
            "police": None,
        }

    def test_what_was_accepted_is_for_all_members(self, reporting, accepted, act):
        row = accepted(CANARY)

        found = act("report_show", reporting.observer, id=row["id"])

        assert found["values"] == [{"value": CANARY}]
        assert "note" not in found

    def test_a_correction_is_not_shown_before_it_is_accepted(
        self, reporting, accepted, say, act
    ):
        row = say("renew", reporting.focal_point, accepted(12), note="One too many.")
        say("update", reporting.reporter, row, values=[{"value": CANARY}])

        found = act("report_show", reporting.observer, id=row["id"])

        assert found["values"] == [{"value": 12}]

    @pytest.mark.parametrize("verb", ["submit", "recall"])
    def test_a_reporter_drafts_and_the_focal_point_sends(
        self, reporting, due, say, verb
    ):
        with pytest.raises(tk.NotAuthorized):
            say(verb, reporting.reporter, due())


class TestDuty:
    @pytest.fixture
    def owed(self, reporting, act):
        """Return the function that gives what the coordinator is told of BRN."""

        def told():
            rows = act("agency_overview", reporting.coordinator, taskforce="borno")
            return next(row for row in rows["items"] if row["agency"] == "BRN")

        return told

    def test_a_due_report_is_owed(self, reporting, due, owed, act):
        due(agencies=["RP", "BRN"])

        found = act("task_list", reporting.other_focal_point, taskforce="borno")

        assert owed()["reports"] >= 1
        titles = [i["title"] for i in found["items"] if i["kind"] == "report"]
        assert titles
        assert titles[0].startswith("A.2-1 Referral pathways in force, 20")

    def test_without_a_duty_nothing_is(self, reporting, due, owed, act):
        due(agencies=["RP", "BRN"])
        agency = act(
            "agency_show", reporting.coordinator, id=reporting.agency["BRN"]["id"]
        )
        about = {"id": agency["id"], "version": agency["version"]}
        act("agency_update", reporting.secretariat, **about, reporting_duty=False)

        found = act("task_list", reporting.other_focal_point, taskforce="borno")

        assert (owed()["reports"], owed()["owed"], owed()["days_late"]) == (0, 0, 0)
        assert found["kinds"].get("report") is None

    def test_a_sent_report_waits_for_its_reviewer(self, reporting, due, say, act):
        say("submit", reporting.focal_point, due(), values=[{"value": 3}])

        kinds = {
            seat: act("task_list", getattr(reporting, seat), taskforce="borno")["kinds"]
            for seat in ("coordinator", "chair", "custodian", "other_chair")
        }

        waiting = {seat: found.get("report_review") for seat, found in kinds.items()}
        assert waiting == {
            "coordinator": 1,
            "chair": 1,
            "custodian": None,
            "other_chair": None,
        }
