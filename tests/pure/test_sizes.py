"""The budgets of the house; each is printed, and a breach is named with its place."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ckanext" / "tiptaskforce"
FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_CAP = 10, 30, 60
MODULE_CAP, TEMPLATE_CAP, TEST_CAP, PLUGIN_CAP = 400, 150, 500, 100
NESTING_CAP = 3
_BLOCKS = (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Match)


def modules() -> list[Path]:
    return [p for p in PACKAGE.rglob("*.py") if "migration" not in p.parts]


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def lines_of(node: ast.FunctionDef) -> int:
    """Return the lines of a function without its docstring, which is the manual."""
    said = ast.get_docstring(node, clean=False) or ""
    return (node.end_lineno or node.lineno) - node.lineno + 1 - len(said.splitlines())


def depth(node: ast.AST, level: int = 0) -> int:
    """Return how deep blocks stand inside each other; an elif opens no new level."""
    deepest = level
    for field, children in ast.iter_fields(node):
        for child in children if isinstance(children, list) else [children]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.FunctionDef):
                continue
            is_elif = field == "orelse" and isinstance(child, ast.If)
            step = isinstance(child, _BLOCKS) and not is_elif
            deepest = max(deepest, depth(child, level + step))
    return deepest


def named(path: Path, node: ast.FunctionDef) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def test_functions_are_short(capsys):
    sized = sorted(
        (lines_of(node), named(path, node))
        for path in modules()
        for node in functions(path)
    )
    lengths = [size for size, _ in sized]
    median, p90 = statistics.median(lengths), lengths[int(len(lengths) * 0.9)]
    with capsys.disabled():
        told = f"median {median:.0f}, p90 {p90}, max {lengths[-1]}"
        print(f"\nfunctions {len(sized)}: {told}")  # noqa: T201  the budget is shown

    assert median <= FUNCTION_MEDIAN
    assert p90 <= FUNCTION_P90
    assert [name for size, name in sized if size > FUNCTION_CAP] == []


def test_blocks_are_not_nested_deeper_than_three_levels():
    deep = [
        named(path, node)
        for path in modules()
        for node in functions(path)
        if depth(node) > NESTING_CAP
    ]

    assert deep == []


def test_modules_are_short(capsys):
    sized = sorted((length(path), str(path.relative_to(ROOT))) for path in modules())
    with capsys.disabled():
        print(f"\nmodules {len(sized)}: longest {sized[-1]}")  # noqa: T201  as above

    assert [one for one in sized if one[0] > MODULE_CAP] == []
    assert length(PACKAGE / "plugin.py") < PLUGIN_CAP


def test_templates_are_short():
    long = {
        str(path.relative_to(PACKAGE)): length(path)
        for path in (PACKAGE / "templates").rglob("*.html")
        if length(path) > TEMPLATE_CAP
    }

    assert long == {}


def test_test_modules_are_short():
    long = {
        path.name: length(path)
        for path in (ROOT / "tests").rglob("*.py")
        if length(path) > TEST_CAP
    }

    assert long == {}


def test_the_measure_sees_a_long_and_a_deep_function(tmp_path):
    """The control: both measures can fail."""
    body = (
        "    if a:\n        for b in a:\n            with b:\n                if b:\n"
    )
    path = tmp_path / "long.py"
    path.write_text(f"def f(a):\n{body}                    pass\n" + "    a = 1\n" * 60)
    (node,) = functions(path)

    assert lines_of(node) == 66
    assert depth(node) == 4
