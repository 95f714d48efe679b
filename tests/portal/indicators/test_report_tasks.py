"""Reports in *My work* as it is read for an organisation, and for a subcommittee."""

from __future__ import annotations

import pytest


@pytest.fixture
def listed(reporting, act):
    """Return the function that tells kind and organisation of the reports of a list."""

    def found(who, of):
        asked = {"taskforce": "borno", "of": of, "page_size": 100}
        items = act("task_list", getattr(reporting, who), **asked)["items"]
        kinds = ("report", "report_review")
        told = {(one["kind"], one["agency"]) for one in items if one["kind"] in kinds}
        return sorted(told)

    return found


def test_a_colleague_without_reports_reads_which_are_owed(reporting, due, listed, act):
    due(agencies=["RP", "BRN"])

    assert listed("own_custodian", "mine") == []
    assert listed("own_custodian", "agency") == [("report", "RP")]
    assert listed("other_reporter", "agency") == [("report", "BRN")]
    assert listed("observer", "agency") == []


def test_the_chair_is_told_of_those_of_the_subcommittee(reporting, due, say, listed):
    row = due(agencies=["RP", "BRN"])
    say("submit", reporting.focal_point, row, values=[{"value": 3}])

    assert ("report", "BRN") in listed("chair", "subcommittee")
    assert ("report_review", "RP") in listed("chair", "subcommittee")
    # Members are told of the own ones, and other chairs of other subcommittees.
    assert listed("reporter", "subcommittee") == []
    assert listed("other_chair", "subcommittee") == []
