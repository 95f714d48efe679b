"""What a cell of a report says: a number, a part of a whole, or a step."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ckanext.tiptaskforce.exchange.cells import (
    CellProblem,
    Kind,
    WholeNumber,
    as_text,
)
from ckanext.tiptaskforce.exchange.table import Cell
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.scan import fold

VALUE, MILESTONE = "value", "milestone"
PARTS = ("numerator", "denominator")
MOST = 10**12
DASH = "–"

_NO_NUMBER = N_("This is not a number. Write it as 12 or 12.5.")
_BOUNDS = N_("This number is not between %(least)s and %(most)s.")
_FINE = N_("This number has more than four decimals.")


@dataclass(frozen=True)
class Figure(Kind):
    """A number of at most four decimals, with a point; whole ones as counts are read.

    A comma may set thousands apart or decimals: where it may be both, it is refused.
    """

    least: int = 0
    most: int = MOST
    number_format = "General"

    def read(self, value: Cell) -> int | float:
        """Return a whole number where it is one."""
        found = self._number(value)
        if not self.least <= found <= self.most:
            raise CellProblem(_BOUNDS, least=self.least, most=self.most)
        if found != found.quantize(Decimal("0.0001")):
            raise CellProblem(_FINE)
        return int(found) if found == int(found) else float(found)

    def _number(self, value: Cell) -> Decimal:
        if isinstance(value, (bool, dt.date, dt.datetime)):
            raise CellProblem(_NO_NUMBER)
        text = fold(as_text(value)).text.strip()
        if re.fullmatch(r"-?[0-9]{1,15}\.[0-9]{1,12}", text):
            return Decimal(text)
        try:
            return Decimal(WholeNumber(-(10**15), 10**15).read(value))
        except CellProblem as problem:
            raise CellProblem(_NO_NUMBER) from problem


@dataclass(frozen=True)
class Amount:
    """A value, a numerator with its denominator, or the words of a step."""

    value: int | float | None = None
    numerator: int | float | None = None
    denominator: int | float | None = None
    milestone: str | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Amount | None:
        """Return what a row says, or None where it says nothing."""
        names = (VALUE, *PARTS, MILESTONE)
        said = {name: row.get(name) for name in names}
        given = {k: v for k, v in said.items() if v is not None and v != ""}
        return cls(**given) if given else None

    def dictize(self) -> dict[str, Any]:
        """Return the amount as the API takes it."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def __str__(self) -> str:
        if self.milestone is not None:
            return self.milestone
        if self.value is not None:
            return _shown(self.value)
        return " / ".join(
            DASH if part is None else _shown(part)
            for part in (self.numerator, self.denominator)
        )


def text(amount: Amount | None) -> str:
    """Return an amount as a person reads it; one that is missing is a dash."""
    return DASH if amount is None else str(amount)


def added(amounts: Iterable[Amount]) -> Amount:
    """Return the sum of amounts, part by part."""
    found = list(amounts)

    def sum_of(name: str) -> Any:
        said = [v for a in found if (v := getattr(a, name)) is not None]
        exact = sum((Decimal(str(v)) for v in said), Decimal(0))
        return _plain(exact) if said else None

    return Amount(*(sum_of(name) for name in (VALUE, *PARTS)))


def difference(one: float, other: float) -> int | float:
    """Return how far two figures are apart, exactly."""
    return _plain(abs(Decimal(str(one)) - Decimal(str(other))))


def _plain(found: Decimal) -> int | float:
    return int(found) if found == int(found) else float(found)


def _shown(value: float) -> str:
    return (
        f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value}"
    )
