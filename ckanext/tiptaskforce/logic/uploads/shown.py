"""An upload as its maker sees it: counts, and a page of changes and of problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange.cells import Code, Codes
from ckanext.tiptaskforce.exchange.cells import Kind as Cells
from ckanext.tiptaskforce.exchange.pages import Pages
from ckanext.tiptaskforce.exchange.tracker import Column
from ckanext.tiptaskforce.logic import references
from ckanext.tiptaskforce.logic.base import PAGE_SIZE, Step
from ckanext.tiptaskforce.logic.uploads import kept, kind_of, saving
from ckanext.tiptaskforce.logic.uploads.kind import Kind
from ckanext.tiptaskforce.logic.uploads.reports import Reports
from ckanext.tiptaskforce.model.upload import Upload
from ckanext.tiptaskforce.vocabulary import UploadState

Item = dict[str, Any]


def upload(step: Step, row: Upload) -> Item:
    """Return an upload as plain data; what was read only while it waits."""
    head = {
        **row.dictize_base(),
        "taskforce": step.taskforce.slug,
        "kind": row.kind,
        **_subject(step, row),
        "state": row.state,
        "file_name": row.file_name or None,
        "counts": row.result.get("counts", {}),
    }
    if row.state == UploadState.SAVING:
        return {**head, "progress": row.result.get(saving.PROGRESS, {})}
    if row.state != UploadState.OPEN:
        return head
    return {**head, **_waiting(step, row)}


def _subject(step: Step, row: Upload) -> Item:
    """Return what the rows are of: a tally, or an agency's reports of a period."""
    if row.kind != Reports.noun:
        return {"tally": row.subject_id, "period": None, "agency": None}
    agency_id, _, period = (row.subject_id or "").partition(":")
    agency = references.Names.of(step.taskforce.id).agencies.get(agency_id)
    return {"tally": None, "period": period, "agency": agency}


def _waiting(step: Step, row: Upload) -> Item:
    kind, result = kind_of(step, row.kind, row.subject_id), row.result
    columns = kind.columns(step)
    described = [
        {
            "key": column.key,
            "label": column.label,
            "meaning": column.meaning,
            "required": column.required,
        }
        for column in columns
    ]
    return {
        "columns": described,
        "headers": list(row.headers),
        "is_whole": kind.is_whole,
        "refused": result.get(saving.REFUSED, []),
        **{k: result.get(k) for k in ("sheet", "sheets", "mapping", "missing")},
        **{k: result.get(k) for k in ("unused", "suggested")},
        "notes": [kept.rendered(*note) for note in result.get("notes", ())],
        "changes": _page(
            step, kept.changes(row), "page", _changes(step, kind, columns)
        ),
        "problems": _page(step, result["problems"], "problem_page", _problems),
        "warnings": _page(step, result["warnings"], "warning_page", _problems),
    }


def _page(
    step: Step,
    items: Sequence[Item] | Pages,
    parameter: str,
    dictize: Callable[[Sequence[Item]], list[Item]],
) -> Item:
    size = step.data.get("page_size") or PAGE_SIZE
    number = step.data.get(parameter) or 1
    first = (number - 1) * size
    is_paged = isinstance(items, Pages)
    part = items.part(first, size) if is_paged else items[first : first + size]
    return {"count": len(items), "items": dictize(part), "page": number}


def _problems(items: Sequence[Item]) -> list[Item]:
    return [
        {
            "row": item["row"],
            "key": item["key"],
            "column": item["column"],
            "shown": item["shown"],
            "problem": kept.rendered(item["text"], item["values"]),
            "nearest": item["nearest"],
        }
        for item in items
    ]


def _changes(
    step: Step, kind: Kind, columns: Sequence[Column]
) -> Callable[[Sequence[Item]], list[Item]]:
    """Return what puts old values beside new ones; the old are read in this moment."""

    def dictize(items: Sequence[Item]) -> list[Item]:
        changed = [item for item in items if item["id"]]
        known = kind.existing_of(step, changed) if changed else []
        entries = {entry["id"]: entry for entry in known}
        return [_change(item, entries.get(item["id"]), columns) for item in items]

    return dictize


def _change(
    item: Item, entry: Mapping[str, Any] | None, columns: Sequence[Column]
) -> Item:
    fields = [
        {
            "key": column.key,
            "column": column.label,
            "old": _word(column.kind, (entry or {}).get(column.key)),
            "new": _word(column.kind, item["fields"][column.key]),
        }
        for column in columns
        if column.key in item["fields"]
    ]
    return {
        "row": item["row"],
        "what": item["what"],
        "name": item["name"],
        "fields": fields,
        # Somebody saved the entry after this preview was made.
        "is_stale": bool(item["id"])
        and (entry is None or entry["version"] != item["version"]),
    }


def _word(cells: Cells, value: Any) -> str | None:
    """Return a value as a person reads it."""
    if value in (None, "", (), []):
        return None
    if isinstance(cells, Codes):
        return "; ".join(_word(cells.one, code) or "" for code in value)
    if isinstance(cells, Code):
        return cells.options.get(str(value), str(value))
    if isinstance(value, bool):
        return tk._("yes") if value else tk._("no")
    return value.isoformat() if isinstance(value, date) else str(value)
