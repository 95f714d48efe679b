"""What the bench holds of nouns that have a file of their own beside it."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

PARTS = ("alerts.py", "requests.py")


def fill(bench: Any, call: Any, slug: str) -> None:
    """Put their objects on the bench, one noun after the other."""
    for part in PARTS:
        runpy.run_path(str(Path(__file__).with_name(part)))["fill"](bench, call, slug)
