"""What an alert may say, and how it is shown; refusals never repeat what came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import base, references, remembered
from ckanext.tiptaskforce.model.alert import PATIENCE, Alert
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import AlertState

SETTING = "alert_place_level"
FINEST = 2


def places(taskforce: Taskforce) -> list[Place]:
    """Return the places that an alert may name: of the area, down to the setting."""
    key = ("places of alerts", taskforce.id)
    return remembered.once(key, lambda: _read_places(taskforce))


def _read_places(taskforce: Taskforce) -> list[Place]:
    level = taskforce.settings.get(SETTING) or FINEST
    return Place.down_to(taskforce.id, level, within=taskforce.area)


def check(step: base.Step) -> None:
    """Refuse a place that is too fine, and days that cannot be.

    :raises ValidationError: naming the field
    """
    data, today = step.data, step.taskforce.today
    if data["place"] not in {place.code for place in places(step.taskforce)}:
        message = tk._(
            "Not an area that an alert may name here. Choose one of the list, or a"
            " coarser one."
        )
        raise base.invalid("place", message)
    if data["passed_on"] > today:
        raise base.invalid("passed_on", _not_ahead())
    if date.fromisoformat(f"{data['month']}-01") > data["passed_on"]:
        message = tk._("The month begins after the day on which it was passed on.")
        raise base.invalid("month", message)


def check_acknowledged(step: base.Step) -> None:
    """Refuse a day before the alert was passed on, or ahead."""
    said = step.data["acknowledged_on"]
    if said > step.taskforce.today:
        raise base.invalid("acknowledged_on", _not_ahead())
    if said < step.row.passed_on:
        message = tk._("Before the day on which the alert was passed on.")
        raise base.invalid("acknowledged_on", message)


def shower(step: base.Step) -> Callable[[list[Alert]], list[dict[str, Any]]]:
    """Return the function that shows alerts to those who may know of them."""

    def shown(found: list[Alert]) -> list[dict[str, Any]]:
        agencies = references.Names.of(step.taskforce.id).agencies
        named = Place.named(step.taskforce.id, {row.place for row in found})
        return [_shown(step, row, agencies, named) for row in found]

    return shown


def _shown(
    step: base.Step, row: Alert, agencies: dict[str, str], named: dict[str, str]
) -> dict[str, Any]:
    is_waiting = row.state == AlertState.PASSED.value
    told = row.acknowledged_on
    return {
        **row.dictize(),
        "taskforce": step.taskforce.slug,
        "agency": agencies.get(row.agency_id or ""),
        "violation": row.violation,
        "month": row.month,
        "place": row.place,
        "place_name": named.get(row.place),
        "passed_on": row.passed_on.isoformat(),
        "channel": row.channel,
        "acknowledged_on": told.isoformat() if told else None,
        "acknowledged_by": row.acknowledged_by or None,
        "is_waiting": is_waiting and row.passed_on + PATIENCE <= step.taskforce.today,
        "verbs": base.allowed_verbs(step, row),
    }


def _not_ahead() -> str:
    return tk._("Must not lie ahead.")
