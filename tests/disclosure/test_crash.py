"""Killed at any touch of the disk: nothing half is public, and the ledger knows."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ckanext.tiptaskforce.disclosure import BadInput, audit, commit, protect
from ckanext.tiptaskforce.disclosure.ledger import Ledger

CHILD = Path(__file__).with_name("crash_child.py")
SPEC = {
    "schema": "tiptaskforce-release/1",
    "release": "first-release",
    "k": 5,
    "epochs": ["e1"],
    "homogeneity": False,
    "max_small_share": 1.0,
    "dimensions": {"lga": {"codes": ["l1", "l2", "l3"]}},
    "tables": {"t": ["lga"]},
}
ROWS = [{"lga": "l1", "n": 2}, {"lga": "l2", "n": 8}, {"lga": "l3", "n": 9}]


def killed(folder, number):
    return subprocess.run(
        [sys.executable, str(CHILD), str(folder), str(number)],
        input=json.dumps({"spec": SPEC, "rows": ROWS}),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def n_touches(tmp_path_factory):
    """How often a whole protection touches the disk."""
    done = killed(tmp_path_factory.mktemp("whole"), 0)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def check(folder, number):
    """Say in which state a kill leaves the ledger, after holding it to the promise."""
    done = killed(folder, number)
    assert done.returncode == 9, done.stderr
    ledger, out = folder / "ledger", folder / "out"
    kinds = [line["kind"] for line in Ledger(ledger).lines()]
    if "intent" not in kinds:
        assert not out.exists()
        protect(SPEC, ROWS, ledger, out)
    else:
        # The intent counts: the name is taken, and other figures are refused.
        other = {**SPEC, "release": "second-release"}
        with pytest.raises(BadInput, match="epoch e1 is not what it was"):
            protect(other, [*ROWS, {"lga": "l1", "n": 30}], ledger, folder / "other")
        if "release" not in kinds:
            commit("first-release", ledger)
    if out.exists():
        assert audit(out, ledger).is_pass
    left = [p.name for p in folder.iterdir() if p.name.startswith(".out")]
    assert not left or "intent" in kinds
    return kinds


@pytest.mark.parametrize("start", [1, 2, 3])
def test_a_sample_of_touches(tmp_path, n_touches, start):
    ends = {1: n_touches, 2: n_touches - 2, 3: n_touches // 2}

    check(tmp_path, ends[start])


@pytest.mark.long
def test_every_touch(tmp_path, n_touches):
    seen = set()
    for number in range(1, n_touches + 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        seen.add(tuple(check(folder, number)))
        shutil.rmtree(folder)

    assert seen == {(), ("intent",)}
