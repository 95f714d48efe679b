"""Builds small releases, and an attacker who knows only what is public."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from scipy.optimize import Bounds, LinearConstraint, milp

from ckanext.tiptaskforce.disclosure import pipeline
from ckanext.tiptaskforce.disclosure.audit.model import Model
from ckanext.tiptaskforce.disclosure.audit.reader import Public

SEED = b"a seed for tests, 32 bytes long.."


class Bench:
    """A folder in which releases of one ledger are made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = folder / "ledger"

    def spec(self, **content: Any) -> Path:
        """Write a spec with the usual rules and these keys."""
        whole = {
            "schema": "tiptaskforce-release/1",
            "release": "first-release",
            "k": 3,
            "epochs": ["e1"],
            "homogeneity": False,
            "max_small_share": 1.0,
            **content,
        }
        path = self.folder / f"{whole['release']}.yaml"
        path.write_text(yaml.safe_dump(whole, sort_keys=False), encoding="utf-8")
        return path

    def tallies(self, header: str, rows: Iterable[Sequence[object]]) -> Path:
        """Write tallies."""
        path = self.folder / "tallies.csv"
        lines = [header, *(",".join(map(str, row)) for row in rows)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def protect(self, spec: Path, tallies: Path, **more: Any) -> Path:
        """Make a release and return its folder."""
        out = self.folder / f"out-{spec.stem}"
        given = {"engine": "pandas", "seed": SEED, **more}
        request = pipeline.Request(tallies, spec, self.ledger, out, **given)
        return pipeline.protect(request).out


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A folder for releases."""
    return Bench(tmp_path)


@pytest.fixture
def make_bench() -> Callable[[Path], Bench]:
    """Return what makes a folder for releases, for tests with many of them."""
    return Bench


class Attacker:
    """Holds the public files of one release, and solves for whole persons.

    Its unknowns are the joint cells over all dimensions, so it knows nothing of the
    margins, levels and cliques that the protector works with.
    """

    def __init__(self, folder: Path) -> None:
        public = folder / "public"
        self.manifest = json.loads((public / "release.json").read_bytes())
        data = json.loads((public / f"{self.manifest['release']}.json").read_bytes())
        self.tables = data["tables"]
        self.axes = {
            name: d["codes"] for name, d in self.manifest["dimensions"].items()
        }
        self.cells = list(itertools.product(*self.axes.values()))

    def _row(self, levels: Sequence[str], key: Sequence[str]) -> np.ndarray:
        owners = {}
        for place, (name, d) in enumerate(self.manifest["dimensions"].items()):
            for column, level in enumerate(d["levels"]):
                owners[level] = (place, column)
            assert name in self.axes
        wanted = [
            (*owners[level], code)
            for level, code in zip(levels, key, strict=True)
            if code != "TOTAL"
        ]
        return np.array(
            [all(cell[p][c] == code for p, c, code in wanted) for cell in self.cells],
            dtype=float,
        )

    def system(self) -> tuple[list[np.ndarray], list[float], list[float]]:
        """Return what every printed and withheld figure says of the joint cells."""
        rows, low, high = [], [], []
        for name, table in self.tables.items():
            shows = self.manifest["tables"][name]["zeros"] == "show"
            for *key, count in table["rows"]:
                if count == "withheld" and not shows:
                    continue
                rows.append(self._row(table["columns"][:-1], key))
                low.append(1 if count == "withheld" else count)
                high.append(np.inf if count == "withheld" else count)
        return rows, low, high

    def interval(self, levels: Sequence[str], key: Sequence[str]) -> tuple[int, int]:
        """Return the least and greatest whole number that a combination can be."""
        return self.interval_of_sum([(levels, key)])

    def interval_of_sum(
        self, wanted: Iterable[tuple[Sequence[str], Sequence[str]]]
    ) -> tuple[int, int]:
        """Return the least and greatest that several combinations are together."""
        rows, low, high = self.system()
        target = sum(self._row(levels, key) for levels, key in wanted)
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * target,
                constraints=LinearConstraint(np.array(rows), low, high) if rows else (),
                integrality=np.ones(len(self.cells)),
                bounds=Bounds(0, 10_000),
            )
            assert found.status == 0, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


@pytest.fixture
def attacker() -> type[Attacker]:
    """Return the attacker."""
    return Attacker


RULES = {
    "k": 5,
    "corrections": False,
    "homogeneity": False,
    "strict": False,
    "insider": "none",
    "min_sources": 0,
    "window": {},
    "structural_zeros": [],
}


class Written:
    """A vault that was written by hand, and the auditor's picture of it.

    ``cells`` gives the count of each cell by block, node and codes; what has no
    status is a primary cell. Nothing protects it, so that it may hold any breach.
    """

    def __init__(
        self,
        folder: Path,
        dimensions: dict[str, Any],
        releases: dict[str, dict[str, Any]],
        cells: dict[str, dict[str, dict[str, int]]],
        status: dict[tuple[str, str, str], str] | None = None,
    ) -> None:
        rows = [
            (block, node, codes, n, (status or {}).get((block, node, codes), "primary"))
            for block, nodes in cells.items()
            for node, counts in nodes.items()
            for codes, n in counts.items()
        ]
        names = ("epoch", "table", "cell", "n", "status")
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        self.folder = folder
        pq.write_table(pa.table(columns), folder / "truth.parquet")
        shape = {"labels": {}, "sensitive": False, "multi": False}
        known = {
            name: {"levels": [name], **shape, **own} for name, own in dimensions.items()
        }
        self.publics = {
            name: self._public(folder, name, known, own)
            for name, own in releases.items()
        }
        self.model = Model(folder, self.publics.values())
        self.newest = list(self.publics.values())[-1]
        self.place = {row[:3]: number for number, row in enumerate(rows)}

    def _public(
        self, folder: Path, name: str, dimensions: Any, own: dict[str, Any]
    ) -> Public:
        tables = {
            table: {"columns": columns, "zeros": "hide"}
            for table, columns in own["tables"].items()
        }
        manifest = {**RULES, "release": name, "dimensions": dimensions, **own}
        return Public(folder, {**manifest, "tables": tables}, {})

    def mask(self, *cells: tuple[str, str, str]) -> np.ndarray:
        """Return which places these cells are."""
        found = np.zeros(self.model.n, dtype=bool)
        found[[self.place[cell] for cell in cells]] = True
        return found


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Written]:
    """Return what writes a vault by hand."""

    def write(*given: Any, **more: Any) -> Written:
        return Written(tmp_path, *given, **more)

    return write
