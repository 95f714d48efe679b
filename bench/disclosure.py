"""Disclosure control: seconds, memory and withheld cells, each beside a limit.

Seconds are told twice: those of the clock, and those of the processor (user and
system), which stay the same on a machine that is busy with other work.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
WAYS = ("bare", "ours")
GIB = 2**20  # getrusage tells kilobytes
# Recorded by 2026-11-26, on 2 cores: GaussSuppression 1.2.3, linked mode "global".
PEER_CELLS, PEER_SECONDS = 77, 3.3


def run() -> Iterator[Figure]:
    """Run all; the folder with the made-up rows is taken away again."""
    folder = Path(tempfile.mkdtemp(prefix="bench-disclosure-", dir="/var/tmp"))
    try:
        yield from _base(folder)
        yield from _seven(folder / "seven")
        yield from _crossed(folder / "crossed")
        yield from _months(folder / "months")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Taken:
    """What some work took: seconds of the clock, and of the processor."""

    clock: float
    processor: float

    def figures(self, name: str, limit: float) -> Iterator[Figure]:
        """Yield both beside a limit; the goal is held against the processor's."""
        yield Figure(f"{name}, clock", self.clock, "s", "limit", limit)
        yield Figure(f"{name}, processor", self.processor, "s", "limit", limit, 1)


def _timed(work: Callable[[], object]) -> Taken:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Taken(time.perf_counter() - clock, time.process_time() - processor)


def _base(folder: Path) -> Iterator[Figure]:
    path = folder / "rows.parquet"
    madeup.write_rows(path, N_ROWS)
    found = {which: [_child(which, path) for _ in range(3)] for which in WAYS}
    for place, unit in enumerate(("clock", "processor")):
        bare, ours = (min(child[place] for child in found[which]) for which in WAYS)
        name = f"50 M rows to base cells, {unit}"
        yield Figure(name, ours, "s", "bare DuckDB", bare, 1.5)
    bare, ours = (max(child[2] for child in found[which]) for which in WAYS)
    yield Figure("  memory of it", ours, "GiB", "limit", 1.0, 1)
    yield Figure("  the same", ours, "GiB", "bare DuckDB", bare)


def _child(which: str, path: Path) -> list[float]:
    """Measure in a process of its own: peak memory is of the whole process."""
    words = [sys.executable, "-m", "bench.disclosure", which, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def measure(which: str, path: Path) -> list[float]:
    """Return the seconds of clock and processor and the peak GiB of one group-by."""
    columns = ", ".join(madeup.SEVEN_DIMENSIONS)
    query = f"select {columns}, sum(n)::bigint from '{path}' group by {columns}"
    spec = specs.load(madeup.seven_spec())
    work = {
        "bare": lambda: duckdb.sql(query).to_arrow_table(),
        "ours": lambda: aggregate(open_tallies(path, spec), spec),
    }
    taken = _timed(work[which])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIB
    return [taken.clock, taken.processor, most]


def _protected(spec: dict[str, Any], rows: pd.DataFrame, folder: Path) -> Path:
    out = folder / spec["release"]
    protect(spec, rows, folder / "ledger", out, seed=SEED)
    return out


def _audit(out: Path, folder: Path) -> None:
    assert audit(out, folder / "ledger").is_pass


def _seven(folder: Path) -> Iterator[Figure]:
    rows, out = madeup.seven_rows(), folder / "seven-tables"
    taken = _timed(lambda: _protected(madeup.seven_spec(), rows, folder))
    status = pq.read_table(out / "vault" / "truth.parquet").column("status")
    n_more = status.to_pylist().count("complementary")
    peer = "GaussSuppression, recorded by 2026-11-26"
    yield from taken.figures("7 tables, protected and proven", 15)
    yield Figure("  beside no proof", taken.processor, "s", peer, PEER_SECONDS)
    yield Figure("  complementary cells", n_more, "", "limit", 105, 1)
    yield Figure("  the same", n_more, "", peer, PEER_CELLS)
    audited = _timed(lambda: _audit(out, folder))
    yield from audited.figures("  audit with its witnesses", 5)
    n_small, exact, known = attack.on_primary_only(rows, madeup.SEVEN_TABLES, 10)
    yield Figure("  primary only: recovered exactly", exact, "", "small cells", n_small)
    yield Figure("  primary only: known to be small", known, "", "small cells", n_small)


def _crossed(folder: Path) -> Iterator[Figure]:
    spec, rows = madeup.crossed_spec(), madeup.crossed_rows()
    taken = _timed(lambda: _protected(spec, rows, folder))
    yield from taken.figures("two crossed geographies, 1,308 cells", 30)
    audited = _timed(lambda: _audit(folder / "crossed", folder))
    yield from audited.figures("  audit", 30)


def _months(folder: Path) -> Iterator[Figure]:
    taken: list[Taken] = []
    outs: list[Path] = []
    for number in range(len(madeup.MONTHS)):
        work = [(madeup.month_spec(number), madeup.month_rows([number]))]
        if number % 3 == 2:
            rows = madeup.month_rows(range(number - 2, number + 1))
            work.append((madeup.quarter_spec(number // 3), rows))
        for spec, rows in work:
            taken.append(_timed(lambda s=spec, r=rows: _protected(s, r, folder)))
            outs.append(folder / spec["release"])
    clock, processor = max(t.clock for t in taken), max(t.processor for t in taken)
    slowest = Taken(clock, processor)
    yield from slowest.figures("24 months and 8 quarters: slowest", 20)
    whole = _timed(lambda: [_audit(out, folder) for out in outs])
    yield from whole.figures("  audit over all of them", 60)
    yield from _year(folder)


def _year(folder: Path) -> Iterator[Figure]:
    """Publish twelve months again as a year, in the ledger that holds them."""
    spec, rows = madeup.year_spec(), madeup.month_rows(range(12))
    taken = _timed(lambda: _protected(spec, rows, folder))
    limit = specs.load(spec).time_limit
    yield from taken.figures("a year over 12 months and 4 quarters", limit)
    public = json.loads((folder / "the-year/public/report.json").read_bytes())
    for table in public["tables"]:
        if table["id"] in {"month-lga", "sex-age"}:
            name = f"  rows shown of {table['id']}"
            yield Figure(name, table["shown"], "", "rows", table["rows"])


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
