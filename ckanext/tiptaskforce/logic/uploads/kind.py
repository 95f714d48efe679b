"""What an import must know of a kind of row; one subclass for each noun."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange.cells import Kind as Cells
from ckanext.tiptaskforce.exchange.limits import Limits
from ckanext.tiptaskforce.exchange.matching import Entry, Key
from ckanext.tiptaskforce.exchange.tracker import Column, GoodRow, Problem
from ckanext.tiptaskforce.logic.base import Step
from ckanext.tiptaskforce.logic.uploads import aliases
from ckanext.tiptaskforce.phrase import N_, Phrase

if TYPE_CHECKING:
    from ckanext.tiptaskforce.logic.uploads.plan import Planned

_TWICE = N_("Rows %(rows)s are the same entry. Keep one of them.")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an action, as a form or a program would make it."""

    action: str
    data: dict[str, Any]


@dataclass
class Intent:
    """What saving a row means: calls in order, or what is wrong or doubtful."""

    calls: list[Call] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass
class Settled:
    """Rows after what a kind fills in itself; ``n_repeated`` were read once only."""

    rows: list[GoodRow]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    n_repeated: int = 0


class Kind(ABC):
    """A noun whose rows can be brought in from a tracker."""

    noun: ClassVar[str]
    title: ClassVar[str]
    named_by: ClassVar[str]
    keys: tuple[Key, ...]
    unique: tuple[Key, ...]
    contacts: ClassVar[frozenset[str]] = frozenset()
    limits: ClassVar[Limits] = Limits(rows=20_000)
    # What is saved is bounded; a table of many repeats may be longer.
    most_saved: ClassVar[int] = 5_000
    # Whether rows with problems keep the others from being saved, and whether each
    # call is tried out for the preview.
    is_whole: ClassVar[bool] = False
    # Whether saving takes longer than a request may, so that a job does it.
    is_long: ClassVar[bool] = False
    is_rehearsed: ClassVar[bool] = True
    # A column whose values part a long table: what is of one part is made and saved
    # by itself, so that no more than that is held. No entry may stand in two of them.
    parted_by: ClassVar[str] = ""

    def column(
        self,
        key: str,
        label: str,
        cells: Cells,
        meaning: str = "",
        *,
        required: bool = False,
    ) -> Column:
        """Return a column with its header in the reader's language."""
        known = aliases.HEADERS[self.noun].get(key, ())
        return Column(
            key,
            tk._(label),
            cells,
            (label, *known),
            required,
            tk._(meaning) if meaning else "",
        )

    @abstractmethod
    def columns(self, step: Step) -> list[Column]:
        """Return the columns with their closed lists, in the reader's language."""

    @abstractmethod
    def existing(self, step: Step) -> list[dict[str, Any]]:
        """Return the entries that the reader may know of, by column key."""

    def existing_of(
        self,
        step: Step,
        changes: Sequence[Mapping[str, Any]],  # noqa: ARG002
    ) -> list[dict[str, Any]]:
        """Return at least the entries that these changes of a preview are about."""
        return self.existing(step)

    @abstractmethod
    def intend(
        self, step: Step, row: GoodRow, entry: Entry | None, changed: dict[str, Any]
    ) -> Intent:
        """Return what saving a row means; ``changed`` are the fields that differ."""

    def settle(self, step: Step, rows: Sequence[GoodRow]) -> Settled:  # noqa: ARG002
        """Fill in what the file need not say, and read repeats once."""
        return Settled(list(rows))

    def gathered(self, rows: Sequence[Planned]) -> list[Planned]:
        """Return what is saved: each row by itself, or several as one change."""
        return list(rows)

    def faults(self, rows: Sequence[GoodRow], labelled: Labelled) -> list[Problem]:
        """Name all rows of each entry that stands in the file more than once."""
        seen: dict[tuple[Any, ...], list[int]] = {}
        for row in rows:
            for place, key in enumerate(self.unique):
                named = key.of_row(row)
                if named is not None:
                    seen.setdefault((place, *named), []).append(row.number)
        return [
            labelled.problem(number, self.unique[named[0]].fields[-1], repeated(found))
            for named, found in seen.items()
            if len(found) > 1
            for number in found
        ]


class Labelled:
    """Makes problems with the header that a person sees for a key."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.names = {column.key: column.label for column in columns}

    def problem(
        self, row: int, key: str, phrase: Phrase, nearest: tuple[str, ...] = ()
    ) -> Problem:
        """Return a problem of one cell; the value itself is not repeated."""
        return Problem(row, key, self.names.get(key, ""), "", phrase, nearest)


def repeated(rows: Sequence[int]) -> Phrase:
    """Return the sentence about rows that are one entry."""
    shown = ", ".join(str(number) for number in rows[:10])
    return Phrase(_TWICE, {"rows": shown + (", …" if len(rows) > 10 else "")})


def problem(row: GoodRow, key: str, sentence: str, **values: object) -> Problem:
    """Return a problem of a row; the header is filled in later."""
    return Problem(row.number, key, "", "", Phrase(sentence, values))
