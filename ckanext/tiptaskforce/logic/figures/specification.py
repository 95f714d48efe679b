"""The spec of the disclosure package for one release, and the tallies beside it.

The caller chose step, window and tables; all else is filled in here, from the settings
of the task force and from what the release intent has frozen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic.figures import alerted, columns
from ckanext.tiptaskforce.logic.figures.dimensions import Dimension
from ckanext.tiptaskforce.logic.schema.taskforce import LEAST_K
from ckanext.tiptaskforce.model import epoch
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.vocabulary import ALERTS, Step

USUAL_K = 11
UNITS = {
    Step.SCREENED: N_("persons screened"),
    Step.PRESUMED: N_("persons presumed to be trafficked"),
    Step.IDENTIFIED: N_("persons identified"),
    Step.FORMALLY_DESIGNATED: N_("persons formally designated"),
    Step.REFERRED: N_("referrals"),
    Step.REFERRAL_COMPLETED: N_("completed referrals"),
    Step.IN_CASE_MANAGEMENT: N_("persons in case management"),
    Step.ON_PAUSE: N_("cases on pause"),
    Step.NOT_TRAFFICKED_REFERRED: N_("persons not trafficked and referred"),
    Step.FOLLOWED_UP: N_("persons followed up"),
}


def unit_of(step: str) -> str:
    """Return what the figures of a step count, as the files say it."""
    if step == ALERTS:
        return (
            f"{alerted.UNIT} recorded by member organisations; {alerted.NOT_VERIFIED}"
        )
    counted = UNITS[Step(step)]
    return (
        f"{counted} recorded by member organisations; may count a person more than once"
    )


def care_of(step: str) -> str:
    """Return what a reader of alerts must know first; of persons the unit says it."""
    told = alerted.NOT_VERIFIED if step == ALERTS else ""
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def k_of(taskforce: Taskforce) -> int:
    """Return the least count that is shown; never less than the portal allows."""
    return max(int(taskforce.settings.get("k") or USUAL_K), LEAST_K)


def frozen(taskforce: Taskforce, release: Release, epochs: list[str]) -> dict[str, Any]:
    """Return what a release intent freezes: rules, period and epochs; no count."""
    chosen = release.specification
    codes = chosen["window"]["period"]
    first, last = period.parse(codes[0]), period.parse(codes[-1])
    return {
        "as_of": taskforce.today.isoformat(),
        "frozen_at": now().isoformat(),
        "period": {
            "code": codes[0] if len(codes) == 1 else f"{codes[0]}/{codes[-1]}",
            "from": first.start.isoformat(),
            "to": last.end.isoformat(),
            "label": _label(first, last),
        },
        "step": chosen["step"],
        "epochs": epochs,
        "k": k_of(taskforce),
        "zeros": chosen.get("zeros") or taskforce.settings.get("zeros") or "hide",
        "corrections": epoch.has_falls(taskforce.id, chosen["step"], epochs),
        # The event log may not lose what stood before a release; see model/chain.py.
        "log_head": events.head_of(taskforce.id),
        "tables": {},
    }


def _label(first: period.Period, last: period.Period) -> str:
    """Return the period of a window in words, in English."""
    if first.start.year != last.end.year:
        return f"{first.label} to {last.label}"
    return period.Period(first.code, first.start, last.end).label


def content_of(release: Release, known: Sequence[Dimension]) -> dict[str, Any]:
    """Return the spec of a release as plain data."""
    chosen, fixed = release.specification, release.snapshot
    tables = columns.tables_of(chosen, known)
    return {
        "schema": "tiptaskforce-release/1",
        "release": release.code,
        "title": release.title,
        "series": release.series,
        "date": fixed["as_of"],
        "unit": unit_of(chosen["step"]),
        "mode": "suppress",
        "k": fixed["k"],
        "zeros": fixed["zeros"],
        "corrections": fixed["corrections"],
        "epochs": fixed["epochs"],
        "window": {known[0].name: chosen["window"]["period"]},
        "coarsen": chosen.get("coarsen") or "refuse",
        "time_limit": config.protect_seconds(),
        "dimensions": {dimension.name: dimension.spec() for dimension in known},
        "tables": {table.id: {"columns": list(table.columns)} for table in tables},
    }


def tallies_of(
    taskforce: Taskforce, release: Release, known: Sequence[Dimension]
) -> list[dict[str, Any]]:
    """Return the rows that go into a release, as the package takes them."""
    step, window = release.specification["step"], release.specification["window"]
    found = epoch.tallies(
        taskforce.id, step, window["period"], release.snapshot["epochs"]
    )
    return [
        {
            "epoch": name,
            "period": code,
            **{d.column: codes[d.tally_field] for d in known[1:]},
            "source": agency_id,
            "n": n,
        }
        for name, code, agency_id, codes, n in found
    ]
