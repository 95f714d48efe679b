"""Mutation testing of what decides: change one sign, and the tests must see it.

Only the primary rules, the certificate and the auditor are changed, one place at a
time; only the pure tests of the package are run, and of these only those that run the
changed line, the quickest first. What came of each change is kept in .dev/mutate.jsonl:
a run that was stopped goes on where it was, and after new tests only what survived is
tried again. With ``--quick`` what the quickest tests do not see stays open.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from dev.mutants import Mutant, mutants
from dev.places import DEV, ROOT
from dev.trial import Bench, Reach
from dev.trial import bench as run

PACKAGE = Path("ckanext/tiptaskforce/disclosure")
TESTS = Path("tests/disclosure")
TARGETS = (
    *("primary.py", "prove.py", "witness.py", "suppress.py"),
    *("audit/difference.py", "audit/integer.py", "audit/interval.py"),
    *("audit/knowledge.py", "audit/linear.py", "audit/model.py", "audit/mutate.py"),
    *("audit/other.py", "audit/persons.py", "audit/proof.py", "audit/reader.py"),
    "audit/verdict.py",
)
RESULTS = DEV / "mutate.jsonl"
REACH = DEV / "mutate-reach.json"
# Loaded once; every trial is a fork of this process, and begins with them in hand.
HEAVY = (
    *("duckdb", "highspy", "hypothesis", "ibis", "numpy", "openpyxl", "pandas"),
    *("pyarrow.csv", "pyarrow.parquet", "pytest", "scipy.optimize", "yaml"),
    *("scipy.sparse.csgraph", "hypothesis.strategies", "pandas.core.api"),
)


def main() -> int:
    """Try all that is not settled; print what no test saw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="how many; 0 is all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="forget what was found")
    parser.add_argument(
        "--quick", type=float, default=0, help="seconds of tests for each; 0 is all"
    )
    parser.add_argument("--tests", nargs="*", help="only these files of the tests")
    parser.add_argument("--report", action="store_true", help="only print it")
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    arguments = parser.parse_args()
    if arguments.fresh:
        RESULTS.unlink(missing_ok=True)
    found = [m for name in arguments.targets for m in _of(name)]
    if arguments.sample:
        found = random.Random(arguments.seed).sample(found, arguments.sample)  # noqa: S311
    if not arguments.report and not _try_all(found, arguments.quick, arguments.tests):
        return 1
    _print(found)
    return 0


def _of(name: str) -> Iterator[Mutant]:
    path = PACKAGE / name
    return mutants(path, (ROOT / path).read_text(encoding="utf-8"))


def _try_all(found: list[Mutant], quick: float, only: list[str] | None) -> bool:
    tests = _digest(only)
    settled = _settled(tests)
    left = [mutant for mutant in found if mutant.key not in settled]
    if not left:
        return True
    for name in HEAVY:
        importlib.import_module(name)
    # pytest catches what is written while it works; this is written beside it.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")

    def work(bench: Bench) -> bool:
        reach = _known_reach(bench, tests)
        if reach is None:
            print("the tests fail as they stand", file=out, flush=True)
            return False
        for number, line in enumerate(_trials(bench, reach, left, quick), 1):
            if only and line["outcome"] == "survived":
                line["outcome"] = "open"
            with RESULTS.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**line, "tests": tests}) + "\n")
            words = f"{number}/{len(left)} {line['outcome']:<9}{line['mutant']}"
            print(words, line["by"], file=out, flush=True)
        return True

    return run(TESTS, only, sorted({mutant.path for mutant in found}), work)


def _known_reach(bench: Bench, tests: str) -> Reach | None:
    """Return what the tests run; from an earlier run where nothing has changed."""
    if REACH.exists():
        kept = json.loads(REACH.read_text("utf-8"))
        if kept["tests"] == tests:
            return Reach.read(kept["reach"])
    reach = bench.baseline()
    if reach is not None:
        REACH.write_text(json.dumps({"tests": tests, "reach": reach.plain()}), "utf-8")
    return reach


def _trials(
    bench: Bench, reach: Reach, left: list[Mutant], quick: float
) -> Iterator[dict[str, str]]:
    kills: Counter[tuple[Path, str]] = Counter()
    for mutant in left:
        ordered = _order(mutant, reach, kills)
        chosen = reach.within(quick, ordered)
        outcome, by = bench.tried(mutant, chosen, reach)
        if outcome == "survived" and len(chosen) < len(ordered):
            outcome = "open"
        kills[mutant.path, by] += 1
        yield {"key": mutant.key, "mutant": str(mutant), "outcome": outcome, "by": by}


def _order(mutant: Mutant, reach: Reach, kills: Counter[tuple[Path, str]]) -> list[str]:
    """Return the tests that run the place: those that saw a neighbour, then the quick.

    A test that saw much and takes long is no better than a quick one that saw little.
    """

    def worth(test: str) -> float:
        return -(1 + 20 * kills[mutant.path, test]) / max(reach.seconds[test], 0.01)

    return sorted(reach.of(mutant), key=worth)


def _digest(only: list[str] | None) -> str:
    """Return a name for the tests and the package as they are.

    What survived others is tried again.
    """
    found = sha256(repr(only).encode())
    for folder in (TESTS, PACKAGE):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _lines() -> list[dict[str, str]]:
    if not RESULTS.exists():
        return []
    return [json.loads(line) for line in RESULTS.read_text("utf-8").splitlines()]


def _settled(tests: str) -> set[str]:
    """Return the changes that some test saw, or that these very tests did not."""
    return {
        line["key"]
        for line in _lines()
        if line["outcome"] in {"killed", "time"}
        or (line["outcome"] == "survived" and line["tests"] == tests)
    }


def _print(found: list[Mutant]) -> None:
    outcomes = {line["key"]: line["outcome"] for line in _lines()}
    of = {mutant: outcomes.get(mutant.key, "untried") for mutant in found}
    left = (mutant for mutant, said in of.items() if said in {"survived", "open"})
    print(*left, sep="\n")
    counts = ", ".join(f"{n} {said}" for said, n in Counter(of.values()).items())
    print(f"{len(found)} changes: {counts}")


if __name__ == "__main__":
    sys.exit(main())
