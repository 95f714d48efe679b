"""How far a protection is, and when it has to stop: time is over, or somebody asks."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from ckanext.tiptaskforce.disclosure.errors import Advice, Cancelled, Refused

STEPS = ("read", "fit", "suppress", "witnesses", "write", "audit", "commit", "done")
SECONDS_BETWEEN = 1.0


@dataclass(frozen=True)
class Step:
    """One step of the work: ``done`` of ``total`` cells, where it goes by cells."""

    name: str
    done: int = 0
    total: int = 0

    @property
    def number(self) -> int:
        """Which of ``len(STEPS)`` steps it is, from 1."""
        return STEPS.index(self.name) + 1

    def __str__(self) -> str:
        cells = f" {self.done}/{self.total} cells" if self.total else ""
        return f"step {self.number}/{len(STEPS)} {self.name}{cells}"


Say = Callable[[Step], None]
Asked = Callable[[], bool]


def silent(_step: Step) -> None:
    """Say nothing."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


class Progress:
    """Says each new step at once and the rest at most every second.

    ``cancel`` is asked at the same rate, so that it may look into a database.
    """

    def __init__(self, say: Say = silent, cancel: Asked = never) -> None:
        self.say, self.cancel = say, cancel
        self.started = time.monotonic()
        self.limit: float | None = None
        self.said: tuple[str, float] = ("", 0.0)

    def tell(self, step: str, done: int = 0, total: int = 0) -> None:
        """Say how far a step is; stop where it must not go on.

        :raises Refused: once ``limit`` seconds have passed
        :raises Cancelled: when ``cancel`` answers yes
        """
        now = time.monotonic()
        if self.limit is not None and self.left() < 0:
            raise _out_of_time(self.limit)
        name, at = self.said
        if step != name or now - at >= SECONDS_BETWEEN:
            self.said = (step, now)
            self.say(Step(step, done, total))
            if self.cancel():
                raise Cancelled

    def left(self) -> float:
        """Return the seconds that are left."""
        if self.limit is None:
            return math.inf
        return self.limit - (time.monotonic() - self.started)

    def finish(self) -> None:
        """Say that all is done; it is too late to stop."""
        self.say(Step("done"))


def _out_of_time(limit: float) -> Refused:
    return Refused(
        f"not done within {limit:.0f} seconds",
        [
            Advice("publish fewer or coarser tables", "fewer_tables"),
            Advice("raise time_limit", "raise_time_limit"),
        ],
        why="out_of_time",
    )
