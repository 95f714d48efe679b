"""The start-up self-check: settings that would put people at risk, refused by name."""

from __future__ import annotations

from typing import Any


def at_start(config: Any) -> None:
    """Refuse to serve on unsafe settings; in a demo they become a banner."""
