"""An attacker who holds every published byte of two years, and nothing else.

Read are the JSON and the manifest of 24 monthly releases with late reports, of the
quarters and of one year over them, in one system: a count of an epoch is not negative,
the tables of an epoch agree where they share columns, and each printed figure is the
sum of its epochs. For each withheld figure the least and the greatest value that this
allows is worked out.
"""

from __future__ import annotations

import itertools
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pandas as pd

from bench import madeup
from bench.frame import Figure
from ckanext.tiptaskforce.disclosure import protect

SEED = b"the seed of the benchmarks, 32 b."
TOTAL, WITHHELD, MOST = "TOTAL", "withheld", 1e6
NEAR = 1e-6
Cell = tuple[str, ...]


def run(n_months: int = len(madeup.MONTHS)) -> Iterator[Figure]:
    """Publish the months, with a quarter behind every third, and attack it all."""
    folder = Path(tempfile.mkdtemp(prefix="bench-attacker-", dir="/var/tmp"))
    try:
        shown = [Published.read(one) for one in _publish(folder, n_months)]
        found = attacked(shown)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    name = f"{len(shown)} releases of {n_months} months: withheld"
    yield Figure(name, found.tried, "", "figures", sum(len(r.rows) for r in shown))
    for words, n in (
        ("  told exactly", found.exact),
        ("  known to be below k", found.below),
        ("  known to be somebody", found.exists),
    ):
        yield Figure(words, n, "", "withheld", found.tried, goal=0)
    yield Figure(
        "  nobody, and known to be so", found.zeros, "", "withheld", found.tried
    )


def _publish(folder: Path, n_months: int) -> Iterator[Path]:
    for number in range(n_months):
        yield _made(folder, madeup.month_spec(number), [number])
        if number % 3 == 2:  # noqa: PLR2004  a quarter is over
            months = range(number - 2, number + 1)
            yield _made(folder, madeup.quarter_spec(number // 3), months)
        if number == 11:  # noqa: PLR2004  and a year
            yield _made(folder, madeup.year_spec(), range(12))


def _made(folder: Path, spec: dict[str, Any], months: Iterable[int]) -> Path:
    out = folder / spec["release"]
    protect(spec, madeup.month_rows(months), folder / "ledger", out, seed=SEED)
    return out


@dataclass(frozen=True)
class Published:
    """What the public files of one release say."""

    epochs: tuple[str, ...]
    k: int
    codes: Mapping[str, list[str]]
    # (table, its columns, codes, count or the word for withheld)
    rows: list[tuple[str, Cell, Cell, int | str]]

    @classmethod
    def read(cls, folder: Path) -> Published:
        """Return the release in a folder, from its public files alone."""
        public = folder / "public"
        about = json.loads((public / "release.json").read_bytes())
        data = json.loads((public / f"{about['release']}.json").read_bytes())
        codes = {
            level: about["window"].get(name) or [row[0] for row in one["codes"]]
            for name, one in about["dimensions"].items()
            for level in one["levels"]
        }
        rows = [
            (name, tuple(table["columns"][:-1]), tuple(row[:-1]), row[-1])
            for name, table in data["tables"].items()
            for row in table["rows"]
        ]
        return cls(tuple(about["epochs"]), about["k"], codes, rows)


@dataclass
class Found:
    """How many withheld figures were attacked, and what was learnt of them."""

    tried: int = 0
    exact: int = 0
    below: int = 0
    exists: int = 0
    zeros: int = 0

    def add(self, low: float, high: float, truth: int, k: int) -> None:
        """Judge what the attack says of one figure, whose truth only the judge has."""
        self.tried += 1
        if truth == 0:
            # Nobody is there to be found; that nobody is may be told.
            self.zeros += high < 1 - NEAR
            return
        self.exact += int(np.ceil(low - NEAR) == np.floor(high + NEAR))
        self.below += truth < k and high < k - NEAR
        self.exists += truth < k and low > NEAR


@dataclass
class System:
    """Everything that is known of the finest counts of each epoch."""

    releases: list[Published]
    place: dict[tuple[str, str, Cell], int] = field(default_factory=dict)
    equations: list[tuple[list[int], list[float], float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._cells()
        self._agreements()
        for one in self.releases:
            for name, columns, codes, count in one.rows:
                if count != WITHHELD:
                    parts = self.parts(one.epochs, name, columns, codes)
                    self.equations.append((parts, [1.0] * len(parts), float(count)))

    @cached_property
    def tables(self) -> dict[str, Cell]:
        """The columns of each table."""
        return {n: c for one in self.releases for n, c, _, _ in one.rows}

    @cached_property
    def codes(self) -> dict[str, dict[str, list[str]]]:
        """Of each epoch the codes of each column that any release allows in it."""
        found: dict[str, dict[str, list[str]]] = {}
        for one in self.releases:
            for epoch in one.epochs:
                known = found.setdefault(epoch, {level: [] for level in one.codes})
                for level, codes in one.codes.items():
                    known[level] = [*dict.fromkeys([*known[level], *codes])]
        return found

    def _cells(self) -> None:
        for epoch, codes in self.codes.items():
            for name, columns in self.tables.items():
                for cell in itertools.product(*(codes[column] for column in columns)):
                    self.place[epoch, name, cell] = len(self.place)

    def _agreements(self) -> None:
        """Say that two tables of one epoch agree where they share columns."""
        pairs = itertools.combinations(self.tables.items(), 2)
        for (one, first), (other, second) in pairs:
            shared = [column for column in first if column in second]
            for epoch, codes in self.codes.items():
                for key in itertools.product(*(codes[column] for column in shared)):
                    fixed = dict(zip(shared, key, strict=True))
                    sides = [
                        self.parts(
                            (epoch,), name, cols, [fixed.get(c, TOTAL) for c in cols]
                        )
                        for name, cols in ((one, first), (other, second))
                    ]
                    signs = [1.0] * len(sides[0]) + [-1.0] * len(sides[1])
                    self.equations.append((sides[0] + sides[1], signs, 0.0))

    def parts(
        self, epochs: Iterable[str], name: str, columns: Cell, codes: Iterable[str]
    ) -> list[int]:
        """Return the unknowns that add up to a figure."""
        codes = list(codes)
        return [
            self.place[epoch, name, cell]
            for epoch in epochs
            for cell in itertools.product(
                *(
                    self.codes[epoch][column] if code == TOTAL else [code]
                    for column, code in zip(columns, codes, strict=True)
                )
            )
            if (epoch, name, cell) in self.place
        ]


class Solver:
    """Finds the least and the greatest sum of some unknowns."""

    def __init__(self, system: System) -> None:
        model = highspy.HighsLp()
        n, rows = len(system.place), system.equations
        right = np.array([value for _, _, value in rows])
        model.num_col_, model.num_row_ = n, len(rows)
        model.col_cost_ = np.zeros(n)
        model.col_lower_, model.col_upper_ = np.zeros(n), np.full(n, MOST)
        model.row_lower_ = model.row_upper_ = right
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts = np.cumsum([0, *(len(parts) for parts, _, _ in rows)])
        model.a_matrix_.start_ = starts
        model.a_matrix_.index_ = np.concatenate([parts for parts, _, _ in rows])
        model.a_matrix_.value_ = np.concatenate([signs for _, signs, _ in rows])
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.passModel(model)

    def ends(self, parts: list[int]) -> tuple[float, float]:
        """Return the least and the greatest sum."""
        index = np.array(parts, dtype=np.int32)
        found = []
        for sign in (1.0, -1.0):
            cost = np.full(len(index), sign)
            self.solver.changeColsCost(len(index), index, cost)
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise ArithmeticError(str(self.solver.getModelStatus()))
            found.append(sign * self.solver.getInfo().objective_function_value)
        self.solver.changeColsCost(len(index), index, np.zeros(len(index)))
        return found[0], found[1]


def attacked(releases: list[Published]) -> Found:
    """Attack every withheld figure of every release with all of them together."""
    found = Found()
    for linked in _linked(releases):
        system = System(linked)
        solver = Solver(system)
        for one in linked:
            truth = _truth(one)
            for name, columns, codes, count in one.rows:
                if count != WITHHELD:
                    continue
                ends = solver.ends(system.parts(one.epochs, name, columns, codes))
                found.add(*ends, truth(columns, codes), one.k)
    return found


def _linked(releases: list[Published]) -> list[list[Published]]:
    """Return the releases in groups that share an epoch, one with another."""
    groups: list[tuple[set[str], list[Published]]] = []
    for one in releases:
        near = [group for group in groups if group[0] & set(one.epochs)]
        epochs = set(one.epochs).union(*(group[0] for group in near))
        members = [member for group in near for member in group[1]]
        groups = [group for group in groups if group not in near]
        groups.append((epochs, [*members, one]))
    return [members for _, members in groups]


def _truth(one: Published) -> Any:
    """Return the function of the judge, who has the rows: how many there really are."""
    months = [madeup.MONTHS.index(epoch) for epoch in one.epochs]
    rows = madeup.month_rows(months)
    rows = rows[rows["month"].isin(one.codes["month"])]

    def count(columns: Cell, codes: Cell) -> int:
        chosen = pd.Series(data=True, index=rows.index)
        for column, code in zip(columns, codes, strict=True):
            if code != TOTAL:
                chosen &= rows[column] == code
        return int(chosen.sum())

    return count
