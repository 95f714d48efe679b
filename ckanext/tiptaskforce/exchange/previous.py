"""What a new figure looks like beside the one that was accepted before it."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.tiptaskforce.exchange.rollup import Number
from ckanext.tiptaskforce.phrase import N_, Phrase

# A change of more than half is shown; more than three times as much, or less than a
# third, asks for a note.
TIMES = 3

_UP = N_("%(now)s this time, %(before)s last time: %(percent)s %% more.")
_DOWN = N_("%(now)s this time, %(before)s last time: %(percent)s %% less.")
_FROM_NOTHING = N_("%(now)s this time, 0 last time.")
_ABOVE = N_("%(now)s is more than twice the target of the period, %(target)s.")
_BLANK = N_("1 cell is blank: not reported.")
_BLANKS = N_("%(number)s cells are blank: not reported.")
_NOTE = N_("Say in a note why this differs so much from last time.")


@dataclass(frozen=True)
class Comparison:
    """A figure beside the one before; both are None where there is nothing to say."""

    now: Number | None
    before: Number | None

    @property
    def percent(self) -> float | None:
        """The change in per cent of the figure before, or None without one above 0."""
        if self.now is None or not self.before:
            return None
        return float(100 * (self.now - self.before) / self.before)

    @property
    def is_shown(self) -> bool:
        """Tell whether the two differ by more than half of the figure before."""
        if self.now is None or self.before is None:
            return False
        return abs(self.now - self.before) * 2 > self.before

    @property
    def needs_note(self) -> bool:
        """Tell whether the sender must say why the two differ so much."""
        if self.now is None or self.before is None:
            return False
        return self.now > TIMES * self.before or TIMES * self.now < self.before

    @property
    def words(self) -> list[Phrase]:
        """What the sender and the reviewer read; nothing where the two are alike."""
        if not self.is_shown:
            return []
        change = self.percent
        values = {"now": self.now, "before": self.before}
        if change is None:
            said = Phrase(_FROM_NOTHING, values)
        else:
            text = _UP if change > 0 else _DOWN
            said = Phrase(text, {**values, "percent": f"{abs(change):.0f}"})
        return [said, Phrase(_NOTE)] if self.needs_note else [said]


def above(now: Number | None, target: Number | None) -> list[Phrase]:
    """Return that a figure is more than twice its target, where it is."""
    if now is None or not target or now <= 2 * target:
        return []
    return [Phrase(_ABOVE, {"now": now, "target": target})]


def blanks(number: int) -> list[Phrase]:
    """Return how many cells beside filled ones say nothing."""
    if number < 1:
        return []
    return [Phrase(_BLANK if number == 1 else _BLANKS, {"number": number})]


def compare(now: Number | None, before: Number | None) -> Comparison:
    """Return a figure beside the one before; of a per cent, give the per cents."""
    return Comparison(now, before)
