"""How an indicator stands: one of five words, by a rule that is printed beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.tiptaskforce.exchange.aim import DOWN, WHOLE, Aim
from ckanext.tiptaskforce.exchange.period import parse
from ckanext.tiptaskforce.exchange.rollup import Number
from ckanext.tiptaskforce.phrase import N_, Phrase
from ckanext.tiptaskforce.vocabulary import StatusWord

_MET = N_("Met: %(met)s %% of the target or more.")
_ON_TRACK = N_("On track: %(on_track)s %% or more of what is due by now.")
_CONSTRAINED = N_("Constrained: %(constrained)s %% or more of what is due by now.")
_NO_PROGRESS = N_("No progress: less than that.")
_NO_STATUS = N_("No status: no target, or no accepted report yet.")
_DUE = N_(
    "Due by now are the targets of the periods that are over; where there are none, "
    "the share of the whole time that has passed."
)


@dataclass(frozen=True)
class Thresholds:
    """From how many per cent on each word holds; kept in the settings."""

    met: float = 100
    on_track: float = 75
    constrained: float = 1

    @classmethod
    def of(cls, settings: Mapping[str, Any] | None) -> Thresholds:
        """Return the thresholds of the settings of a task force, or the usual ones.

        :raises ValueError: where a word would never hold
        """
        names = ("met", "on_track", "constrained")
        given = {k: (settings or {}).get(k) for k in names}
        found = cls(**{k: float(v) for k, v in given.items() if v is not None})
        if not 0 < found.constrained < found.on_track <= found.met:
            raise ValueError("constrained < on_track <= met must hold, above 0")
        return found

    @property
    def words(self) -> list[Phrase]:
        """The rule, as it is printed."""
        values = {name: f"{value:g}" for name, value in vars(self).items()}
        texts = (_MET, _ON_TRACK, _CONSTRAINED, _NO_PROGRESS, _NO_STATUS, _DUE)
        return [Phrase(text, values) for text in texts]


USUAL = Thresholds()


@dataclass(frozen=True)
class Standing:
    """The word by the rule, and the one that a person set beside it with a reason."""

    computed: StatusWord
    override: StatusWord | None = None
    reason: str = ""

    @property
    def word(self) -> StatusWord:
        """The word that counts."""
        return self.override or self.computed


def standing(
    figure: Number | None,
    aim: Aim,
    *,
    due: float = WHOLE,
    is_over: bool = True,
    thresholds: Thresholds = USUAL,
) -> StatusWord:
    """Return the word for a figure.

    :param due: how many per cent of the target are due by now
    :param is_over: whether the time that the target is for has passed
    """
    percent = aim.percent(figure)
    if figure is None or percent is None:
        return StatusWord.NO_STATUS
    if aim.direction == DOWN and not aim.is_level and not is_over:
        return _below(figure, aim, due)
    if percent < thresholds.met and not due and percent <= 0:
        return StatusWord.NO_STATUS
    return _by_thresholds(percent, due, thresholds)


def _by_thresholds(percent: float, due: float, thresholds: Thresholds) -> StatusWord:
    if percent >= thresholds.met:
        return StatusWord.MET
    if percent >= thresholds.on_track * due / WHOLE:
        return StatusWord.ON_TRACK
    if percent >= thresholds.constrained * due / WHOLE:
        return StatusWord.CONSTRAINED
    return StatusWord.NO_PROGRESS


def _below(figure: Number, aim: Aim, due: float) -> StatusWord:
    """Judge a sum that must stay low while more is still to come: never met yet."""
    target = float(aim.target or 0)
    if float(figure) <= target * due / WHOLE:
        return StatusWord.ON_TRACK
    if float(figure) <= target:
        return StatusWord.CONSTRAINED
    return StatusWord.NO_PROGRESS


def due_by_now(
    aim: Aim,
    targets: Mapping[str, Any],
    starts: dt.date,
    ends: dt.date,
    today: dt.date,
) -> float:
    """Return how many per cent of the whole target are due on a day.

    :param targets: targets by period, where there are any
    :param starts: the first day of the time that the whole target is for
    """
    if not targets:
        days = (ends - starts).days + 1
        passed = min(max((today - starts).days, 0), days)
        return WHOLE * passed / days
    over = sorted(
        (code for code in targets if parse(code).end < today),
        key=lambda code: parse(code).end,
    )
    if not over:
        return 0.0
    chosen = over[-1:] if aim.is_level else over
    return _share(aim, sum(aim.read(targets[code]) for code in chosen))


def _share(aim: Aim, wanted: Number) -> float:
    if aim.direction == DOWN and not aim.is_level:
        return float(WHOLE * float(wanted) / float(aim.target)) if aim.target else WHOLE
    return min(max(aim.percent(wanted) or 0.0, 0.0), WHOLE)


def count_words(words: Collection[StatusWord]) -> dict[StatusWord, int]:
    """Return how many indicators have each word, every word named."""
    found = list(words)
    return {word: found.count(word) for word in StatusWord}
