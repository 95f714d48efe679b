"""How far a figure is on its way to the target, and by which formula.

A level that had a value before the work began is measured from that baseline: who
stays at it has come 0 per cent of the way, whatever the baseline is. What is added up
from period to period begins at 0, so its baseline is for readers only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.tiptaskforce.exchange.rollup import MILESTONE, NUMBER, SUM, Number, Rule
from ckanext.tiptaskforce.phrase import N_, Phrase

UP, DOWN = "up", "down"
WHOLE = 100.0

_FROM_BASELINE = N_(
    "The part of the way from the baseline (%(baseline)s) to the target (%(target)s)."
)
_OF_TARGET = N_("The figure divided by the target (%(target)s).")
_AT_MOST = N_(
    "100 %% where the figure is not above the target (%(target)s); else the target "
    "divided by the figure."
)
_STEPS = N_("Steps done of the steps from %(baseline)s to %(target)s.")
_NO_TARGET = N_("There is no target.")


@dataclass(frozen=True)
class Aim:
    """What a figure is to reach; of a milestone, steps of the ladder from 0."""

    target: Number | None
    baseline: Number | None = None
    direction: str = UP
    is_level: bool = False
    ladder: tuple[str, ...] = ()

    @classmethod
    def of(cls, indicator: Mapping[str, Any], target: Any = None) -> Aim:
        """Return the aim of an indicator: the whole target, or the one given."""
        rule = Rule.of(indicator)
        wanted = indicator.get("target") if target is None else target
        baseline = indicator.get("baseline")
        if rule.kind == MILESTONE:
            steps = tuple(rule.milestones)
            first = 0 if baseline is None else rule.rung(baseline)
            last = None if wanted is None else rule.rung(wanted)
            return cls(last, first, UP, is_level=True, ladder=steps)
        is_level = rule.kind != NUMBER or rule.across_periods != SUM
        return cls(wanted, baseline, indicator.get("direction") or UP, is_level)

    def read(self, target: Any) -> Number:
        """Return a target as a number: of a milestone, how far up the ladder it is."""
        return self.ladder.index(target) if isinstance(target, str) else target

    @property
    def is_from_baseline(self) -> bool:
        """Tell whether the way is measured from the baseline."""
        if not self.is_level or self.baseline is None or self.target is None:
            return False
        is_below = self.baseline < self.target
        return is_below if self.direction == UP else self.baseline > self.target

    def percent(self, figure: Number | None) -> float | None:
        """Return the per cent that a figure is of its target, or None without one."""
        if figure is None or self.target is None:
            return None
        if self.is_from_baseline:
            way = self.target - (self.baseline or 0)
            return float(100 * (figure - (self.baseline or 0)) / way)
        if self.is_reached(figure) and (self.direction == DOWN or not self.target):
            return WHOLE
        part, whole = (figure, self.target)
        if self.direction == DOWN:
            part, whole = whole, part
        return float(100 * part / whole) if whole else 0.0

    def is_reached(self, figure: Number) -> bool:
        """Tell whether a figure has reached the target."""
        if self.target is None:
            return False
        if self.direction == DOWN:
            return figure <= self.target
        return figure >= self.target

    @property
    def formula(self) -> Phrase:
        """How the per cent is computed, in words."""
        if self.target is None:
            return Phrase(_NO_TARGET)
        values = {"target": self._said(self.target)}
        if self.ladder:
            return Phrase(_STEPS, {**values, "baseline": self._said(self.baseline)})
        if self.is_from_baseline:
            return Phrase(_FROM_BASELINE, {**values, "baseline": self.baseline})
        return Phrase(_AT_MOST if self.direction == DOWN else _OF_TARGET, values)

    def _said(self, value: Number | None) -> object:
        return self.ladder[int(value or 0)] if self.ladder else value
