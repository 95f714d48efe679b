"""What is done about each grave violation, and where nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.logic import base, crosswalk, references
from ckanext.tiptaskforce.model import violation_overview as table
from ckanext.tiptaskforce.model.violation_overview import Counted
from ckanext.tiptaskforce.vocabulary import CoreFunction, DeliverableState, Violation

_NOTHING = Counted(0, 0)


def every(step: base.Step) -> list[dict[str, Any]]:
    """Return the six violations with what is done in each of the core functions."""
    taskforce = step.taskforce
    work = table.by_function(taskforce.id, step.scope, taskforce.today)
    others = table.others(taskforce.id, step.scope)
    return [_row(violation.value, work, others) for violation in Violation]


def _row(
    code: str,
    work: Mapping[tuple[str, int | None], Counted],
    others: Mapping[tuple[str, str], int],
) -> dict[str, Any]:
    functions = [*(int(function) for function in CoreFunction), None]
    cells = [
        {"core_function": number, **work.get((code, number), _NOTHING)._asdict()}
        for number in functions
    ]
    return {
        "violation": code,
        "title": labels.word("violation", code),
        "cells": cells,
        "live": sum(cell["live"] for cell in cells),
        **{f"{noun}s": others.get((noun, code), 0) for noun in table.OTHERS},
    }


def of(step: base.Step) -> dict[str, Any]:
    """Return one violation with the deliverables that touch it, by five facets."""
    taskforce, violation = step.taskforce, Violation(step.data["violation"])
    strategy = references.strategy(taskforce.id)
    found = table.by_facet(
        taskforce.id,
        step.scope,
        taskforce.today,
        violation.value,
        strategy.id if strategy else None,
    )
    every_one = found[table.EVERY].get("", _NOTHING)
    return {
        **crosswalk.shown(taskforce, violation),
        "taskforce": taskforce.slug,
        **every_one._asdict(),
        **{f"{noun}s": found[noun].get("", _NOTHING).live for noun in table.MET},
        "by": {
            name: _listed(found[name], known)
            for name, known in _known(taskforce.id).items()
        },
    }


def _known(taskforce_id: str) -> dict[str, list[tuple[str, str, str]]]:
    """Return the values of each facet in order: as stored, as code, and in words."""
    names = references.Names.of(taskforce_id)
    titles = {group["slug"]: group["title"] for group in names.groups}
    return {
        "objective": [
            (line.code, line.code, line.title)
            for line in references.lines(taskforce_id)
        ],
        "subcommittee": [
            (row_id, slug, titles.get(slug, slug))
            for row_id, slug in names.subcommittees.items()
        ],
        "agency": [
            (row_id, acronym, names.agency_names[row_id])
            for row_id, acronym in names.agencies.items()
        ],
        "state": [
            (state.value, state.value, labels.word("deliverable", state.value))
            for state in DeliverableState
        ],
        "core_function": [
            (str(int(n)), str(int(n)), labels.word("core_function", int(n)))
            for n in CoreFunction
        ],
    }


def _listed(
    found: dict[str, Counted], known: list[tuple[str, str, str]]
) -> list[dict[str, Any]]:
    """Return the values that anything stands for, and last what has none of them."""
    shown = [
        {"code": code, "title": title, **found[stored]._asdict()}
        for stored, code, title in known
        if stored in found and found[stored].live
    ]
    stored_ones = {stored for stored, _, _ in known}
    rest = [counts for value, counts in found.items() if value not in stored_ones]
    if any(counts.live for counts in rest):
        delivered, live = (sum(column) for column in zip(*rest, strict=True))
        shown.append(
            {"code": None, "title": None, "delivered": delivered, "live": live}
        )
    return shown
