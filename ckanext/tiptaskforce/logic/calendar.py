"""The calendar of a task force: which periods there are, and by when they are due.

Periods are made ahead, for the whole strategy, and their states follow from the date,
so that nothing opens, falls due or locks late because a job did not run. The job makes
what is missing and the reports that open periods ask for; it may run at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.logic import record
from ckanext.tiptaskforce.logic.base import Step
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.taskforce import Taskforce

SETTING = "calendar"
Asking = tuple[Strategy, list[Indicator]]
DUE_DAYS, LOCK_DAYS = 30, 60


@dataclass(frozen=True)
class Rule:
    """So many days after its end a period is due, and locked."""

    due_days: int = DUE_DAYS
    lock_days: int = LOCK_DAYS

    def due(self, one: periods.Period) -> date:
        """Return the last day on which reports of a period are in time."""
        return one.end + timedelta(days=self.due_days)

    def lock(self, one: periods.Period) -> date:
        """Return the first day on which nothing of a period is changed any more."""
        return one.end + timedelta(days=self.lock_days + 1)


def rules(taskforce: Taskforce) -> dict[str, Rule]:
    """Return what the calendar says of each length of period that it names."""
    return {
        said["kind"]: Rule(said["due_days"], said["lock_days"])
        for said in taskforce.settings.get(SETTING) or ()
    }


def rule_of(taskforce: Taskforce, frequency: str) -> Rule:
    """Return the rule of a length of period; the calendar need not name it."""
    return rules(taskforce).get(frequency, Rule())


def due(taskforce: Taskforce, one: periods.Period) -> date:
    """Return the last day on which what is sent of a period is in time."""
    return rule_of(taskforce, periods.kind_of(one)).due(one)


def advance(step: Step) -> dict[str, int]:
    """Make the periods and reports that are missing; the caller commits.

    Two that run at once wait for each other, and the second finds nothing to do.
    """
    events.hold(f"periods:{step.taskforce.id}")
    asking = _asking(step)
    made = sum(_bring_periods(step, *one) for one in asking if _is_going_on(step, one))
    return {"periods": made, "reports": _ask(step, asking)}


def ask(step: Step) -> int:
    """Make the reports that open periods ask for; return how many were missing."""
    return _ask(step, _asking(step))


def _asking(step: Step) -> list[Asking]:
    """Return the strategies that are or were followed, each with its indicators.

    A former one goes on asking for the periods that began before its end: a strategy
    that is adopted early does not take the last quarter from the one before.
    """
    followed = Strategy.followed(step.taskforce.id)
    return [(strategy, Indicator.live_of(strategy)) for strategy in followed]


def _is_going_on(step: Step, asking: Asking) -> bool:
    strategy, _ = asking
    return strategy.is_current or strategy.ends >= step.taskforce.today


def _ask(step: Step, asking: list[Asking]) -> int:
    today = step.taskforce.today
    every = Period.every(step.taskforce.id)
    taking = [period for period in every if period.takes_reports(today)]
    found = Report.keys(step.taskforce.id, [period.code for period in taking])
    into = Agency.gone_on(step.taskforce.id)
    # What an agency sent before it went on in another one is not asked for again.
    found |= {(row, into[one], code) for row, one, code in found if one in into}
    staying = {row.id for row in Agency.staying(step.taskforce.id)}
    wanted = [
        report_for(step, indicator, agency_id, period)
        for strategy, indicators in asking
        for indicator in indicators
        for period in taking
        if period.frequency == indicator.frequency
        if strategy.covers(period.starts, period.ends)
        for agency_id in indicator.agency_ids
        if agency_id in staying and (indicator.id, agency_id, period.code) not in found
    ]
    _store(step, wanted, "report")
    return len(wanted)


def _bring_periods(step: Step, strategy: Strategy, indicators: list[Indicator]) -> int:
    """Make what is missing, and move the days of what has not opened yet."""
    found = {row.code: row for row in Period.every(step.taskforce.id)}
    known = rules(step.taskforce)
    kinds = sorted({*known, *(row.frequency for row in indicators)})
    until = max(strategy.ends, step.taskforce.today)
    made, moved = [], []
    for kind in kinds:
        rule = known.get(kind, Rule())
        for one in periods.between(strategy.starts, until, kind):
            row = found.get(one.code)
            days = _days(one, rule)
            if row is None:
                made.append(_period(step, one, kind, days))
            elif row.opens_on > step.taskforce.today and _brought(row, days):
                moved.append(row)
    _store(step, made, "period")
    if moved:
        record.record_all(step, moved, "period")
    return len(made)


def _days(one: periods.Period, rule: Rule) -> dict[str, date]:
    return {
        "opens_on": one.end + timedelta(days=1),
        "due_on": rule.due(one),
        "locks_on": rule.lock(one),
    }


def _period(
    step: Step, one: periods.Period, kind: str, days: dict[str, date]
) -> Period:
    return Period(
        id=new_id(),
        taskforce_id=step.taskforce.id,
        created_by=step.reader.user_id or "",
        code=one.code,
        frequency=kind,
        starts=one.start,
        ends=one.end,
        **days,
    )


def _brought(row: Any, values: dict[str, Any]) -> bool:
    """Give a row these values; tell whether one of them was another."""
    changed = {k: v for k, v in values.items() if getattr(row, k) != v}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def report_for(
    step: Step, indicator: Indicator, agency_id: str, period: Period
) -> Report:
    """Return a new report, as an agency owes it on an indicator for a period."""
    return Report(
        id=new_id(),
        taskforce_id=step.taskforce.id,
        created_by=step.reader.user_id or "",
        indicator_id=indicator.id,
        agency_id=agency_id,
        subcommittee_id=indicator.subcommittee_id,
        counts_persons=indicator.counts_persons,
        period=period.code,
        remarks=[],
    )


def _store(step: Step, found: list[Any], noun: str) -> None:
    if found:
        record.add_all(step, found, noun)
