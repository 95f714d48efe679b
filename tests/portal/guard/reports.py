"""What the bench holds of the strategy: lines, a report in each state, and periods."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ckan import model

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.taskforce import Taskforce

TODAY = dt.datetime.now(dt.UTC).date()
LAST = periods.preceding(periods.containing(TODAY, "quarter")).code
# The last quarter takes reports on whatever day the tests run, and earlier ones do not.
CALENDAR = [{"kind": "quarter", "due_days": 30, "lock_days": 95}]
STATES = ("draft", "submitted", "accepted", "sent_back")
VALUES = [{"value": 4}]
# What its agency has not begun: the report that stands there as a draft.
BRING = {
    "period": LAST,
    "reports": [{"indicator": "A.2-0", "agency": "RP", "values": VALUES}],
}


def fill(bench: Any, call: Any, slug: str) -> None:
    """Put the objects of the reporting loop on the bench."""
    house = bench.house
    taskforce = Taskforce.get(slug)
    assert taskforce is not None
    taskforce.settings = {**taskforce.settings, "calendar": CALENDAR}
    model.Session.commit()
    # The settings are a part of the task force, whose version has moved with them.
    bench.objects["taskforce"] = call("taskforce_show", house.root, id=slug)
    _fill_strategies(bench, call, slug)
    for number, state in enumerate(STATES):
        made = call(
            "indicator_create",
            house.secretariat,
            taskforce=slug,
            objective="A.2",
            code=f"A.2-{number}",
            title="Referral pathways in force",
            agencies=["RP"],
            subcommittee="protection",
        )
        bench.objects["indicator"] = made
        found = call(
            "report_list", house.observer, taskforce=slug, indicator=made["code"]
        )
        row = next(one for one in found["items"] if one["period"] == LAST)
        bench.objects[f"report-{state}"] = _brought(bench, call, row, state)
    _fill_periods(bench, call, slug)
    about = {"taskforce": slug, "objective": "A.2", "year": 2026, "required": 1000}
    bench.objects["funding"] = call("funding_create", house.secretariat, **about)


def _fill_strategies(bench: Any, call: Any, slug: str) -> None:
    """Put in a strategy in preparation, a line of the current one, a retired one."""
    secretariat = bench.house.secretariat
    about = {"title": "Next", "from": "2029-01-01", "until": "2030-12-31"}
    made = call("strategy_create", secretariat, taskforce=slug, copy_of="now", **about)
    bench.objects["strategy"] = made
    lines = call("objective_list", secretariat, taskforce=slug)["items"]
    bench.objects["objective-live"] = next(o for o in lines if o["code"] == "B.1")
    one = call(
        "objective_create", secretariat, taskforce=slug, code="B.9", title="Past"
    )
    about = {"id": one["id"], "version": one["version"], "note": "Done by others."}
    bench.objects["objective-retired"] = call("objective_retire", secretariat, **about)


def _brought(bench: Any, call: Any, row: dict[str, Any], state: str) -> dict[str, Any]:
    house, about = bench.house, {"id": row["id"], "version": row["version"]}
    if state == "draft":
        return row
    row = call("report_submit", house.focal_point, **about, values=VALUES)
    about["version"] = row["version"]
    if state == "accepted":
        return call("report_accept", house.coordinator2, **about)
    if state == "sent_back":
        note = "Check the places."
        return call("report_send_back", house.coordinator2, **about, note=note)
    return row


def _fill_periods(bench: Any, call: Any, slug: str) -> None:
    """Put in a locked period, and one that is unlocked."""
    house, found = bench.house, {}
    for name, days in (("locked", 400), ("unlocked", 500)):
        one = periods.containing(TODAY - dt.timedelta(days=days), "quarter")
        row = Period(
            taskforce_id=house.id,
            code=one.code,
            frequency="quarter",
            starts=one.start,
            ends=one.end,
            opens_on=one.end,
            due_on=one.end,
            locks_on=one.end + dt.timedelta(days=1),
        )
        model.Session.add(row)
        found[name] = row
    model.Session.commit()
    ids = {name: row.id for name, row in found.items()}
    for name, row_id in ids.items():
        bench.objects[f"period-{name}"] = call("period_show", house.observer, id=row_id)
    row = bench.objects["period-unlocked"]
    bench.objects["period-unlocked"] = call(
        "period_unlock",
        house.secretariat,
        id=row["id"],
        version=row["version"],
        until=(TODAY + dt.timedelta(days=3)).isoformat(),
        reason="The office was closed.",
    )
