"""Known holes, put in one by one: each must turn the tests red that guard against it.

The holes go into a copy of the checkout, which a process of its own imports first; the
checkout itself is never touched. A test that stays green with its hole is a defect.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ckan import model

ROOT = Path(__file__).resolve().parents[3]
HOLES = yaml.safe_load(Path(__file__).with_name("holes.yaml").read_text("utf-8"))
LINKS = ("migrations", "schemas", "templates")
COPIED = ("ckanext", "tests", "dev", "test.ini", "pyproject.toml", *LINKS)
TESTS_FAILED = 1
# `ckanext` is a namespace that is made at start-up from the installed packages alone.
FIRST = """
from pathlib import Path

import ckanext

ckanext.__path__ = [str(Path(__file__).parent / "ckanext"), *ckanext.__path__]
"""


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Path:
    """A copy of the checkout that may be damaged."""
    place = tmp_path_factory.mktemp("sabotage") / "house"
    place.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_symlink():
            (place / name).symlink_to(source.readlink())
        elif source.is_dir():
            skip = shutil.ignore_patterns("__pycache__", "sabotage")
            shutil.copytree(source, place / name, symlinks=True, ignore=skip)
        else:
            shutil.copy(source, place / name)
    (place / "sitecustomize.py").write_text(FIRST, "utf-8")
    return place


def run(place: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run tests of the copy against the copy, on the services of this run."""
    model.Session.remove()
    model.meta.engine.dispose()
    named = [f"tests/portal/{w}" if w.endswith(".py") else w for w in words]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "--ckan-ini=test.ini"),
            *("-p", "no:cacheprovider", "-m", "not long", *named),
        ],
        cwd=place,
        env=environment | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole["hole"])
def test_a_hole_stands_where_it_is_looked_for(hole):
    """A change of the code must not quietly turn a sabotage into nothing."""
    text = (ROOT / "ckanext/tiptaskforce" / hole["file"]).read_text("utf-8")

    assert text.count(hole["find"]) == 1
    assert hole["find"] != hole["replace"]


@pytest.mark.long
class TestHoles:
    def test_the_copy_is_what_is_tested(self, copied):
        words = ["-c", "import ckanext.tiptaskforce as t; print(t.__path__[0])"]
        done = subprocess.run(
            [sys.executable, *words],
            cwd=copied,
            env=os.environ | {"PYTHONPATH": str(copied)},
            capture_output=True,
            text=True,
            check=True,
        )

        assert done.stdout.strip() == str(copied / "ckanext/tiptaskforce")

    @pytest.mark.parametrize("hole", HOLES, ids=lambda hole: hole["hole"])
    def test_it_turns_a_test_red(
        self, copied: Path, hole: dict[str, Any], with_plugins
    ):
        path = copied / "ckanext/tiptaskforce" / hole["file"]
        whole = path.read_text("utf-8")
        path.write_text(whole.replace(hole["find"], hole["replace"]), "utf-8")
        try:
            done = run(copied, hole["tests"])
        finally:
            path.write_text(whole, "utf-8")

        assert done.returncode == TESTS_FAILED, done.stdout[-2000:] + done.stderr[-500:]
        # What could not even be set up has found nothing.
        assert " failed" in done.stdout.splitlines()[-1], done.stdout[-4000:]

    def test_without_a_hole_the_same_tests_are_green(self, copied, with_plugins):
        """The control: what is red above is not red anyway."""
        words = ["guard/test_rights_change.py", "-k", "mandate or left or commit"]

        done = run(copied, words)

        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-500:]
