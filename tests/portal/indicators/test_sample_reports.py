"""Sample reports: past quarters are accepted, and some plain ones wait to be sent."""

from __future__ import annotations

from collections import Counter

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories

from ckanext.tiptaskforce.model import chain, report_value
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.taskforce import Taskforce

SENDERS = ["NNGO-01", "NNGO-02", "GOV-06"]


@pytest.fixture
def filled(clean_db, act):
    """A sample task force with reports; the call that filled it, to say it again."""
    root = factories.Sysadmin(name="root")
    act("preset_load", root, name="borno", sample=True)

    def fill(**more):
        about = {"taskforce": "borno", "reports": True, "drafts_of": SENDERS}
        return act("sample_create", root, **{**about, "seed": 1, **more})["reports"]

    return fill


def rows(table) -> list:
    return list(model.Session.scalars(sa.select(table)))


def figures() -> dict:
    """Return code, agency and period with the figures of each report."""
    names = {row.id: row.acronym for row in rows(Agency)}
    codes = {row.id: row.code for row in rows(Indicator)}
    return {
        (codes[r.indicator_id], names[r.agency_id], r.period): report_value.of_report(
            r.id, r.edition
        )
        for r in rows(Report)
    }


def test_past_quarters_count_and_each_sender_has_a_plain_draft(filled):
    made = filled()
    tf = Taskforce.get("borno")
    names = {row.id: row.acronym for row in rows(Agency)}
    plain = Indicator.get(tf.id, "A.4-1")
    found = [r for r in rows(Report) if r.indicator_id == plain.id]
    taking = {p.code for p in Period.every(tf.id) if p.takes_reports(tf.today)}

    assert made["accepted"] > 50
    assert {names[r.agency_id] for r in found if r.state == "draft"} == set(SENDERS)
    assert all(r.period in taking for r in found if r.state == "draft")
    assert (plain.disaggregations, plain.counts_persons, plain.across_agencies) == (
        [],
        False,
        "sum",
    )
    past = [r for r in rows(Report) if r.period not in taking]
    assert {r.state for r in past} == {"accepted"}
    assert all(r.accepted_edition == 1 for r in past)
    assert list(chain.verify(tf.id)) == []


def test_again_makes_nothing_and_the_same_seed_draws_the_same(filled, act):
    filled()
    first = figures()

    assert filled() == {}
    assert figures() == first
    assert Counter(len(found) > 0 for found in first.values())[True] > 50


def test_a_real_task_force_is_refused(clean_db, act):
    root = factories.Sysadmin(name="root")
    act("preset_load", root, name="borno")

    about = {"taskforce": "borno", "reports": True}
    with pytest.raises(tk.ValidationError) as refused:
        act("sample_create", root, **about)
    assert "taskforce" in refused.value.error_dict
