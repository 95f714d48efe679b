"""Disclosure control: seconds, memory and withheld cells, each beside a limit."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from bench import attack, madeup
from bench.frame import Figure
from ckanext.tiptaskforce.disclosure import audit, protect
from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.aggregate import aggregate
from ckanext.tiptaskforce.disclosure.tallies import open_tallies

SEED = b"the seed of the benchmarks, 32 b."
N_ROWS = 50_000_000
# Recorded by 2026-11-26, on 2 cores: GaussSuppression 1.2.3, linked mode "global".
PEER_CELLS, PEER_SECONDS, PEER_BREACHES = 77, 3.3, 34


def run() -> list[Figure]:
    """Run all; the folder with the made-up rows is taken away again."""
    folder = Path(tempfile.mkdtemp(prefix="bench-disclosure-", dir="/var/tmp"))
    try:
        return [
            *_base(folder),
            *_seven(folder / "seven"),
            *_crossed(folder / "crossed"),
            *_months(folder / "months"),
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _base(folder: Path) -> Iterator[Figure]:
    path = folder / "rows.parquet"
    madeup.write_rows(path, N_ROWS)
    bare = min(_child("bare", path)[0] for _ in range(3))
    found = [_child("ours", path) for _ in range(3)]
    seconds, memory = min(s for s, _ in found), max(m for _, m in found)
    yield Figure("50 M rows to base cells", seconds, "s", "bare DuckDB", bare, 1.5)
    yield Figure("memory of it", memory, "GiB", "limit", 1.0, 1)


def _child(which: str, path: Path) -> tuple[float, float]:
    """Measure in a process of its own: peak memory is of the whole process."""
    words = [sys.executable, "-m", "bench.disclosure", which, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def measure(which: str, path: Path) -> tuple[float, float]:
    """Return seconds and peak GiB of one group-by."""
    columns = ", ".join(madeup.SEVEN_DIMENSIONS)
    spec = specs.load(madeup.seven_spec())
    begun = time.perf_counter()
    if which == "bare":
        query = f"select {columns}, sum(n)::bigint from '{path}' group by {columns}"
        duckdb.sql(query).to_arrow_table()
    else:
        aggregate(open_tallies(path, spec), spec)
    taken = time.perf_counter() - begun
    return taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _protected(
    spec: dict[str, Any], rows: pd.DataFrame, folder: Path
) -> tuple[float, Path]:
    begun = time.perf_counter()
    out = folder / spec["release"]
    protect(spec, rows, folder / "ledger", out, seed=SEED)
    return time.perf_counter() - begun, out


def _audited(out: Path, folder: Path) -> float:
    begun = time.perf_counter()
    assert audit(out, folder / "ledger").is_pass
    return time.perf_counter() - begun


def _seven(folder: Path) -> Iterator[Figure]:
    rows = madeup.seven_rows()
    seconds, out = _protected(madeup.seven_spec(), rows, folder)
    status = pq.read_table(out / "vault" / "truth.parquet").column("status")
    n_more = status.to_pylist().count("complementary")
    yield Figure("7 tables, protected and proven", seconds, "s", "limit", 15, 1)
    yield Figure(
        "  the same beside a peer without proof",
        seconds,
        "s",
        "GaussSuppression, recorded by 2026-11-26",
        PEER_SECONDS,
    )
    yield Figure("  complementary cells", n_more, "", "limit", 105, 1)
    yield Figure(
        "  the same", n_more, "", "GaussSuppression, recorded by 2026-11-26", PEER_CELLS
    )
    yield Figure(
        "  audit with its witnesses", _audited(out, folder), "s", "limit", 5, 1
    )
    n_small, exact, known = attack.on_primary_only(rows, madeup.SEVEN_TABLES, 10)
    yield Figure("  primary only: recovered exactly", exact, "", "small cells", n_small)
    yield Figure("  primary only: known to be small", known, "", "small cells", n_small)


def _crossed(folder: Path) -> Iterator[Figure]:
    seconds, out = _protected(madeup.crossed_spec(), madeup.crossed_rows(), folder)
    yield Figure("two crossed geographies, 1,308 cells", seconds, "s", "limit", 30, 1)
    yield Figure("  audit", _audited(out, folder), "s", "limit", 30)


def _months(folder: Path) -> Iterator[Figure]:
    taken: list[float] = []
    outs: list[Path] = []
    for number in range(len(madeup.MONTHS)):
        work = [(madeup.month_spec(number), madeup.month_rows([number]))]
        if number % 3 == 2:
            rows = madeup.month_rows(range(number - 2, number + 1))
            work.append((madeup.quarter_spec(number // 3), rows))
        for spec, rows in work:
            seconds, out = _protected(spec, rows, folder)
            taken.append(seconds)
            outs.append(out)
    yield Figure("24 months and 8 quarters: slowest", max(taken), "s", "limit", 20, 1)
    begun = time.perf_counter()
    for out in outs:
        _audited(out, folder)
    whole = time.perf_counter() - begun
    yield Figure("  audit over all of them", whole, "s", "limit", 60, 1)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
