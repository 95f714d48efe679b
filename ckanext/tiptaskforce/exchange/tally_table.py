"""Counts as a table: the template to fill in offline, and what its rows say.

Two shapes are read. The template has a row for each line and step, with the counts
side by side; what other programs write has a row for each single count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.tiptaskforce.exchange import workbook
from ckanext.tiptaskforce.exchange.cells import Kind, WholeNumber
from ckanext.tiptaskforce.exchange.export import Sheet, Translate
from ckanext.tiptaskforce.exchange.tally import MOST, STEP, Layout, N, TallyRow
from ckanext.tiptaskforce.exchange.tracker import Column
from ckanext.tiptaskforce.phrase import N_

CELL = "cell:"
_NO_NAMES: Mapping[str, Sequence[str]] = {}
# Keys of the sheet `about`, by which an upload is known to be of this very tally.
PERIOD, AGENCY, DESIGN = "period", "organisation", "design"

_COUNT = N_("Count")
_COUNTED = N_("Persons counted. Empty: this cell changes nothing. 0: nobody.")
_SINGLE = N_("Only where the file has a row for each single count.")
_HOW = N_(
    "A row for each line and step, with the counts side by side. Counts only: no "
    "names, no phone numbers, no stories."
)


@dataclass(frozen=True)
class Origin:
    """What a template is for: it goes into the sheet `about`, for people and for us."""

    taskforce: str
    agency: str
    period: str
    design: str


def columns(
    layout: Layout, names: Mapping[str, Sequence[str]] = _NO_NAMES
) -> list[Column]:
    """Return the columns of both shapes; ``names`` are other headers by key."""

    def of(key: str, label: str, kind: Kind, **more: Any) -> Column:
        return Column(key, label, kind, tuple(names.get(key, ())), **more)

    n = WholeNumber(0, MOST)
    line = [*layout.line, layout.steps]
    cells = layout.cells if layout.across else ()
    return [
        *(of(d.key, d.label, d.cells, required=True) for d in line),
        *(of(CELL + c.key, c.label, n, meaning=_COUNTED) for c in cells),
        *(of(d.key, d.label, d.cells, meaning=_SINGLE) for d in layout.across),
        of(N, _COUNT, n, meaning=_SINGLE),
    ]


def template(
    layout: Layout,
    origin: Origin,
    rows: Iterable[TallyRow] = (),
    translate: Translate = str,
) -> bytes:
    """Return the workbook to fill in, with the counts that are there already."""
    single = {N, *(d.key for d in layout.across)} if layout.across else set()
    offered = [column for column in columns(layout) if column.key not in single]
    about = {
        translate(N_("Task force")): origin.taskforce,
        PERIOD: origin.period,
        AGENCY: origin.agency,
        DESIGN: origin.design,
        translate(N_("How")): translate(_HOW),
    }
    title = f"{origin.agency} {origin.period}"
    sheet = Sheet(title, offered, wide(layout, rows), about)
    return workbook.build_template(sheet, translate)


def wide(
    layout: Layout, rows: Iterable[TallyRow], *, is_coded: bool = False
) -> list[dict[str, Any]]:
    """Return counts as rows of the template, in words or codes: a line and a step."""
    found = []
    for line in layout.lines(rows):
        for step in filter(line.counts.get, layout.steps.options):
            codes = {**line.codes, STEP: step}
            cells = {_key(layout, key): n for key, n in line.counts[step].items()}
            named = codes if is_coded else _words(layout, codes)
            found.append({**named, **cells})
    return found


def _words(layout: Layout, codes: Mapping[str, str]) -> dict[str, str]:
    dimensions = (*layout.line, layout.steps)
    return {d.key: d.options[codes[d.key]] for d in dimensions}


def _key(layout: Layout, cell: str) -> str:
    return CELL + cell if layout.across else N


def said(layout: Layout, values: Mapping[str, Any]) -> dict[tuple[str, ...], int]:
    """Return cell → count of one row that was read, whichever shape it has.

    A cell is named by its codes, in the order of the line, the step, and across.
    """
    head = tuple(str(values[d.key]) for d in (*layout.line, layout.steps))
    counts = {
        (*head, *cell.codes.values()): values[CELL + cell.key]
        for cell in layout.cells
        if values.get(CELL + cell.key) is not None
    }
    if values.get(N) is not None:
        counts[(*head, *(str(values.get(d.key)) for d in layout.across))] = values[N]
    return counts


def lacking(layout: Layout, values: Mapping[str, Any]) -> str | None:
    """Return the column that a row of a single count must fill and does not."""
    if values.get(N) is None:
        return None if said(layout, values) else N
    missing = (d.key for d in layout.across if values.get(d.key) is None)
    return next(missing, None)


def origin_of(about: Mapping[str, str]) -> dict[str, str]:
    """Return what a filled template says it is for."""
    return {k: about[k] for k in (PERIOD, AGENCY, DESIGN) if about.get(k)}
