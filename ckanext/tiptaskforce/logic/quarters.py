"""What the report of a period tells: progress, deliverables, gaps, and who reported.

With its confidential parts left out it is what any member may read, whoever prints it:
no count of persons, no closed work, no organisation by name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.logic import base, deliverables, references, standings
from ckanext.tiptaskforce.model import deliverable, report
from ckanext.tiptaskforce.model.seat import Held
from ckanext.tiptaskforce.vocabulary import (
    Cell,
    CoreFunction,
    Role,
    StatusWord,
)

# What a standing deliverable lacks to be in place.
_GAPS = (Cell.NONE, Cell.OUTDATED)
MOST_LATE = 100


def as_any_member(step: base.Step) -> base.Step:
    """Return the call as somebody would make it who holds no more than a seat."""
    seat = Held("", step.taskforce.id, Role.OBSERVER, None, None, frozenset(), False)  # noqa: FBT003
    reader = replace(step.reader, is_sysadmin=False, held=(seat,), every=(seat,))
    return replace(step, reader=reader)


def told(step: base.Step, *, is_open: bool) -> dict[str, Any]:
    """Return the report of the call's period.

    :param is_open: whether its confidential parts are left out
    """
    reading = as_any_member(step) if is_open else step
    found = periods.parse(step.data["period"])
    return {
        "taskforce": step.taskforce.slug,
        "period": found.code,
        "from": found.start.isoformat(),
        "to": found.end.isoformat(),
        "confidential": not is_open,
        **_reporting(reading, found.code, is_open=is_open),
        "objectives": _objectives(reading, found.code),
        "functions": _functions(reading),
        **_late(reading, is_open=is_open),
    }


def _reporting(step: base.Step, code: str, *, is_open: bool) -> dict[str, Any]:
    """Return who reported: how many of how many, and by name where that is shown."""
    asked = _asked(step, code)
    return {
        "expected": sum(item["expected"] for item in asked),
        "received": sum(item["received"] for item in asked),
        "accepted": sum(item["accepted"] for item in asked),
        "agencies_expected": len(asked),
        "agencies_reported": sum(i["received"] == i["expected"] for i in asked),
        "types": _by_type(asked),
        "agencies": [] if is_open else asked,
    }


def _asked(step: base.Step, code: str) -> list[dict[str, Any]]:
    """Return what each agency owed, sent and had accepted, who owes most on top."""
    counts = {row.agency_id: row for row in report.sent_in(step.taskforce.id, code)}
    found = [
        {
            "agency": agency.code,
            "name": agency.name,
            "type": agency.type,
            "expected": counts[agency.id].expected,
            "received": counts[agency.id].received,
            "accepted": counts[agency.id].accepted,
        }
        for agency in references.Names.of(step.taskforce.id).staying
        if agency.id in counts
    ]
    return sorted(found, key=lambda i: (i["received"] - i["expected"], i["agency"]))


def _by_type(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    expected = Counter(item["type"] for item in asked)
    whole = [item for item in asked if item["received"] == item["expected"]]
    reported = Counter(item["type"] for item in whole)
    return [
        {"type": kind, "expected": number, "reported": reported[kind]}
        for kind, number in expected.most_common()
    ]


def _objectives(step: base.Step, code: str) -> list[dict[str, Any]]:
    """Return each objective with its indicators in the period, by status word."""
    lines = {line.code: line for line in references.lines(step.taskforce.id)}
    top = {line: _top(lines, line) for line in lines}
    stands = [one.dictize() for one in standings.stands(step, period=code)]
    found = []
    for line in (line for line in lines.values() if not line.parent_code):
        own = [item for item in stands if top.get(item["objective"]) == line.code]
        words = Counter(item["label"] for item in own)
        labels = {word.value: words[word.value] for word in StatusWord}
        shown = {"code": line.code, "title": line.title}
        found.append({**shown, "labels": labels, "indicators": own})
    return found


def _top(lines: dict[str, Any], code: str) -> str:
    """Return the objective above a line; a retired one above it is passed by."""
    while lines[code].parent_code in lines:
        code = lines[code].parent_code
    return code


def _functions(step: base.Step) -> list[dict[str, Any]]:
    """Return each core function with what is in place, and what it lacks."""
    cells = deliverables.cells(step)
    templates = references.templates(step.taskforce.id)
    found = []
    for number in CoreFunction:
        own = [t for t in templates if t.core_function == number and t.is_scored]
        shown = {t.code: deliverables.cell(t, cells)["cell"] for t in own}
        counts = Counter(shown.values())
        found.append(
            {
                "core_function": int(number),
                "applicable": len(own) - counts[Cell.NOT_APPLICABLE.value],
                "cells": {cell.value: counts[cell.value] for cell in Cell},
                "gaps": [
                    {"template": t.code, "title": t.title, "cell": shown[t.code]}
                    for t in own
                    if shown[t.code] in _GAPS
                ],
            }
        )
    return found


def _late(step: base.Step, *, is_open: bool) -> dict[str, Any]:
    """Return how many deliverables are overdue, and which where that is shown."""
    names = references.Names.of(step.taskforce.id).agencies
    about = (step.taskforce.id, step.scope, step.taskforce.today)
    found = deliverable.late(*about, most=MOST_LATE)
    items = [
        {
            "id": row.id,
            "title": row.title,
            "agency": names.get(row.agency_id or ""),
            "due": row.due.isoformat(),
        }
        for row in found
    ]
    return {
        "overdue": found[0].total if found else 0,
        "late": [] if is_open else items,
    }
