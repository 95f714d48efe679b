"""Alerts as figures: what they are counted by, and who passed them on.

They go the road of every other figure, in a ledger of their own. An alert counts for
the quarter of the day on which it was passed on: what is told is what the task force
did, and not when or how often something happened.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.logic.figures import dimensions
from ckanext.tiptaskforce.logic.figures.dimensions import Dimension
from ckanext.tiptaskforce.model import contribution, epoch
from ckanext.tiptaskforce.model.alert import Alert
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.vocabulary import ALERTS, Violation

QUARTER, VIOLATION = "quarter", "violation"
STATE_LEVEL, LGA_LEVEL = 1, 2
# Where an alert names no LGA; the code stands in the list beside those of its state.
NOT_SAID = "-UNK"
UNIT = N_("alerts")
# It stands in every file of a release, with the unit.
NOT_VERIFIED = N_(
    "alerts are not verified information and say nothing of how common violations are"
)


def counts(step: base.Step, row: Alert) -> None:
    """Let an alert count for its quarter, in the transaction that stores it.

    Its source is the agency for which its maker sits: two alerts of one agency come
    from one source, through whichever of its seats they were passed on.
    """
    place = Place.get(step.taskforce.id, row.place)
    is_coarse = place is not None and place.level < LGA_LEVEL
    contribution.pass_on(
        step.taskforce.id,
        row.id,
        row.agency_id or _seated(step) or step.taskforce.id,
        period=period.containing(row.passed_on, QUARTER).code,
        codes={
            "place": f"{row.place}{NOT_SAID}" if is_coarse else row.place,
            VIOLATION: row.violation,
        },
    )


def offer(taskforce: Taskforce) -> dict[str, Any]:
    """Return what a release of alerts can be made of."""
    periods = epoch.periods(taskforce.id, ALERTS)
    known = of(taskforce, [])
    return {
        "steps": [ALERTS] if periods else [],
        "periods": periods,
        "columns": [level for dimension in known for level in dimension.levels],
        # LGAs stay a choice of their own: few alerts name one, and most are withheld.
        "tables": [[VIOLATION, known[1].levels[-1], QUARTER]],
    }


def of(taskforce: Taskforce, window: list[str]) -> list[Dimension]:
    """Return the dimensions of alerts: quarter, area, violation.

    :raises ValidationError: for a window that is not of quarters
    """
    for code in window:
        if period.kind_of(period.parse(code)) != QUARTER:
            message = tk._("window: {code}: alerts are counted by quarter.")
            raise base.invalid("specification", message.format(code=code))
    words = labels.WORDS[VIOLATION]
    named = {code.value: words[code.value] for code in Violation}
    rows = tuple((code,) for code in named)
    return [
        dimensions.periods_of(taskforce, ALERTS, QUARTER, window),
        _places(taskforce),
        Dimension(VIOLATION, VIOLATION, VIOLATION, ((VIOLATION,),), rows, named),
    ]


def _seated(step: base.Step) -> str | None:
    # All seats of the person: a token speaks for one of them alone.
    every = step.reader.every or step.reader.held
    own = (seat for seat in every if seat.taskforce_id == step.taskforce.id)
    return next((seat.agency_id for seat in own if seat.agency_id), None)


def _places(taskforce: Taskforce) -> Dimension:
    """Return the areas, always down to the LGA: a ledger keeps its levels.

    Each state has a code for the alerts that name no LGA.
    """
    places = {p.code: p for p in scalars(Place.listed(taskforce.id))}
    inside = [p for p in places.values() if _is_inside(taskforce, p)]
    lgas = [p for p in inside if p.level == LGA_LEVEL]
    states = [p for p in inside if p.level == STATE_LEVEL]
    names = dimensions.level_names(taskforce, LGA_LEVEL)
    rows = [(p.code, p.parent) for p in lgas]
    rows += [(f"{p.code}{NOT_SAID}", p.code) for p in states]
    named = {p.code: p.name for p in (*lgas, *states)}
    named |= {f"{p.code}{NOT_SAID}": f"{p.name}, LGA not said" for p in states}
    return Dimension(names[0], "place", names[0], (tuple(names),), tuple(rows), named)


def _is_inside(taskforce: Taskforce, place: Place) -> bool:
    return not taskforce.area or taskforce.area in (place.code, place.parent)
