"""What becomes of an agency's reports when it goes on in another one."""

from __future__ import annotations

import pytest
from ckan import model


@pytest.fixture
def merge(reporting, act):
    """Return the function that lets RP go on in BRN, and asks for reports again."""

    def done():
        row = act("agency_show", reporting.secretariat, id=reporting.agency["RP"]["id"])
        about = {"id": row["id"], "version": row["version"], "into": "BRN"}
        act("agency_merge", reporting.secretariat, **about)
        model.Session.remove()
        act("period_advance", reporting.secretariat, taskforce=reporting.slug)

    return done


@pytest.fixture
def reports(reporting, act, last):
    """Return the function that lists who reports on an indicator, and how it stands."""

    def listed(code):
        asked = {"taskforce": reporting.slug, "indicator": code, "period": last}
        found = act("report_list", reporting.coordinator, **asked)["items"]
        return sorted((row["agency"], row["state"]) for row in found)

    return listed


def test_a_draft_goes_over_and_what_was_sent_stays(
    merge, reports, measure, reporting, act, last
):
    draft, sent = measure(code="A.2-7"), measure(code="A.2-8")
    asked = {"taskforce": reporting.slug, "indicator": sent["code"], "period": last}
    (row,) = act("report_list", reporting.focal_point, **asked)["items"]
    said = {"values": [{"value": 3}], "source": "register"}
    about = {"id": row["id"], "version": row["version"]}
    row = act("report_update", reporting.focal_point, **about, **said)
    about = {"id": row["id"], "version": row["version"]}
    act("report_submit", reporting.focal_point, **about)

    merge()

    assert reports(draft["code"]) == [("BRN", "draft")]
    # The other one is not asked again for what was sent.
    assert reports(sent["code"]) == [("RP", "submitted")]
    found = act("task_list", reporting.other_focal_point, taskforce=reporting.slug)
    assert "report" in {task["kind"] for task in found["items"]}


def test_where_both_have_one_each_keeps_its_own(merge, reports, measure):
    both = measure(code="A.2-9", agencies=["RP", "BRN"])

    merge()

    assert reports(both["code"]) == [("BRN", "draft"), ("RP", "draft")]
