"""Published plans and a published indicator, where they are at hand, by the import.

They lie outside the repository: beside it in `shared/data`, or where the variable
TIPTASKFORCE_REAL_INPUT says.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from bench.real import plans
from ckanext.tiptaskforce.exchange import rollup
from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.period import Period
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

    def loaded(plan):
        file = FileStorage(io.BytesIO(plan.zipped()), "plan.zip")
        nouns = act("preset_load", root, upload=file)["nouns"]
        counted = ("objective", "indicator")
        return tuple(nouns.get(noun, {}).get("created", 0) for noun in counted)

    loaded.root = root
    return loaded


def test_plans_load_as_strategies_with_their_clusters_and_caseloads(load):
    record, answer = plans.record(FOLDER), plans.caseloads(FOLDER)
    afghanistan, sudan = plans.table(FOLDER)

    # Its plan entities and attachments are empty, so it names no indicator.
    assert load(record) == (12, 0)
    assert load(afghanistan) == (13, 27)
    assert load(sudan) == (13, 24)
    assert load(answer) == (14, 14)
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


def test_of_thirteen_years_those_come_in_whose_totals_add_up(load, act):
    plan, years = plans.indicator(FOLDER)
    load(plan)
    said = {}
    for name, role in (("sec", "secretariat"), ("focal", "focal_point")):
        factories.User(name=name)
        seat = {"user": name, "role": role, "agency": "ONS"}
        act("seat_create", load.root, taskforce=plan.slug, **seat)
        said[name] = {"name": name}
    act("period_advance", load.root, taskforce=plan.slug)
    until = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9)).isoformat()
    locked = {row.code: row for row in model.Session.scalars(sa.select(Period))}
    for year in years:
        row = locked[year]
        about = {"id": row.id, "version": row.version, "until": until}
        act("period_unlock", said["sec"], reason="Figures of the past.", **about)

    refused = {}
    for year, text in years.items():
        file = FileStorage(io.BytesIO(text.encode()), f"{year}.csv")
        about = {"taskforce": plan.slug, "kind": "report", "period": year}
        shown = act("upload_create", said["focal"], upload=file, **about)
        if shown["problems"]["count"]:
            refused[year] = [item["problem"] for item in shown["problems"]["items"]]
        about = {"id": shown["id"], "version": shown["version"]}
        act("upload_commit", said["focal"], skip_bad=True, **about)

    reports = list(model.Session.scalars(sa.select(Report)))
    rows = [
        {
            "agency": "ONS",
            "period": report.period,
            "codes": dict(codes),
            "value": amount.value,
        }
        for report in reports
        for codes, amount in report_value.of_report(report.id, 1).items()
    ]
    found = rollup.by(rows, rollup.Rule(), "period")
    # Of these years the published totals are not what the published cells add up to.
    assert list(refused) == [
        *("2011", "2012", "2013", "2014", "2016", "2017", "2018", "2020")
    ]
    assert refused["2011"][0] == (
        "The rows below add up to 662, and 674 is stated here; the difference is 12."
    )
    assert len(rows) == 115
    assert {year: int(one.value) for year, one in found.items() if one.value} == {
        "2009": 303,
        "2010": 422,
        "2015": 2710,
        "2019": 9330,
        "2021": 11387,
    }
