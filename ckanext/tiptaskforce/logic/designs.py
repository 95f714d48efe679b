"""Tally designs: by which codes a task force counts, and since which period.

The settings hold them in order, each with the first period for which it holds: a
change never touches a period that somebody has counted already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.exchange.gazetteer import Gazetteer
from ckanext.tiptaskforce.logic import references, remembered
from ckanext.tiptaskforce.logic.base import invalid
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.taskforce import Taskforce

SETTING = "tally_designs"
STEP = "step"
PLACE, ZONE = "place", "zone"
VIOLATION = "violation"
# Of these a row may have several codes; the codes are ours and no list of a preset.
MULTI = frozenset({VIOLATION})
# What says the same more finely and more coarsely is counted by one of the two.
RIVALS = ((PLACE, ZONE), ("age_group", "age_band"))


@dataclass(frozen=True)
class Design:
    """The smallest cross that the planned tables need, from one period on."""

    period: str
    steps: list[str]
    dimensions: list[str]
    optional: list[str] = field(default_factory=list)
    place_level: int = 2
    zones: list[dict[str, Any]] = field(default_factory=list)
    since: str = ""

    def holds_for(self, start: period.Period) -> bool:
        """Tell whether the design holds for a period that begins on this day."""
        return not self.since or period.parse(self.since).start <= start.start

    def dictize(self) -> dict[str, Any]:
        """Return the design as the settings hold it."""
        return asdict(self)


@dataclass(frozen=True)
class Choice:
    """One code that may be counted by, with its words by language."""

    code: str
    labels: dict[str, str]
    is_retired: bool = False

    def dictize(self) -> dict[str, Any]:
        """Return the code as plain data."""
        return {"code": self.code, "labels": dict(self.labels)}


_VIOLATIONS = tuple(
    Choice(code, {"en": words})
    for name in (VIOLATION, f"counted_{VIOLATION}")
    for code, words in labels.WORDS[name].items()
)


def every(taskforce: Taskforce) -> list[Design]:
    """Return the designs of a task force, the oldest first."""
    return [Design(**found) for found in taskforce.settings.get(SETTING, ())]


def newest(taskforce: Taskforce) -> Design:
    """Return the design by which new periods are counted.

    :raises ValidationError: where the task force has none yet
    """
    found = every(taskforce)
    if not found:
        message = tk._("This task force has no tally design yet. Load one.")
        raise invalid("taskforce", message)
    return found[-1]


def of_period(taskforce: Taskforce, code: str) -> tuple[Design, period.Period]:
    """Return the design by which a period is counted, and the period.

    :raises ValidationError: for a code that names no period of this task force, and
        for a period that has not begun
    """
    newest(taskforce)
    try:
        found = period.parse(code)
    except ValueError as problem:
        raise invalid("period", _how_periods_are_written(taskforce)) from problem
    designs = [d for d in every(taskforce) if d.holds_for(found)]
    if not designs or period.containing(found.start, designs[-1].period) != found:
        raise invalid("period", _how_periods_are_written(taskforce))
    if found.start > taskforce.today:
        raise invalid("period", tk._("This period has not begun."))
    return designs[-1], found


def next_period(taskforce: Taskforce, kind: str, counted: Sequence[str]) -> str:
    """Return the first period of a length that begins after all that was counted."""
    last = max([taskforce.today, *(period.parse(code).end for code in counted)])
    return period.following(period.containing(last, kind)).code


def steps(taskforce: Taskforce) -> list[str]:
    """Return the codes of all steps that could be counted."""
    return [choice.code for choice in _coded(taskforce, STEP) if not choice.is_retired]


def choices(taskforce: Taskforce, design: Design, name: str) -> list[Choice]:
    """Return the codes of a dimension, or of the steps, in their order."""
    if name == PLACE:
        known = places(taskforce, design).places
        return [Choice(place.code, {"en": place.name}) for place in known]
    if name == ZONE:
        return [Choice(zone["code"], zone["labels"]) for zone in design.zones]
    if name == VIOLATION:
        return list(_VIOLATIONS)
    found = _coded(taskforce, name)
    if name != STEP:
        return found
    return [choice for choice in found if choice.code in design.steps]


def places(taskforce: Taskforce, design: Design) -> Gazetteer:
    """Return what finds the places that are counted by."""
    level, area = design.place_level, taskforce.area
    key = ("counted places", taskforce.id, area, level)
    return remembered.once(
        key, lambda: references.gazetteer(taskforce.id, within=area, level=level)
    )


def lists(taskforce: Taskforce) -> set[str]:
    """Return the names by which a task force could count, with one code each."""
    return {*_lists(taskforce), PLACE, ZONE} - {STEP} - MULTI


def rivals(dimensions: Sequence[str]) -> tuple[str, str] | None:
    """Return two dimensions of which only one may be counted by, or None."""
    return next((pair for pair in RIVALS if set(pair) <= set(dimensions)), None)


def _coded(taskforce: Taskforce, name: str) -> list[Choice]:
    rows = _lists(taskforce).get(name, [])
    return [Choice(row.code, dict(row.labels), row.retired) for row in rows]


def _lists(taskforce: Taskforce) -> dict[str, list[Code]]:
    def read() -> dict[str, list[Code]]:
        found: dict[str, list[Code]] = {}
        for row in scalars(Code.listed(taskforce.id)):
            found.setdefault(row.list, []).append(row)
        return found

    return remembered.once(("code lists", taskforce.id), read)


def _how_periods_are_written(taskforce: Taskforce) -> str:
    kind = newest(taskforce).period
    example = period.containing(taskforce.today, kind).code
    message = tk._("Not a period that is counted here. Write it like {example}.")
    return message.format(example=example)
