"""Mutation testing of what decides: change one sign, and the tests must see it.

Only the primary rules, the certificate and the auditor are changed, one place at a
time, in a copy of the checkout; only the pure tests of the package are run.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dev.places import ROOT

PACKAGE = Path("ckanext/tiptaskforce/disclosure")
TARGETS = (
    *("primary.py", "prove.py", "witness.py", "suppress.py"),
    *("audit/difference.py", "audit/integer.py", "audit/interval.py"),
    *("audit/knowledge.py", "audit/linear.py", "audit/model.py", "audit/mutate.py"),
    *("audit/persons.py", "audit/proof.py", "audit/reader.py", "audit/verdict.py"),
)
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SECONDS = 600


@dataclass(frozen=True)
class Mutant:
    """One change: where, and what became of what."""

    path: Path
    line: int
    words: str
    source: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.words}"


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield a module with each operator swapped and each number raised, in turn."""
    source = _source(path)
    places = len(list(_changes(ast.parse(source))))
    for number in range(places):
        tree = ast.parse(source)
        line, words = list(_changes(tree, number))[number]
        yield Mutant(path, line, words, ast.unparse(tree))


def _changes(tree: ast.AST, wanted: int = -1) -> Iterator[tuple[int, str]]:
    """Name every place that can be changed; change the wanted one in the tree."""
    number = 0
    line = 0
    for node in ast.walk(tree):
        line = getattr(node, "lineno", line)
        for field, child in ast.iter_fields(node):
            for place, item in enumerate(child if isinstance(child, list) else [child]):
                words = _words(item)
                if not words:
                    continue
                if number == wanted:
                    _put(node, field, place, _changed(item))
                number += 1
                yield line, words


def _words(item: object) -> str:
    if type(item) in SWAPS:
        return f"{type(item).__name__} became {SWAPS[type(item)].__name__}"
    if isinstance(item, ast.Constant) and type(item.value) is int:
        return f"{item.value} became {item.value + 1}"
    return ""


def _changed(item: object) -> ast.AST:
    if isinstance(item, ast.Constant) and isinstance(item.value, int):
        return ast.Constant(item.value + 1)
    return SWAPS[type(item)]()  # type: ignore[index]


def _put(node: ast.AST, field: str, place: int, made: ast.AST) -> None:
    value = getattr(node, field)
    if isinstance(value, list):
        value[place] = made
    else:
        setattr(node, field, made)


def main() -> int:
    """Try a sample, or all; print those that no test saw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="how many; 0 is all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="*", default=["tests/disclosure"])
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    arguments = parser.parse_args()
    found = [m for name in arguments.targets for m in mutants(PACKAGE / name)]
    if arguments.sample:
        found = random.Random(arguments.seed).sample(found, arguments.sample)  # noqa: S311
    same = Mutant(PACKAGE / "primary.py", 0, "nothing", _source(PACKAGE / "primary.py"))
    if _is_killed(same, arguments.tests):
        print("the tests fail as they stand")
        return 1
    survivors = [mutant for mutant in found if not _is_killed(mutant, arguments.tests)]
    print(*survivors, sep="\n")
    print(f"{len(found)} mutants, {len(survivors)} survived")
    return 0


def _source(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _is_killed(mutant: Mutant, tests: list[str]) -> bool:
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        copy = Path(folder)
        shutil.copytree(ROOT / "tests/disclosure", copy / "tests/disclosure")
        shutil.copytree(ROOT / PACKAGE, copy / PACKAGE)
        for package in ("ckanext", "ckanext/tiptaskforce"):
            (copy / package / "__init__.py").write_text("", encoding="utf-8")
        (copy / mutant.path).write_text(mutant.source, encoding="utf-8")
        words = [
            *(sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly"),
            *("-p", "no:ckan", "-p", "no:ckan_fixtures", "-p", "no:cacheprovider"),
            *("--import-mode=importlib", "-m", "not long", "-W", "ignore"),
            *("--ignore", "tests/disclosure/test_crash.py", *tests),
        ]
        try:
            done = subprocess.run(
                words,
                cwd=copy,
                env={**os.environ, "PYTHONPATH": str(copy)},
                capture_output=True,
                check=False,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return True
    print("." if done.returncode else "S", end="", flush=True)
    return bool(done.returncode)


if __name__ == "__main__":
    sys.exit(main())
