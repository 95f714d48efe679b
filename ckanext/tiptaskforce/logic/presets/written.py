"""A task force written back as the files of a preset: what ``wanted`` reads, reversed.

It holds how the task force works and nothing of what it did: no entry, report, count
or person. An organisation goes without its contact, which may be a person's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import yaml

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.logic import designs
from ckanext.tiptaskforce.logic.presets import crosscheck, framework, layout
from ckanext.tiptaskforce.logic.presets.framework import Line, given
from ckanext.tiptaskforce.logic.presets.mark import Faults
from ckanext.tiptaskforce.logic.presets.source import Files
from ckanext.tiptaskforce.logic.schema.taskforce import SETTINGS
from ckanext.tiptaskforce.model import handover_all
from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.model.template import Template
from ckanext.tiptaskforce.vocabulary import Violation

# A preset has no place for these among its settings: the calendar is its own file, and
# from how many per cent on words hold is set by hand.
_NOT_AMONG_SETTINGS = frozenset({"calendar", "standing"})
_FUNCTION, _TASK, _VIOLATION = crosscheck.FILLED_ELSEWHERE
_HEADERS = {
    "agencies.csv": (
        *("acronym", "name", "type", "mandates", "subcommittees", "places"),
        *("position", "reporting_duty", "is_placeholder"),
    ),
    "places.csv": ("code", "name", "level", "parent", "names"),
    "documents.csv": (
        *("code", "kind", "title", "url", "language", "source", "description"),
    ),
}


class _Plain(yaml.SafeDumper):
    """Writes each value where it stands: a preset takes no references."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value again instead of a reference to it."""
        return True


def files(taskforce: Taskforce) -> Files:
    """Return the files of a preset that makes a task force like this one."""
    found = handover_all.Framework.of(taskforce.id)
    lines = framework.codes_of_lines(found)
    documents = {
        "taskforce.yaml": _taskforce(taskforce, found),
        "codes.yaml": _codes(found),
        "strategy.yaml": {"strategies": framework.strategies(found)},
        "deliverables.yaml": _deliverables(found, lines),
        "violations.yaml": _violations(found),
        "indicators.yaml": {"indicators": framework.indicators(found)},
        "tally.yaml": _tally(taskforce),
        "calendar.yaml": _calendar(taskforce, found),
    }
    tables = {
        "agencies.csv": _agencies(found),
        "places.csv": [given(row.dictize(), "retired") for row in found.places],
        "documents.csv": [_document(row) for row in found.papers],
    }
    return {
        **{n: _yaml(said) for n, said in documents.items() if any(said.values())},
        **{n: _csv(_HEADERS[n], lines) for n, lines in tables.items() if lines},
    }


def faults_of(written: Files) -> list[str]:
    """Return what would keep a written preset from being loaded, by the same checks."""
    faults = Faults()
    preset = layout.read(written, faults)
    if preset.is_whole(written):
        crosscheck.check(preset, faults)
    return [str(fault) for fault in faults.found]


def _taskforce(row: Taskforce, found: handover_all.Framework) -> Line:
    settings, known = row.settings, {place.code for place in found.places}
    words = ("slug", "title", "full_title", "description", "contact")
    chosen = {k: settings.get(k) for k in SETTINGS if k not in _NOT_AMONG_SETTINGS}
    return given(
        {
            **{name: getattr(row, name) for name in words},
            "area": row.area if row.area in known or not known else "",
            "settings": given(chosen),
            "subcommittees": [
                {"slug": one.slug, "title": one.title, "fields": list(one.fields)}
                for one in found.subcommittees
            ],
            "agreement": settings.get("agreement"),
        }
    )


def _codes(found: handover_all.Framework) -> Line:
    lists: dict[str, list[Code]] = {}
    for code in found.codes:
        if code.list not in crosscheck.FILLED_ELSEWHERE:
            lists.setdefault(code.list, []).append(code)
    return {
        "lists": [
            {"list": name, "version": codes[0].list_version, "codes": _coded(codes)}
            for name, codes in lists.items()
        ]
    }


def _violations(found: handover_all.Framework) -> Line:
    """Return the six grave violations, which stand in a preset together or not."""
    coded = _coded(code for code in found.codes if code.list == _VIOLATION)
    six = {violation.value for violation in Violation}
    return {"violations": coded if six == {one["code"] for one in coded} else []}


def _coded(codes: Iterable[Code]) -> list[Line]:
    return [{"code": one.code, **given(dict(one.labels))} for one in codes]


def _deliverables(found: handover_all.Framework, lines: frozenset[str]) -> Line:
    titles = {c.code: c.label("en") for c in found.codes if c.list == _FUNCTION}
    tasks: dict[str, list[str]] = {}
    for code in found.codes:
        if code.list == _TASK:
            tasks.setdefault(code.code.split(".")[0], []).append(code.label("en"))
    groups = {row.id: row.slug for row in found.subcommittees}
    by_function: dict[int | None, list[Line]] = {}
    for row in found.templates:
        written = _template(row, groups, lines)
        by_function.setdefault(row.core_function, []).append(written)
    words = {**labels.WORDS[_FUNCTION], **titles}
    named = {int(code) for code in titles}
    functions = [
        given(
            {
                "core_function": number,
                "title": words[str(number)],
                "tasks": tasks.get(str(number)),
                "deliverables": by_function.get(number),
            }
        )
        for number in sorted(named | {n for n in by_function if n is not None})
    ]
    return {"functions": functions, "other": by_function.get(None, [])}


def _template(row: Template, groups: dict[str, str], lines: frozenset[str]) -> Line:
    return given(
        {
            "code": row.code,
            "title": row.title,
            "subcommittee": groups.get(row.subcommittee_id or ""),
            "objective": row.objective_code if row.objective_code in lines else "",
            "review_months": row.review_months,
            "kind": row.kind,
        }
    )


def _tally(taskforce: Taskforce) -> Line:
    """Return the newest design; whoever begins anew has counted by none before."""
    every = designs.every(taskforce)
    if not every:
        return {}
    design = every[-1]
    zones = [
        {"code": zone["code"], **zone["labels"], "places": zone["places"]}
        for zone in design.zones
    ]
    return given({**design.dictize(), "zones": zones}, "since")


def _calendar(taskforce: Taskforce, found: handover_all.Framework) -> Line:
    said = ("code", "kind", "title", "cycle", "core_function")
    dates = [
        given({**{n: getattr(row, n) for n in said}, "due": framework.day(row.due)})
        for row in found.inputs
    ]
    return {"periods": taskforce.settings.get("calendar") or [], "dates": dates}


def _agencies(found: handover_all.Framework) -> list[Line]:
    groups = {row.id: row.slug for row in found.subcommittees}
    places = {place.code for place in found.places}
    return [
        {
            **{name: getattr(row, name) for name in ("acronym", "name", "type")},
            "mandates": list(row.mandates),
            "subcommittees": [groups[i] for i in row.subcommittee_ids if i in groups],
            "places": [code for code in row.places if code in places],
            "position": row.position,
            "reporting_duty": row.reporting_duty,
            "is_placeholder": row.is_placeholder,
        }
        for row in found.agencies
    ]


def _document(row: Any) -> Line:
    return {name: getattr(row, name) for name in _HEADERS["documents.csv"]}


def _yaml(said: Line) -> bytes:
    plain = yaml.dump(
        said, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=88
    )
    return plain.encode()


def _csv(header: tuple[str, ...], lines: Iterable[Line]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for line in lines:
        writer.writerow([_cell(line.get(name)) for name in header])
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "|".join(str(one) for one in value)
    return "" if value is None else str(value)
