"""Work that dies between two named steps, as a machine does that loses its power."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
from ckan import model

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TURNS = 20


def often(steps: Sequence[str]) -> list[Any]:
    """Return each step once, and for the long run so many times as the bar asks."""
    again = [(step, turn) for turn in range(2, TURNS + 1) for step in steps]
    more = [
        pytest.param(step, marks=pytest.mark.long, id=f"{step}-{turn}")
        for step, turn in again
    ]
    return [*steps, *more]


def killed_at(step: str, work: Callable[[Callable[[str], None]], object]) -> int:
    """Run the work in a child that kills itself at a step; return its signal."""
    model.Session.remove()
    child = os.fork()
    if child == 0:
        # The parent's connections are not this process's to use or to close.
        model.meta.engine.dispose(close=False)

        def reached(name: str) -> None:
            if name == step:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            work(reached)
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]
