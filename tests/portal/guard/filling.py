"""What the bench holds of nouns that have a file of their own beside it."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

PARTS = [
    runpy.run_path(str(Path(__file__).with_name(name)))
    for name in (*("alerts.py", "requests.py", "people.py", "life.py", "registers.py"),)
]
# Input that names what stands on the bench.
INPUT = {name: made for part in PARTS for name, made in part.get("INPUT", {}).items()}


def fill(bench: Any, call: Any, slug: str) -> None:
    """Put their objects on the bench, one noun after the other."""
    for part in PARTS:
        part["fill"](bench, call, slug)
