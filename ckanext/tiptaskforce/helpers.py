"""What templates call; each name carries the prefix of the extension."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def get_helpers() -> dict[str, Callable[..., Any]]:
    """Return the helpers by name."""
    return {}
