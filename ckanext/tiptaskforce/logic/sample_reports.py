"""Sample reports of the past: drawn by the kind of each indicator, sent and accepted.

What is past and locked was accepted, but for some that are missing, so that totals say
how much is in. Of the newest period that is still open, plain reports of the chosen
agencies stay drafts: they are what a demonstration begins with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

from ckan import model

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.logic import base, calendar, designs, record, references
from ckanext.tiptaskforce.logic.designs import PLACE
from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.report_value import Amount, Codes, Values
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.vocabulary import IndicatorKind
from ckanext.tiptaskforce.vocabulary import ReportState as State

NOUN = "report"
PLACES = 3
# Of a hundred reports of the past, so many are missing.
MISSING = 8
# Of a hundred open ones that need not stay drafts, so many are accepted, and sent.
ACCEPTED, SENT = 55, 80


@dataclass
class SampleReports:
    """One filling of a task force; chance begins at the seed and nowhere else."""

    step: base.Step
    seed: int
    drafts_of: frozenset[str] = frozenset()
    made: Counter[str] = field(default_factory=Counter)

    def make(self) -> dict[str, int]:
        """Make what is not there yet; return how many reports of each state."""
        calendar.advance(self.step)
        model.Session.flush()
        strategy = Strategy.current(self.step.taskforce.id)
        if strategy is None:
            return {}
        wanted = list(self._wanted(strategy))
        self._bring(wanted)
        return dict(sorted(self.made.items()))

    def _wanted(self, strategy: Strategy) -> Iterator[tuple[Report, Values, State]]:
        """Yield the reports to be, each with its figures and how far it comes."""
        tf, today = self.step.taskforce, self.step.taskforce.today
        over = [p for p in Period.every(tf.id) if strategy.starts <= p.starts]
        over = [p for p in over if p.ends < today]
        known = {
            _key(row): row
            for period in over
            for row in scalars(Report.listed(tf.id, period=period.code))
        }
        drawing = Drawing(self.step, strategy, self.seed)
        names = references.Names.of(tf.id).agencies
        for indicator, agency_id, period in _asked(Indicator.live(tf.id), over):
            row = known.get((indicator.id, agency_id, period.code))
            if row is not None and (row.version > 1 or row.state != State.DRAFT):
                continue
            acronym = names[agency_id]
            chance = drawing.chance(indicator, acronym, period.code)
            state = self._state(indicator, acronym, period, chance)
            if state is not None:
                found = row or _new(self.step, indicator, agency_id, period)
                yield found, drawing.values(indicator, period, chance), state

    def _state(
        self, indicator: Indicator, acronym: str, period: Period, chance: Random
    ) -> State | None:
        """Return how far a report comes, or None where nobody begins it."""
        drawn = chance.randrange(100)
        if period.is_locked(self.step.taskforce.today):
            return None if drawn < MISSING else State.ACCEPTED
        is_plain = not indicator.counts_persons and not indicator.disaggregations
        if is_plain and acronym in self.drafts_of:
            return None
        if drawn < ACCEPTED:
            return State.ACCEPTED
        return State.SUBMITTED if drawn < SENT else None

    def _bring(self, wanted: list[tuple[Report, Values, State]]) -> None:
        """Take the reports through their states, step by step, all rows at once."""
        new = [row for row, _, _ in wanted if row not in model.Session]
        if new:
            record.add_all(self._as("create"), new, NOUN)
        for row, values, _ in wanted:
            report_value.replace(row, values)
        self._move("submit", [row for row, _, _ in wanted], State.SUBMITTED)
        accepted = [row for row, _, state in wanted if state == State.ACCEPTED]
        self._move("accept", accepted, State.ACCEPTED)
        self.made.update(row.state for row, _, _ in wanted)

    def _move(self, verb: str, found: list[Report], state: State) -> None:
        who = self.step.reader.user_id or ""
        for row in found:
            row.state, day = state.value, _day(row)
            if state == State.SUBMITTED:
                row.submitted_at, row.submitted_by = day, who
            else:
                row.decided_at, row.decided_by = day + timedelta(days=3), who
                row.accepted_edition = row.edition
        if found:
            record.record_all(self._as(verb), found, NOUN)

    def _as(self, verb: str) -> base.Step:
        return replace(self.step, noun=NOUN, verb=verb, data={})


@dataclass
class Drawing:
    """What chance draws from; the same seed draws the same figures for a report."""

    step: base.Step
    strategy: Strategy
    seed: int
    places: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the places once."""
        every = designs.every(self.step.taskforce)
        self.design = every[-1] if every else designs.Design("quarter", [], [])
        known = designs.choices(self.step.taskforce, self.design, PLACE)
        self.places = [choice.code for choice in known]

    def chance(self, indicator: Indicator, acronym: str, period: str) -> Random:
        """Return where chance begins for one report."""
        key = f"report:{self.seed}:{indicator.code}:{acronym}:{period}"
        return Random(key)  # noqa: S311  chance, not a secret

    def values(self, indicator: Indicator, period: Period, chance: Random) -> Values:
        """Draw the figures of a report."""
        cells = self._cells(indicator, chance)
        wanted = self._wanted(indicator, period) / len(cells)
        return {
            report_value.key(dict(codes)): self._amount(indicator, wanted, chance)
            for codes in cells
        }

    def _cells(self, indicator: Indicator, chance: Random) -> list[Codes]:
        found: list[Codes] = [()]
        for name in indicator.disaggregations:
            codes = self._codes(name, chance)
            found = [(*cell, (name, code)) for cell in found for code in codes]
        return found

    def _codes(self, name: str, chance: Random) -> list[str]:
        if name == PLACE:
            size = min(PLACES, len(self.places))
            return sorted(chance.sample(self.places, size))
        known = designs.choices(self.step.taskforce, self.design, name)
        return [c.code for c in known if c.code != "UNK" and not c.is_retired]

    def _wanted(self, indicator: Indicator, period: Period) -> float:
        """Return about how much one organisation would report to be in time."""
        share = len(indicator.agency_ids) if indicator.across_agencies == "sum" else 1
        given = indicator.targets.get(period.code)
        if isinstance(given, int | float):
            return given / share
        days = (self.strategy.ends - self.strategy.starts).days or 1
        passed = (period.ends - self.strategy.starts).days / days
        start, end = float(indicator.baseline or 0), float(indicator.target or 30)
        return (start + (end - start) * passed) / share

    def _amount(self, indicator: Indicator, wanted: float, chance: Random) -> Amount:
        near = wanted * chance.uniform(0.55, 1.15)
        if indicator.kind == IndicatorKind.MILESTONE:
            last = len(indicator.milestones) - 1
            return Amount(Decimal(min(max(round(near + 0.4), 0), last)))
        if indicator.kind == IndicatorKind.PER_CENT:
            whole = chance.randint(20, 60)
            part = min(round(whole * chance.uniform(0.45, 0.9)), whole)
            return Amount(None, Decimal(part), Decimal(whole))
        return Amount(Decimal(max(round(near), 0)))


def _asked(
    indicators: list[Indicator], over: list[Period]
) -> Iterator[tuple[Indicator, str, Period]]:
    """Yield each report that was ever asked for in these periods."""
    for indicator, period in product(indicators, over):
        if period.frequency == indicator.frequency:
            for agency_id in indicator.agency_ids:
                yield indicator, agency_id, period


def _new(step: base.Step, indicator: Indicator, agency_id: str, period: Period) -> Any:
    found = calendar.report_for(step, indicator, agency_id, period)
    # It moves on before the database could give it what a new one begins with.
    found.edition, found.accepted_edition, found.state = 1, 0, State.DRAFT.value
    return found


def _key(row: Report) -> tuple[str, str, str]:
    return row.indicator_id, row.agency_id, row.period


def _day(row: Report) -> datetime:
    return datetime.combine(
        periods.parse(row.period).end + timedelta(days=12), time(12), UTC
    )
