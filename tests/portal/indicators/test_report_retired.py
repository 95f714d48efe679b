"""Reports of a retired indicator stay as they are: readable, and not changed again."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest


@pytest.fixture
def retire(reporting, act):
    """Return the function that retires the indicator of a report."""

    def make(report):
        row = act("indicator_show", reporting.secretariat, id=report["indicator_id"])
        about = {"id": row["id"], "version": row["version"]}
        act("indicator_retire", reporting.secretariat, **about, note="Replaced.")

    return make


@pytest.mark.parametrize(
    ("verb", "who", "more"),
    [
        ("accept", "coordinator", {}),
        ("send_back", "coordinator", {"note": "Check it."}),
        ("recall", "focal_point", {}),
    ],
)
def test_what_was_sent_is_decided_no_more(
    reporting, due, say, act, retire, verb, who, more
):
    sent = say("submit", reporting.focal_point, due(), values=[{"value": 4}])
    retire(sent)

    with pytest.raises(tk.ValidationError) as refused:
        say(verb, getattr(reporting, who), sent, **more)

    assert refused.value.error_dict == {
        "indicator": ["This indicator is no longer followed."]
    }
    shown = act("report_show", reporting.coordinator, id=sent["id"])
    assert (shown["state"], shown["verbs"]) == ("submitted", [])


def test_a_draft_is_sent_no_more(reporting, due, say, retire):
    draft = due()
    retire(draft)

    with pytest.raises(tk.ValidationError, match="no longer followed"):
        say("submit", reporting.focal_point, draft, values=[{"value": 4}])


def test_what_was_accepted_is_corrected_no_more(reporting, accepted, say, retire):
    found = accepted()
    retire(found)

    with pytest.raises(tk.ValidationError, match="no longer followed"):
        say("renew", reporting.focal_point, found, note="Counted twice.")


def test_it_waits_for_nobody(reporting, due, say, act, retire):
    sent = say("submit", reporting.focal_point, due(), values=[{"value": 4}])
    about = {"taskforce": reporting.slug}
    before = act("task_list", reporting.coordinator, **about)["kinds"]
    retire(sent)

    after = act("task_list", reporting.coordinator, **about)["kinds"]

    assert (before["report_review"], after.get("report_review", 0)) == (1, 0)
