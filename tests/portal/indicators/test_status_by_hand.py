"""A status word over the computed one: with who, when and why; cleared again."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.event import Event


@pytest.fixture
def judged(reporting, measure, act):
    """Return the function that sets the word of an indicator as the secretariat."""
    made = measure(target=10)

    def judge(**more):
        about = {"taskforce": reporting.slug, "code": made["code"]}
        now = act("indicator_list", reporting.observer, **about)["items"][0]
        known = {"id": now["id"], "version": now["version"]}
        return act("indicator_update", reporting.secretariat, **known, **more)

    return judge


def test_it_stands_beside_the_computed_word(reporting, judged, act):
    done = judged(label="met", label_reason="Agreed in the meeting of June.")

    assert (done["label"], done["label_role"]) == ("met", "secretariat")
    assert done["label_at"]
    about = {"taskforce": reporting.slug, "indicator": done["code"]}
    whole = act("indicator_progress", reporting.observer, **about)["items"][0]["whole"]
    assert (whole["label"], whole["label_computed"]) == ("met", "no_status")
    (item,) = act("indicator_overview", reporting.observer, taskforce=reporting.slug)[
        "items"
    ]
    assert (item["label"], item["label_computed"]) == ("met", "no_status")


def test_it_needs_its_reason(judged):
    with pytest.raises(tk.ValidationError) as refused:
        judged(label="met")

    assert list(refused.value.error_dict) == ["label_reason"]


def test_cleared_it_leaves_no_trace_but_the_log(judged):
    done = judged(label="met", label_reason="Agreed.")
    cleared = judged(label="")

    gone = ("label", "label_reason", "label_role", "label_at")
    assert [cleared[name] for name in gone] == [None, None, None, None]
    asked = sa.select(Event.digests).where(Event.object_id == done["id"])
    changes = list(model.Session.scalars(asked.order_by(Event.seq)))
    assert all("label" in digests for digests in changes[-2:])


def test_other_changes_leave_it_alone(judged):
    judged(label="met", label_reason="Agreed.")

    assert judged(title="Renamed")["label"] == "met"
