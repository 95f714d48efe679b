"""What every benchmark prints: a figure, its peer, and the ratio of the two."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value beside what it is measured against."""

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float
    goal: float | None = None

    @property
    def ratio(self) -> float:
        return self.value / self.peer_value if self.peer_value else float("inf")

    @property
    def is_met(self) -> bool:
        return self.goal is None or self.ratio <= self.goal

    def __str__(self) -> str:
        goal = ""
        if self.goal is not None:
            goal = f"  (goal {self.goal:g}x: {'met' if self.is_met else 'MISSED'})"
        return (
            f"{self.name:<44} {self.value:9.1f} {self.unit:<4}"
            f" {self.ratio:6.2f}x {self.peer} ({self.peer_value:.1f} {self.unit}){goal}"
        )


def medians(
    calls: dict[str, Callable[[], object]], *, rounds: int, warm: int = 3
) -> dict[str, float]:
    """Return the median milliseconds of each call.

    The calls take turns, so that whatever else the machine does meets all of them.
    """
    for call in calls.values():
        for _ in range(warm):
            call()
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            begun = time.perf_counter()
            call()
            taken[name].append((time.perf_counter() - begun) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}
