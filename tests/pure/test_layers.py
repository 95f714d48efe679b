"""The shape of the house, from the syntax tree: layers, names, and where SQL is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ckanext" / "tiptaskforce"
PREFIX = "ckanext.tiptaskforce"

# From the roof to the ground. An import goes down, or stays on the floor.
FLOORS = (
    {"plugin", "wsgi"},
    {"views", "cli", "helpers", "jobs", "labels", "logic", "middleware", "selfcheck"}
    | {"addresses"},
    {"permissions", "grants", "relations", "exchange", "charts"},
    {"model"},
    {"lifecycle", "vocabulary", "config", "scan", "phrase"},
)
# Folders of data, and the migrations, which must not change with the models.
NO_CODE = {"migration", "schemas", "presets"}
# What may be reached on the own floor or below, where that is less than all of it.
NARROW = {
    # Pages, commands and template helpers ask actions; they do not know how. A form
    # looks at its own words again, to offer the box that confirms doubtful ones.
    "views": {"views", "exchange", "charts", "helpers", "labels", "config", "scan"}
    | {"addresses"},
    # Template helpers read codes of periods, as the files write them.
    "helpers": {"addresses", "labels", "config", "charts", "exchange"},
    "addresses": {"config"},
    "labels": {"labels"},
    # Files in and out know nothing of tables or of CKAN.
    "exchange": {"exchange", "scan"},
    "charts": {"charts"},
    "scan": {"scan"},
    "lifecycle": {"lifecycle"},
    "vocabulary": {"vocabulary"},
    "phrase": set(),
    "config": {"config"},
    "disclosure": {"disclosure"},
}
WORDS = {"vocabulary", "phrase", "lifecycle"}
# No layer knows these: they are pure, and run with CKAN away.
PURE = ("disclosure", "exchange", "charts", "scan")
OUTSIDE = ("ckan", "flask", "sqlalchemy", "ckanext.scheming")
# A name like these means that a noun is missing.
EMPTY_NAMES = {"utils", "util", "common", "misc", "manager", "handler", "data", "info"}
# The model writes SQL; the pure parts cannot, and call arrays by the same words.
MAY_ASK = {"model", *PURE}
# Words that make SQL; calls of them stand in the model and in migrations.
SQL_CALLS = {"where", "order_by", "with_for_update", "select_from", "outerjoin", "text"}


def modules(*under: str) -> list[Path]:
    """Return the modules of some parts of the package."""
    found = [path for path in PACKAGE.rglob("*.py") if part(path) not in NO_CODE]
    return sorted(p for p in found if not under or part(p) in under)


def part(path: Path) -> str:
    """Return the part of the package that a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of all that a module imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_parts(path: Path) -> set[str]:
    """Return the parts of the package that a module imports."""
    prefix = f"{PREFIX}."
    return {
        name.removeprefix(prefix).split(".")[0]
        for name in imports(path)
        if name.startswith(prefix)
    }


def floor(name: str) -> int:
    return next(i for i, names in enumerate(FLOORS) if name in names)


def allowed(name: str) -> set[str]:
    """Return the parts that a part may import."""
    if name in NARROW:
        return NARROW[name] | WORDS
    if name == "__init__":
        return set()
    below = {n for names in FLOORS[floor(name) :] for n in names}
    return below | ({"disclosure"} if name in {"logic", "jobs", "cli"} else set())


class TestLayers:
    @pytest.mark.parametrize("path", modules(), ids=name_of)
    def test_imports_point_down(self, path):
        beyond = own_parts(path) - allowed(part(path)) - {part(path)}

        assert beyond == set(), f"{name_of(path)} must not know {sorted(beyond)}"

    @pytest.mark.parametrize("path", modules(*PURE), ids=name_of)
    def test_pure_parts_run_without_ckan(self, path):
        known = [n for n in imports(path) if n.split(".")[0] in OUTSIDE[:3]]

        assert known == []

    def test_vocabulary_imports_nothing_of_ours(self):
        own = f"{PREFIX}.vocabulary."
        named = {name for path in modules("vocabulary") for name in imports(path)}

        assert {name for name in named if not name.startswith(own)} == {
            "__future__.annotations",
            "enum.IntEnum",
            "enum.StrEnum",
        }

    def test_disclosure_imports_nothing_of_ours(self):
        for path in modules("disclosure"):
            assert own_parts(path) <= {"disclosure"}

    def test_an_import_that_points_up_is_seen(self, tmp_path, monkeypatch):
        """The control: this test can fail."""
        (tmp_path / "model").mkdir()
        bad = tmp_path / "model" / "deliverable.py"
        bad.write_text("def f():\n    from ckanext.tiptaskforce.logic import base\n")
        monkeypatch.setitem(globals(), "PACKAGE", tmp_path)

        assert own_parts(bad) - allowed(part(bad)) == {"logic"}


def sql_in(path: Path) -> list[str]:
    """Return where a module writes SQL: by import, or by a call that builds a query."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = [
        f"line {node.lineno}: {node.func.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in SQL_CALLS
    ]
    # Its errors are caught where they are turned into words for people.
    errors = ("sqlalchemy.exc.", "sqlalchemy.orm.exc.")
    imported = [
        name
        for name in imports(path)
        if name.split(".")[0] == "sqlalchemy" and not name.startswith(errors)
    ]
    return imported + [c for c in called if not c.endswith(" text")]


class TestWhereSqlIs:
    @pytest.mark.parametrize(
        "path", [p for p in modules() if part(p) not in MAY_ASK], ids=name_of
    )
    def test_sql_is_written_in_the_model_only(self, path):
        assert sql_in(path) == []

    def test_sql_is_seen(self):
        """The control: the model's own modules are full of it."""
        assert len(sql_in(PACKAGE / "model" / "overview.py")) > 5


class TestNames:
    def test_no_module_has_a_name_that_says_nothing(self):
        named = {p.stem for p in modules()} | {p.parent.name for p in modules()}

        assert named & EMPTY_NAMES == set()

    def test_one_noun_has_one_basename(self):
        nouns = {p.stem for p in (PACKAGE / "logic/action").glob("*.py")}
        nouns -= {"__init__"}
        for layer in ("logic/auth", "logic/schema"):
            here = {p.stem for p in (PACKAGE / layer).glob("*.py")}
            assert nouns - here == set(), f"{layer} lacks a noun"
            # `overview` is the schema that the overviews of several nouns share, and
            # `figures` the part of a release that is of that kind.
            assert here - nouns <= {"__init__", "base", "overview", "figures"}

    def test_every_table_has_the_prefix(self):
        for path in modules("model"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == "__tablename__"
                    for target in node.targets
                ):
                    assert isinstance(node.value, ast.Constant)
                    assert str(node.value.value).startswith("tiptaskforce_")

    def test_tests_are_no_package(self):
        """`import ckan` puts its own `tests` first on the path; ours must be none."""
        assert list((ROOT / "tests").rglob("__init__.py")) == []
        for path in (ROOT / "tests").rglob("*.py"):
            assert not any(name.split(".")[0] == "tests" for name in imports(path))
