"""The caller's tables against the tally design: which columns they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import base, designs
from ckanext.tiptaskforce.logic.figures import alerted, dimensions
from ckanext.tiptaskforce.logic.figures.dimensions import Dimension
from ckanext.tiptaskforce.model import epoch
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseKind, Violation

LONGEST_ID = 31
AGES = ("age_group", "age_band")
# What the other usual tables count by.
APART = frozenset({designs.PLACE, designs.ZONE, "sex", *AGES})


@dataclass(frozen=True)
class Table:
    """A table as the spec of the package names it."""

    id: str
    columns: tuple[str, ...]
    levels: tuple[str, ...]


def check(taskforce: Taskforce, specification: dict[str, Any]) -> None:
    """Refuse tables or periods that the tally design does not have.

    :raises ValidationError: naming the key, what stands there and what is allowed
    """
    tables_of(specification, known_of(taskforce, specification))


def known_of(taskforce: Taskforce, specification: dict[str, Any]) -> list[Dimension]:
    """Return what the figures of a specification may be counted by.

    :raises ValidationError: for a window that they cannot have
    """
    step, window = specification["step"], specification["window"]["period"]
    if step == ALERTS:
        return alerted.of(taskforce, window)
    return dimensions.of(taskforce, step, window)


def offer(taskforce: Taskforce) -> dict[str, Any]:
    """Return what a release can be made of: steps, periods, columns, usual tables."""
    steps = epoch.steps(taskforce.id)
    periods = sorted({p for step in steps for p in epoch.periods(taskforce.id, step)})
    if not designs.every(taskforce):
        return {"steps": [], "periods": [], "columns": [], "tables": []}
    latest = periods[-1] if periods else _current(taskforce)
    known = dimensions.of(taskforce, steps[0] if steps else "", [latest])
    return {
        "steps": steps,
        "periods": periods,
        "columns": [level for dimension in known for level in dimension.levels],
        "tables": usual(known),
    }


def usual(known: Sequence[Dimension]) -> list[list[str]]:
    """Return the tables that are usual: few, of few columns, around the period."""
    when, others = known[0].name, {d.tally_field: d for d in known[1:]}
    found: list[list[str]] = []
    if "place" in others:
        levels = others["place"].levels
        found += [[levels[-2], when]] if levels[-1] == "zone" else [[levels[-1], when]]
        found += [["zone", when]] if "zone" in levels else []
    elif "zone" in others:
        found.append(["zone", when])
    return found + without_place(known)


def without_place(known: Sequence[Dimension]) -> list[list[str]]:
    """Return the usual tables of persons: sex by age, and each thing else alone."""
    others = {d.tally_field: d.name for d in known[1:]}
    ages = [name for name in AGES if name in others]
    # A band lies in a group, and the group withholds less.
    persons = [*(["sex"] if "sex" in others else []), *(AGES[:1] if ages else ())]
    rest = [[name] for field, name in others.items() if field not in APART]
    return [table for table in (persons, *rest) if table]


def _current(taskforce: Taskforce) -> str:
    kind = designs.newest(taskforce).period
    return period.containing(taskforce.today, kind).code


def named(specification: Mapping[str, Any]) -> list[str]:
    """Return the columns that the tables of a specification name, as they stand."""
    tables = specification.get("tables", ())
    every = tables.values() if isinstance(tables, dict) else tables
    return [column for columns in every for column in columns]


def violations(specification: Mapping[str, Any]) -> list[str]:
    """Return the grave violations that the tables count by: all of them, or none.

    It follows from the tables alone: a violation is named whether its count is shown
    or withheld.
    """
    if specification["kind"] != ReleaseKind.FIGURES:
        return []
    by = {column.partition("@")[0] for column in named(specification)}
    return [code.value for code in Violation] if alerted.VIOLATION in by else []


def tables_of(specification: dict[str, Any], known: Sequence[Dimension]) -> list[Table]:
    """Return the tables with the ids that the server gives them.

    :raises ValidationError: for a column that is none, or a table that stands twice
    """
    asked = specification["tables"]
    pairs = asked.items() if isinstance(asked, dict) else ((None, c) for c in asked)
    found: list[Table] = []
    for name, columns in pairs:
        pieces = [_column(column, known) for column in columns]
        levels = tuple(level for _, level in pieces)
        if len({dimension for dimension, _ in pieces}) != len(pieces):
            message = tk._("tables: {columns} counts by one dimension twice.")
            raise _invalid(message, columns=", ".join(columns))
        if any(set(levels) == set(other.levels) for other in found):
            message = tk._("tables: {columns} stands twice.")
            raise _invalid(message, columns=", ".join(columns))
        taken = {table.id for table in found}
        written = tuple(f"{dimension}@{level}" for dimension, level in pieces)
        found.append(Table(name or _id(levels, taken), written, levels))
    return found


def _column(column: str, known: Sequence[Dimension]) -> tuple[str, str]:
    """Return dimension and level: of ``lga``, ``lga@state``, ``state`` or ``place``."""
    name, _, level = column.partition("@")
    for dimension in known:
        is_own = name in (dimension.name, dimension.tally_field)
        wanted = level or (dimension.name if is_own else name)
        if (is_own or not level) and wanted in dimension.levels:
            return dimension.name, wanted
    allowed = ", ".join(level for dimension in known for level in dimension.levels)
    message = tk._("tables: {column} is not counted by. Allowed are {allowed}.")
    raise _invalid(message, column=column, allowed=allowed)


def _id(levels: Sequence[str], taken: set[str]) -> str:
    whole = "-".join(levels).replace("_", "-")[:LONGEST_ID].strip("-")
    name, number = whole, 2
    while name in taken:
        name, number = f"{whole[: LONGEST_ID - 3]}-{number}", number + 1
    return name


def _invalid(message: str, **words: str) -> tk.ValidationError:
    return base.invalid("specification", message.format(**words))
