"""What a chart is drawn from, and the voice in which it speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ckanext.tiptaskforce.phrase import N_


class Gap(StrEnum):
    """Why a cell holds no number; the two must never look alike, nor like zero."""

    WITHHELD = "withheld"
    NOT_REPORTED = "not_reported"


Cell = int | float | Gap

MARKS = {Gap.WITHHELD: "[c]", Gap.NOT_REPORTED: "–"}
_SPOKEN = {Gap.WITHHELD: N_("withheld"), Gap.NOT_REPORTED: N_("not reported")}


class TooMuchForAChartError(ValueError):
    """More labels or series than a reader could tell apart; the table shows them."""


@dataclass(frozen=True)
class Series:
    """One row of figures under a name."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Plot:
    """Labels, series of the same length, and the finding that the chart shows.

    ``id`` is unique on its page; ``series`` of one need no name.
    """

    id: str
    finding: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.cells) != len(self.labels):
                raise ValueError(f"{series.name}: one cell for each label is needed")

    @property
    def numbers(self) -> list[float]:
        """The cells that hold a number."""
        cells = (cell for series in self.series for cell in series.cells)
        return [float(cell) for cell in cells if not isinstance(cell, Gap)]

    @property
    def highest(self) -> float:
        """The end of the axis; at least 1, so that a chart of zeros has one."""
        return max([*self.numbers, 1.0])

    @property
    def has_withheld(self) -> bool:
        """Tell whether any cell is withheld."""
        return any(Gap.WITHHELD in series.cells for series in self.series)

    def rows(self) -> Iterator[tuple[str, list[tuple[str, Cell]]]]:
        """Give each label with its cells by the name of their series."""
        for place, label in enumerate(self.labels):
            yield label, [(s.name, s.cells[place]) for s in self.series]


def plain_number(value: float) -> str:
    """Write a number without a language: whole numbers without decimals."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


@dataclass(frozen=True)
class Voice:
    """How a chart speaks: the reader's language, numbers and direction."""

    translate: Callable[[str], str] = str
    number: Callable[[float], str] = plain_number
    is_rtl: bool = False

    def shown(self, cell: Cell) -> str:
        """Return what stands at the mark of a cell."""
        return MARKS[cell] if isinstance(cell, Gap) else self.number(cell)

    def spoken(self, cell: Cell) -> str:
        """Return a cell as it is read aloud."""
        if isinstance(cell, Gap):
            return self.translate(_SPOKEN[cell])
        return self.number(cell)

    def description(self, plot: Plot) -> str:
        """Return the finding and every value, for those who do not see the chart."""
        parts = [plot.finding.rstrip(".") + "."]
        for label, cells in plot.rows():
            told = [
                f"{name} {self.spoken(cell)}" if name else self.spoken(cell)
                for name, cell in cells
            ]
            parts.append(f"{label}: {', '.join(told)}.")
        return " ".join(parts)
