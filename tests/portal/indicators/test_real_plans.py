"""Published plans and a published indicator, where they are at hand, by the import.

They lie outside the repository: beside it in `shared/data`, or where the variable
TIPTASKFORCE_REAL_INPUT says.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories

from bench.real import loaded, plans
from ckanext.tiptaskforce.exchange import rollup
from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.report import Report

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"
INPUT = Path(os.environ.get("TIPTASKFORCE_REAL_INPUT") or BESIDE)
FOLDER = INPUT / "indicators-and-logframes"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the published plans are not at hand"
)


@pytest.fixture
def load(clean_db, act):
    root = factories.Sysadmin(name="root")

    def user(name):
        factories.User(name=name)
        return {"name": name}

    return lambda plan: loaded.load(act, root, user, plan)


@pytest.fixture
def made(load):
    """Return the function that loads a plan and tells how many lines it has."""

    def counted(plan):
        done = load(plan)
        return (done.objectives, done.indicators, done.values, done.money)

    return counted


def test_plans_load_as_strategies_with_clusters_caseloads_and_money(made, act):
    record, answer = plans.record(FOLDER), plans.caseloads(FOLDER)
    afghanistan, sudan = plans.table(FOLDER)

    # Its plan entities and attachments are empty, so it names no indicator.
    assert made(record) == (13, 0, 0, 1)
    assert made(afghanistan) == (13, 27, 1, 0)
    assert made(sudan) == (13, 24, 1, 0)
    assert made(answer) == (14, 14, 0, 0)
    every = [*afghanistan.indicators, *sudan.indicators, *answer.indicators]
    assert sum("target" in one for one in every) == 65
    assert afghanistan.refused == {
        "neither in need nor targeted is set": 1,
        "a target of one place, beside that of the country": 461,
        "a target of one group, beside that of all": 442,
    }
    assert sudan.refused == {
        "no cluster is named": 9,
        "a target of one group, beside that of all": 94,
    }
    assert answer.refused == {
        "a target of one group, beside that of all": 113,
        "an expected reach is no value": 1,
    }


def test_what_was_reached_is_a_report_that_a_custodian_accepted(load, act):
    afghanistan, _ = plans.table(FOLDER)
    load(afghanistan)

    about = {"taskforce": afghanistan.slug, "state": "accepted"}
    who = {"name": f"{afghanistan.slug}-custodian"}
    (row,) = act("report_list", who, **about)["items"]
    assert (row["period"], row["counts_persons"]) == ("2024", True)
    assert row["indicator"] in afghanistan.reached
    shown = act("indicator_overview", who, taskforce=afghanistan.slug)["items"]
    actual = {one["code"]: one["actual"] for one in shown if one["actual"]}
    assert actual == {row["indicator"]: row["values"][0]["value"]}


def test_of_thirteen_years_those_come_in_whose_totals_add_up(load):
    done = load(plans.indicator(FOLDER))
    refused = done.refused

    reports = list(model.Session.scalars(sa.select(Report)))
    rows = [
        {
            "agency": "ONS",
            "period": report.period,
            "codes": dict(codes),
            "value": amount.value,
        }
        for report in reports
        for codes, amount in report_value.of_report(
            report.id, report.accepted_edition
        ).items()
    ]
    found = rollup.by(rows, rollup.Rule(), "period")
    # Of these years the published totals are not what the published cells add up to.
    assert list(refused) == [
        *("2011", "2012", "2013", "2014", "2016", "2017", "2018", "2020")
    ]
    assert refused["2011"][0] == (
        "the total: the cells add up to 662, and 674 is stated; the difference is 12."
    )
    assert len(rows) == done.values == 115
    assert {year: int(one.value) for year, one in found.items() if one.value} == {
        "2009": 303,
        "2010": 422,
        "2015": 2710,
        "2019": 9330,
        "2021": 11387,
    }
