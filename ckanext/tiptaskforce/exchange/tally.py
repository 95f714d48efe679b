"""An agency's counts of one period: as rows, as lines with a grid, and as a table.

A line is what all cells of one grid share: the place, the form, and whatever else the
task force counts by. Under it stand the steps, and across them sex and age. Steps are
stages and no partition, so nothing here adds one step to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from ckanext.tiptaskforce.exchange.cells import Code, Kind
from ckanext.tiptaskforce.exchange.code_set import CodeSet
from ckanext.tiptaskforce.phrase import N_, Phrase

STEP = "step"
N = "n"
# What stands across the grid; all else but the step names a line.
ACROSS = ("sex", "age_group", "age_band")
MOST = 10**12
Codes = Mapping[str, str]
TallyRow = Mapping[str, str | int]

_COMPLETED = N_(
    "%(line)s: more referrals completed (%(completed)s) than made (%(made)s). "
    "That is right where some were made in an earlier period."
)
_LARGE = N_(
    "%(line)s, %(step)s: %(n)s persons in one cell. Look whether that is right."
)
_DIFFERS = N_(
    "%(step)s: %(now)s this time, %(before)s last time. Look whether that is right."
)
LARGE = 500
# Smaller counts jump about from period to period without any mistake.
ENOUGH_TO_COMPARE = 10


@dataclass(frozen=True)
class Dimension:
    """One thing to count by: its key, its label, and the words of its codes."""

    key: str
    label: str
    options: Codes
    kind: Kind | None = None
    # The codes that a line may be added for; None where all of them may.
    offered: frozenset[str] | None = None
    # Other words for the codes: those of the languages that the reader does not read.
    also: Codes = field(default_factory=dict)
    # Where a row has one or several codes: these; ``options`` are then sets of them.
    parts: Codes = field(default_factory=dict)

    @classmethod
    def of_sets(cls, key: str, label: str, kind: CodeSet) -> Dimension:
        """Return the dimension of which a row may have several codes."""
        return cls(key, label, kind.sets(), kind, parts=kind.parts)

    def ticked(self, typed: str | Sequence[str] | None) -> str:
        """Return the code that a form says, by one box or by several."""
        if typed is None or isinstance(typed, str):
            return typed or ""
        return CodeSet(self.parts).joined(typed)

    @property
    def cells(self) -> Kind:
        """What a cell of a table may write for a code."""
        return self.kind or Code(self.options, self.also)

    @property
    def choices(self) -> Codes:
        """The codes that a line may be added for, in the order of the list."""
        if self.offered is None:
            return self.options
        return {c: word for c, word in self.options.items() if c in self.offered}

    def place_of(self, code: str) -> int:
        """Return where a code stands in the list; an unknown one stands last."""
        codes = list(self.options)
        return codes.index(code) if code in self.options else len(codes)


@dataclass(frozen=True)
class Cell:
    """A column of the grid: its key, the codes that it stands for, and its words."""

    key: str
    codes: Codes
    label: str


@dataclass
class Line:
    """One grid: the codes that name it, and step → cell key → count."""

    codes: Codes
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name of the line in forms and addresses."""
        return "~".join(self.codes.values())

    def total(self, step: str) -> int:
        """Return the persons of one step in this line."""
        return sum(self.counts.get(step, {}).values())


@dataclass(frozen=True)
class Layout:
    """How a task force counts: the steps, what names a line, and what stands across."""

    steps: Dimension
    line: tuple[Dimension, ...]
    across: tuple[Dimension, ...]
    words: Codes = field(default_factory=dict)

    @classmethod
    def of(cls, dimensions: Sequence[Dimension], words: Codes | None = None) -> Layout:
        """Sort the dimensions of a design; ``words`` name cells such as ``F.child``."""
        steps = next(d for d in dimensions if d.key == STEP)
        across = [d for d in dimensions if d.key in ACROSS]
        across = tuple(sorted(across, key=lambda d: ACROSS.index(d.key)))
        line = tuple(d for d in dimensions if d is not steps and d not in across)
        return cls(steps, line, across, words or {})

    @classmethod
    def of_design(
        cls,
        design: Mapping[str, Any],
        language: str,
        words: Mapping[str, Codes],
        kinds: Mapping[str, Kind] | None = None,
    ) -> Layout:
        """Return the layout of a tally design as its action shows it.

        ``words`` are the lists ``dimension`` and ``count_cell`` in the reader's
        language, and those of dimensions whose codes are ours; ``kinds`` read cells of
        a file where more than codes are known.
        """

        def of(key: str, codes: Any, *, is_multi: bool = False) -> Dimension:
            own = words.get(key, {})
            labels = {c["code"]: own.get(c["code"], _label(c, language)) for c in codes}
            label = words["dimension"].get(key, key)
            also = {word: c["code"] for c in codes for word in c["labels"].values()}
            if is_multi:
                return Dimension.of_sets(key, label, CodeSet(labels, also))
            kind = (kinds or {}).get(key)
            return Dimension(key, label, labels, kind, also=also)

        dimensions = [
            replace(
                of(d["dimension"], d["codes"], is_multi=d["multi"]),
                offered=None if d["offered"] is None else frozenset(d["offered"]),
            )
            for d in design["dimensions"]
        ]
        return cls.of([of(STEP, design["steps"]), *dimensions], words.get("count_cell"))

    def holding(self, *counted: Iterable[TallyRow]) -> Layout:
        """Return the layout with the codes of rows that are in no list any more."""
        every = [row for rows in counted for row in rows]

        def filled(one: Dimension) -> Dimension:
            codes = dict.fromkeys(str(row[one.key]) for row in every)
            more = {code: code for code in codes if code not in one.options}
            return replace(one, options={**one.options, **more}) if more else one

        line, across = map(filled, self.line), map(filled, self.across)
        return Layout(filled(self.steps), tuple(line), tuple(across), self.words)

    @property
    def cells(self) -> list[Cell]:
        """The columns of the grid, in the order of the code lists."""
        found = []
        for codes in product(*(d.options for d in self.across)):
            key = ".".join(codes) or N
            named = {d.key: code for d, code in zip(self.across, codes, strict=True)}
            parts = [d.options[named[d.key]] for d in self.across]
            label = self.words.get(key) or ", ".join(parts) or N_("Persons")
            found.append(Cell(key, named, label))
        return found

    def named(self, codes: Codes) -> str:
        """Return the words of a line, such as Maiduguri · Forced labour."""
        return " · ".join(
            d.options.get(codes.get(d.key, ""), codes.get(d.key, "")) for d in self.line
        )

    def key_of(self, codes: Codes) -> str:
        """Return the name of the line to which some codes belong."""
        return "~".join(str(codes.get(d.key, "")) for d in self.line)

    def codes_of(self, key: str) -> dict[str, str] | None:
        """Return the codes of a line by its name, or None where it names none."""
        codes = key.split("~")
        if len(codes) != len(self.line):
            return None
        pairs = list(zip(self.line, codes, strict=True))
        if any(code not in d.options for d, code in pairs):
            return None
        return {d.key: code for d, code in pairs}

    def lines(self, rows: Iterable[TallyRow]) -> list[Line]:
        """Return the lines that rows make, in the order of the code lists."""
        found: dict[str, Line] = {}
        for row in rows:
            codes = {d.key: str(row[d.key]) for d in self.line}
            line = found.setdefault(self.key_of(codes), Line(codes))
            cell = ".".join(str(row[d.key]) for d in self.across) or N
            line.counts.setdefault(str(row[STEP]), {})[cell] = int(row[N])
        return sorted(found.values(), key=self.order)

    def rows(self, lines: Iterable[Line]) -> list[dict[str, str | int]]:
        """Return the rows of lines; a cell where nobody was counted is no row."""
        cells = {cell.key: cell.codes for cell in self.cells}
        return [
            {STEP: step, **line.codes, **cells[key], N: n}
            for line in lines
            for step in self.steps.options
            for key, n in line.counts.get(step, {}).items()
            if n
        ]

    def order(self, line: Line) -> list[int]:
        """Return what sorts lines by the code lists."""
        return [d.place_of(line.codes[d.key]) for d in self.line]


def _label(code: Mapping[str, Any], language: str) -> str:
    labels = code["labels"]
    return labels.get(language) or labels.get("en") or code["code"]


def doubts(
    layout: Layout, rows: Sequence[TallyRow], before: Sequence[TallyRow] = ()
) -> list[Phrase]:
    """Return what a sender should look at again; none of it is an error.

    ``before`` are the counts of the period before, where there are any.
    """
    found: list[Phrase] = []
    for line in layout.lines(rows):
        found += _doubts_of(layout, line)
    now, then = _by_step(rows), _by_step(before)
    for step, word in layout.steps.options.items():
        one, other = now.get(step, 0), then.get(step, 0)
        if _differs(one, other):
            values = {"step": word, "now": one, "before": other}
            found.append(Phrase(_DIFFERS, values))
    return found


def _differs(now: int, before: int) -> bool:
    """Tell whether two counts differ by more than half of the earlier one."""
    is_enough = bool(before) and max(now, before) >= ENOUGH_TO_COMPARE
    return is_enough and abs(now - before) * 2 > before


def _doubts_of(layout: Layout, line: Line) -> list[Phrase]:
    name, found = layout.named(line.codes), []
    made, completed = line.total("referred"), line.total("referral_completed")
    if completed > made and "referred" in layout.steps.options:
        values = {"line": name, "completed": completed, "made": made}
        found.append(Phrase(_COMPLETED, values))
    for step, counts in line.counts.items():
        most = max(counts.values(), default=0)
        if most > LARGE:
            word = layout.steps.options.get(step, step)
            found.append(Phrase(_LARGE, {"line": name, "step": word, "n": most}))
    return found


def _by_step(rows: Iterable[TallyRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[str(row[STEP])] = found.get(str(row[STEP]), 0) + int(row[N])
    return found


@dataclass(frozen=True)
class Change:
    """What a correction changes in one cell: its codes, what stood, what stands."""

    codes: Codes
    old: int
    new: int


def changes(
    layout: Layout, before: Iterable[TallyRow], after: Iterable[TallyRow]
) -> list[Change]:
    """Return the cells that differ, in the order of the code lists."""
    dimensions = (*layout.line, layout.steps, *layout.across)
    keys = [d.key for d in dimensions]

    def counted(rows: Iterable[TallyRow]) -> dict[tuple[str, ...], int]:
        return {tuple(str(row[key]) for key in keys): int(row[N]) for row in rows}

    def named(codes: tuple[str, ...]) -> Codes:
        return dict(zip(keys, codes, strict=True))

    old, new = counted(before), counted(after)
    found = [
        Change(
            dict(zip(keys, codes, strict=True)), old.get(codes, 0), new.get(codes, 0)
        )
        for codes in {**old, **new}
        if old.get(codes, 0) != new.get(codes, 0)
    ]
    return sorted(found, key=lambda c: [d.place_of(c.codes[d.key]) for d in dimensions])
