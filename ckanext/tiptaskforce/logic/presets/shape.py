"""What a file of a preset may hold: records of fields, each with its check."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic.presets.mark import Entry, Faults, Mark
from ckanext.tiptaskforce.logic.presets.outline import Node

Check = Callable[[Any], Any]
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Field:
    """One field: its check, a record, or a list of either; and what if it is absent."""

    check: Check | Record
    is_needed: bool = False
    is_list: bool = False
    default: Any = None


@dataclass(frozen=True)
class Record:
    """The closed fields of a mapping or of a row."""

    fields: Mapping[str, Field]
    # Further keys, such as the languages of a label, with one check for all.
    others: Check | None = None


def record(node: Node, shape: Record, faults: Faults) -> Entry:
    """Return the checked values of a mapping; each fault names its place."""
    entry = Entry(node.mark)
    if not isinstance(node.content, dict):
        faults.add(node.mark, tk._("Must be keys with values."))
        return entry
    for key, (mark, value) in node.content.items():
        field = shape.fields.get(key) or (shape.others and Field(shape.others))
        if not field:
            faults.add(mark, _unknown(key, shape.fields))
        elif value.content is not None:
            where = value.mark if isinstance(value.content, str) else mark
            entry.put(key, _value(value, field, faults), where)
    _complete(entry, shape, faults)
    return entry


def rows(file: str, text: str, shape: Record, faults: Faults) -> list[Entry] | None:
    """Return the checked rows of a CSV file with a header; None without a right one."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    entries: list[Entry] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        if not _is_header(file, header, shape, faults):
            return None
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                mark = Mark(file, line)
                entries.append(_row(mark, header, cells, shape, faults))
            if len(entries) > MOST_ROWS:
                message = tk._("More than {limit} rows.")
                faults.add(Mark(file, line), message.format(limit=MOST_ROWS))
                break
    except csv.Error as error:
        message = tk._("This is not CSV: {problem}.").format(problem=error)
        faults.add(Mark(file, reader.line_num), message)
    return entries


def listed(check: Check) -> Check:
    """Return the check of a CSV cell that holds several values, divided by ``|``."""

    def check_all(value: str) -> list[Any]:
        return [check(part.strip()) for part in value.split("|") if part.strip()]

    return check_all


def _value(node: Node, field: Field, faults: Faults) -> Any:
    if not field.is_list:
        return _one(node, field, faults)
    if not isinstance(node.content, list):
        faults.add(node.mark, tk._("Must be a list."))
        return []
    found = [_one(item, field, faults) for item in node.content]
    return [item for item in found if item is not None]


def _one(node: Node, field: Field, faults: Faults) -> Any:
    if isinstance(field.check, Record):
        return record(node, field.check, faults)
    if not isinstance(node.content, str):
        faults.add(node.mark, tk._("Must be one value."))
        return None
    return _checked(node.content, field.check, node.mark, faults)


def _checked(value: str, check: Check, mark: Mark, faults: Faults) -> Any:
    try:
        return check(value)
    except tk.Invalid as problem:
        faults.add(mark, str(problem.error))
        return None


def _complete(entry: Entry, shape: Record, faults: Faults) -> None:
    for key, field in shape.fields.items():
        if key in entry.marks:
            continue
        if field.is_needed:
            message = tk._("'{key}' is missing.").format(key=key)
            faults.add(entry.mark, message)
        entry[key] = [] if field.is_list else field.default


def _is_header(file: str, header: list[str], shape: Record, faults: Faults) -> bool:
    wrong = len(faults.found)
    for name in header:
        if name not in shape.fields or header.count(name) > 1:
            faults.add(Mark(file, 1, name[:60] or "1"), _unknown(name, shape.fields))
    for name, field in shape.fields.items():
        if field.is_needed and name not in header:
            message = tk._("The column '{key}' is missing.").format(key=name)
            faults.add(Mark(file, 1), message)
    return len(faults.found) == wrong


def _row(
    mark: Mark, header: list[str], cells: list[str], shape: Record, faults: Faults
) -> Entry:
    entry = Entry(mark)
    if len(cells) != len(header):
        message = tk._("This row has {found} cells; the header has {wanted}.")
        words = message.format(found=len(cells), wanted=len(header))
        faults.add(entry.mark, words)
        return entry
    for name, cell in zip(header, cells, strict=True):
        field, at = shape.fields[name], Mark(mark.file, mark.line, name)
        if cell.strip():
            entry.put(name, _one(Node(at, cell.strip()), field, faults), at)
        elif field.is_needed:
            faults.add(at, tk._("Missing. Give a value."))
            entry.put(name, None, at)
    _complete(entry, shape, faults)
    return entry


def _unknown(key: str, known: Iterable[str]) -> str:
    message = tk._("'{key}' does not belong here. Allowed: {known}.")
    return message.format(key=key[:60], known=", ".join(known))
