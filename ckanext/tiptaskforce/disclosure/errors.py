"""What may go wrong, in words for the person who can mend it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 20
# A file of many millions of rows can be wrong in each: the rest is only counted.
KEPT = 1000


@dataclass(frozen=True)
class Fault:
    """One fault of a spec or of tallies: where it stands, and what is allowed.

    ``row`` counts as the file does (CSV: line, header = 1; Parquet: row from 1).
    """

    message: str
    file: str = ""
    row: int | None = None
    column: str = ""
    code: str = ""

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        place = [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        where += [", ".join(place)] if place else []
        return ": ".join([*where, self.message])


class BadInput(Exception):  # noqa: N818 - it names what came, as people say it
    """The input is at fault: exit 2, and nothing is written.

    ``faults`` are the first ones, ``total`` is their number.
    """

    def __init__(self, faults: Iterable[Fault] | str) -> None:
        found = iter([Fault(faults)] if isinstance(faults, str) else faults)
        self.faults = list(itertools.islice(found, KEPT))
        self.total = len(self.faults) + sum(1 for _ in found)
        lines = [str(fault) for fault in self.faults[:SHOWN]]
        if self.total > SHOWN:
            lines.append(f"{self.total} faults in all; the first {SHOWN} are shown.")
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class Advice:
    """What to change, as a sentence and as data that a page can word for itself.

    ``change`` is one of ``coarsen`` (take ``level`` instead of the level of ``column``
    in ``table``; ``share`` would then be small), ``drop_column``, ``drop_table``,
    ``fewer_tables``, ``raise_time_limit``, ``raise_k``, ``keep_mode`` and
    ``hide_zeros``.
    """

    text: str
    change: str
    table: str = ""
    column: str = ""
    level: str = ""
    share: float | None = None

    def __str__(self) -> str:
        return self.text


class Refused(Exception):  # noqa: N818 - it names the answer, as people say it
    """Nothing safe could be made: exit 3, with advice on what to change.

    ``why`` is one of ``small_share``, ``same_tables``, ``unproven``, ``audit``,
    ``out_of_time``, ``lower_k`` and ``other_mode``; ``table`` names the table that
    stands in the way, if it is one.
    """

    def __init__(
        self, reason: str, advice: Iterable[Advice] = (), *, why: str, table: str = ""
    ) -> None:
        super().__init__(reason)
        self.advice = list(advice)
        self.why = why
        self.table = table


class Cancelled(Exception):  # noqa: N818 - it names what somebody did
    """Somebody asked to stop: nothing is public, and nothing is in the ledger."""
