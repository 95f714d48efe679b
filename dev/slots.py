"""A pytest plugin: each process of a parallel run has folders and services alone.

`python -m dev check` loads it; without pytest-xdist it changes nothing.
"""

from __future__ import annotations

import os
from typing import Any

from dev.places import ROOT, Places
from dev.stack import Stack

STACK = "test"


def pytest_configure(config: Any) -> None:
    """Point CKAN at the services and the settings of this process' slot."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        slot = int(worker.removeprefix("gw"))
        os.environ.update(Stack(Places(STACK)).environment(slot))
        config.option.ckan_ini = str(ini_of(Places(STACK), slot))


def ini_of(places: Places, slot: int) -> Any:
    """Write test.ini once more, with folders that no other process uses."""
    shared = f"%(here)s/.dev/{STACK}"
    folder = places.folder / f"slot{slot}"
    folder.mkdir(parents=True, exist_ok=True)
    own = (ROOT / "test.ini").read_text(encoding="utf-8")
    ini = folder / "test.ini"
    ini.write_text(own.replace(shared, "%(here)s"), encoding="utf-8")
    return ini
