"""An organisation's due reports of one period as a table to fill in offline.

Each report has a row for its total, which says the rest of it as well, and below it a
row for each cell of its splits. What stood in a cell at the download stands beside it,
so that a file that is older than a cell tells which of the two was changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from ckanext.tiptaskforce.exchange import amount as amounts
from ckanext.tiptaskforce.exchange import workbook
from ckanext.tiptaskforce.exchange.amount import MILESTONE, PARTS, VALUE, Amount, Figure
from ckanext.tiptaskforce.exchange.cells import Code, Text, Truth, WholeNumber
from ckanext.tiptaskforce.exchange.export import Sheet, Translate
from ckanext.tiptaskforce.exchange.rollup import MILESTONE as STEPS
from ckanext.tiptaskforce.exchange.rollup import NUMBER, PER_CENT, PLACE
from ckanext.tiptaskforce.exchange.tally import Dimension
from ckanext.tiptaskforce.exchange.tracker import Column
from ckanext.tiptaskforce.phrase import N_, Phrase

INDICATOR, TITLE, UNIT = "indicator", "title", "unit"
NOTHING, SOURCE, NOTE = "nothing_to_report", "source", "note"
TARGET, BEFORE, WAS, VERSION = "target", "before", "was", "version"
PERIOD, AGENCY = "period", "organisation"
# What the file says for people and for us; nobody types into it.
TOLD = (TITLE, UNIT, TARGET, BEFORE, WAS, VERSION)
OF_THE_WHOLE = (NOTHING, SOURCE, NOTE)
MOST_CELLS = 300

Codes = tuple[tuple[str, str], ...]
Values = Mapping[Codes, Amount]

_KINDS = {NUMBER: (VALUE,), PER_CENT: PARTS, STEPS: (MILESTONE,)}
_HOW = N_(
    "A row for each figure; the first row of a report is its total. Leave the total "
    "empty where you fill in the rows below it. Empty is not reported, 0 is none. "
    "Counts only: no names, no phone numbers, no stories."
)
_NOT_HERE = N_("This indicator is not measured like this. Use the column %(column)s.")
_PART = N_("Give the numerator and the denominator, both of them.")
_LARGER = N_("Nothing can be a part of 0.")
_NO_STEP = N_("This is not a step of this indicator.")
_NOT_SPLIT = N_("This indicator is not split like this.")
_PARTLY = N_("Give every code, or the total alone.")
_OF_WHOLE = N_("Write this in the row of the total.")
_WHOLE = N_("This counts persons: write a whole number.")
_MISMATCH = N_(
    "The rows below add up to %(sum)s, and %(stated)s is stated here; the difference "
    "is %(difference)s."
)
_CHANGED = N_(
    "Changed since the download: it was %(was)s and is %(now)s now. The file says "
    "%(said)s. Download the workbook again, or write what holds."
)
_KEPT = N_(
    "Changed since the download: it was %(was)s and is %(now)s now, which stays."
)


@dataclass(frozen=True)
class Asked:
    """A report as it is asked for and as it stands: its indicator and its figures."""

    code: str
    title: str
    kind: str = NUMBER
    unit: str = ""
    splits: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    counts_persons: bool = False
    target: str = ""
    before: str = ""
    version: int = 1
    values: Values = field(default_factory=dict)
    nothing_to_report: bool = False
    source: str = ""
    note: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a figure of this kind stands in."""
        return _KINDS[self.kind]

    def codes_of(self, values: Mapping[str, Any]) -> Codes:
        """Return the codes of a row; the row of the total has none."""
        return tuple(
            (name, str(values[name])) for name in self.splits if values.get(name)
        )


def columns(
    asked: Sequence[Asked],
    dimensions: Mapping[str, Dimension],
    sources: Mapping[str, str],
    names: Mapping[str, Sequence[str]] | None = None,
    note: Text | None = None,
) -> list[Column]:
    """Return the columns that these reports need.

    :param dimensions: the splits by name, with their codes and words
    :param sources: where figures may come from, with the words for it
    :param names: other headers by key
    """

    def of(key: str, label: str, kind: Any, meaning: str = "") -> Column:
        known = tuple((names or {}).get(key, ()))
        return Column(key, label, kind, known, key == INDICATOR, meaning)

    kinds = {one.kind for one in asked}
    splits = dict.fromkeys(name for one in asked for name in one.splits)
    titles = {one.code: f"{one.code} {one.title}" for one in asked}
    steps = {step: step for one in asked for step in one.milestones}
    figures = [column for column in _figures(steps) if _is_for(column.key, kinds)]
    empty = N_("Empty in the row of the total.")
    return [
        of(INDICATOR, N_("Indicator"), Code(titles)),
        of(TITLE, N_("Title"), Text(), N_("For you to read.")),
        of(UNIT, N_("Unit"), Text(), N_("For you to read.")),
        *(of(n, dimensions[n].label, dimensions[n].cells, empty) for n in splits),
        *(
            replace(one, aliases=tuple((names or {}).get(one.key, ())))
            for one in figures
        ),
        *_rest(of, sources, note or Text(240)),
    ]


def _is_for(key: str, kinds: set[str]) -> bool:
    return any(key in _KINDS[kind] for kind in kinds)


def _figures(steps: Mapping[str, str]) -> list[Column]:
    empty = N_("Empty: not reported. 0: none.")
    return [
        Column(VALUE, N_("Value"), Figure(), meaning=empty),
        Column(PARTS[0], N_("Numerator"), Figure(), meaning=empty),
        Column(PARTS[1], N_("Denominator"), Figure(), meaning=empty),
        Column(MILESTONE, N_("Step"), Code(steps), meaning=N_("The step reached.")),
    ]


def _rest(of: Any, sources: Mapping[str, str], note: Text) -> list[Column]:
    total = N_("In the row of the total only.")
    told = N_("For you to read.")
    return [
        of(NOTHING, N_("Nothing to report"), Truth(), total),
        of(SOURCE, N_("Where the figure comes from"), Code(sources), total),
        of(NOTE, N_("Note for the reviewer"), note, total),
        of(TARGET, N_("Target of the period"), Text(), told),
        of(BEFORE, N_("Last time"), Text(), told),
        of(WAS, N_("At the download"), Text(), told),
        of(VERSION, N_("Version at the download"), WholeNumber(1, 10**9), told),
    ]


def rows(
    asked: Iterable[Asked],
    dimensions: Mapping[str, Dimension],
    sources: Mapping[str, str],
    places: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Return the rows of a workbook: of each report the total, then its cells.

    :param places: codes of the places where the organisation works
    """
    found = []
    for one in asked:
        listed = [(), *_cells(one, dimensions, places)] if one.splits else [()]
        found += [_row(one, codes, dimensions, sources) for codes in listed]
    return found


def _cells(
    one: Asked, dimensions: Mapping[str, Dimension], places: Sequence[str]
) -> list[Codes]:
    """Return the cells to fill in, those with a figure first kept where many are."""
    held = [codes for codes in one.values if codes]
    at = dict.fromkeys([*places, *(dict(codes).get(PLACE, "") for codes in held)])
    offered = [
        [code for code in at if code]
        if name == PLACE
        else list(dimensions[name].options)
        for name in one.splits
    ]
    every = [tuple(zip(one.splits, codes, strict=True)) for codes in product(*offered)]
    chosen = every if len(every) <= MOST_CELLS else []
    more = [codes for codes in held if codes not in set(chosen)]
    return [*chosen, *more]


def _row(
    one: Asked,
    codes: Codes,
    dimensions: Mapping[str, Dimension],
    sources: Mapping[str, str],
) -> dict[str, Any]:
    found = one.values.get(codes)
    row: dict[str, Any] = {
        INDICATOR: f"{one.code} {one.title}",
        TITLE: one.title,
        UNIT: one.unit,
        **{name: dimensions[name].options.get(code, code) for name, code in codes},
        **(found.dictize() if found else {}),
        WAS: amounts.text(found),
        VERSION: one.version,
    }
    if not codes:
        row |= {TARGET: one.target, BEFORE: one.before, NOTE: one.note}
        row |= {SOURCE: sources.get(one.source, "")}
        row |= {NOTHING: "yes"} if one.nothing_to_report else {}
    return row


@dataclass(frozen=True)
class Origin:
    """What a workbook is for: it goes into the sheet `about`, for people and for us."""

    taskforce: str
    agency: str
    period: str


def template(
    offered: Sequence[Column],
    filled: Sequence[Mapping[str, Any]],
    origin: Origin,
    translate: Translate = str,
) -> bytes:
    """Return the workbook to fill in: what nobody types into is locked."""
    about = {
        translate(N_("Task force")): origin.taskforce,
        PERIOD: origin.period,
        AGENCY: origin.agency,
        translate(N_("How")): translate(_HOW),
    }
    title = f"{origin.agency} {origin.period}"
    sheet = Sheet(title, offered, filled, about)
    return workbook.build_template(sheet, translate, locked=TOLD)


def origin_of(about: Mapping[str, str]) -> dict[str, str]:
    """Return what a filled workbook says it is for."""
    return {key: about[key] for key in (PERIOD, AGENCY) if about.get(key)}


Wrong = tuple[str, Phrase]


def wrong(
    one: Asked, row: Mapping[str, Any], dimensions: Iterable[str] = ()
) -> list[Wrong]:
    """Return what is wrong in a row by itself, with the column in which it stands.

    :param dimensions: all splits that the file may name
    """
    foreign = [name for name in dimensions if name not in one.splits]
    found = [(name, Phrase(_NOT_SPLIT)) for name in foreign if row.get(name)]
    if one.codes_of(row):
        of_total = [key for key in OF_THE_WHOLE if row.get(key)]
        found += [(key, Phrase(_OF_WHOLE)) for key in of_total]
    return [*found, *_wrong_figures(one, row)]


def _wrong_figures(one: Asked, row: Mapping[str, Any]) -> list[Wrong]:
    said = {n: row[n] for n in (VALUE, *PARTS, MILESTONE) if row.get(n) is not None}
    column = {"column": " / ".join(one.columns)}
    found = [(n, Phrase(_NOT_HERE, column)) for n in said if n not in one.columns]
    if found or not said:
        return found
    if one.kind == STEPS and said[MILESTONE] not in one.milestones:
        return [(MILESTONE, Phrase(_NO_STEP))]
    missing = [name for name in one.columns if name not in said]
    if missing:
        return [(missing[0], Phrase(_PART))]
    if one.kind == PER_CENT and said[PARTS[0]] and not said[PARTS[1]]:
        return [(PARTS[1], Phrase(_LARGER))]
    broken = [n for n, v in said.items() if one.counts_persons and isinstance(v, float)]
    return [(name, Phrase(_WHOLE)) for name in broken]


def merge(
    one: Asked, codes: Codes, row: Mapping[str, Any]
) -> tuple[Amount | None, Phrase | None, bool]:
    """Return what holds in a cell: the amount, a remark, and whether that forbids it.

    What the file left as it was downloaded never overwrites what came later.
    """
    said, now = Amount.of(row), one.values.get(codes)
    if said == now or not row.get(VERSION):
        return said, None, False
    was = str(row.get(WAS) or amounts.DASH)
    if was == amounts.text(now):
        return said, None, False
    words = {"was": was, "now": amounts.text(now), "said": amounts.text(said)}
    if amounts.text(said) == was:
        return now, Phrase(_KEPT, words), False
    return now, Phrase(_CHANGED, words), True


def settle(
    one: Asked, cells: Values, stated: Values
) -> tuple[dict[Codes, Amount], dict[Codes, list[Wrong]]]:
    """Return the figures to keep, and the stated totals that do not add up.

    Where there are cells, a stated total is compared with them and not kept.
    """
    whole = {codes: found for codes, found in stated.items() if not codes}
    if not cells:
        partly = {
            codes: [(one.splits[-1], Phrase(_PARTLY))] for codes in stated if codes
        }
        return whole, partly
    bad = {codes: _unlike(codes, found, cells) for codes, found in stated.items()}
    return dict(cells), {codes: found for codes, found in bad.items() if found}


def _unlike(codes: Codes, stated: Amount, cells: Values) -> list[Wrong]:
    inside = [a for cell, a in cells.items() if set(codes) <= set(cell)]
    summed, found = amounts.added(inside), []
    for name in (VALUE, *PARTS):
        given, total = getattr(stated, name), getattr(summed, name) or 0
        if given is not None and given != total:
            values = {
                "sum": total,
                "stated": given,
                "difference": amounts.difference(given, total),
            }
            found.append((name, Phrase(_MISMATCH, values)))
    return found
