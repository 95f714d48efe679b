"""Indicators: what is measured for a line of the strategy, and by which rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    Codes,
    Figure,
    Json,
    Query,
    Row,
    first,
    plain,
    prepared,
    scalars,
)
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.violation import Touching
from ckanext.tiptaskforce.vocabulary import ReportKind

# What says the same in the row and to a reader.
_SAME = (
    *("code", "title", "kind", "unit", "definition", "rationale", "numerator"),
    *("denominator", "verification", "frequency", "direction", "counts_persons"),
    *("across_agencies", "across_places", "across_periods", "is_sample"),
)


class Indicator(Row, Touching):
    """The reference sheet of one indicator, with its targets and its roll-up rules."""

    __tablename__ = "tiptaskforce_indicator"
    __table_args__ = (sa.UniqueConstraint("strategy_id", "code"),)

    strategy_id: Mapped[str] = mapped_column(sa.Text)
    objective_id: Mapped[str] = mapped_column(sa.Text, index=True)
    # Whose chair reviews the reports on it; without one, coordinators alone do.
    subcommittee_id: Mapped[str | None] = mapped_column(sa.Text)
    code: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.Text, server_default="number")
    unit: Mapped[str] = mapped_column(sa.Text, server_default="")
    definition: Mapped[str] = mapped_column(sa.Text, server_default="")
    rationale: Mapped[str] = mapped_column(sa.Text, server_default="")
    # A per cent in words: what is counted, and out of what.
    numerator: Mapped[str] = mapped_column(sa.Text, server_default="")
    denominator: Mapped[str] = mapped_column(sa.Text, server_default="")
    baseline: Mapped[Figure | None]
    baseline_on: Mapped[date | None] = mapped_column(sa.Date)
    baseline_source: Mapped[str] = mapped_column(sa.Text, server_default="")
    target: Mapped[Figure | None]
    # Targets by the code of a period.
    targets: Mapped[Json] = mapped_column(default=dict)
    in_need: Mapped[Figure | None]
    verification: Mapped[str] = mapped_column(sa.Text, server_default="")
    agency_ids: Mapped[Codes] = mapped_column(default=list)
    frequency: Mapped[str] = mapped_column(sa.Text, server_default="quarter")
    direction: Mapped[str] = mapped_column(sa.Text, server_default="up")
    disaggregations: Mapped[Codes] = mapped_column(default=list)
    counts_persons: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    # The steps of a milestone in words, the first one first; a report names a step.
    milestones: Mapped[Codes] = mapped_column(default=list)
    across_agencies: Mapped[str] = mapped_column(sa.Text, server_default="sum")
    across_places: Mapped[str] = mapped_column(sa.Text, server_default="sum")
    across_periods: Mapped[str] = mapped_column(sa.Text, server_default="sum")
    # A word that somebody set over the computed one, and why.
    label: Mapped[str] = mapped_column(sa.Text, server_default="")
    label_reason: Mapped[str] = mapped_column(sa.Text, server_default="")
    label_role: Mapped[str] = mapped_column(sa.Text, server_default="")
    label_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    position: Mapped[int] = mapped_column(sa.Integer, server_default="0")
    is_sample: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    retired: Mapped[str] = mapped_column(sa.Text, server_default="")

    @property
    def report_kind(self) -> str:
        """Who may open and review the reports on it."""
        return (ReportKind.PERSONS if self.counts_persons else ReportKind.PLAIN).value

    @classmethod
    def asked_of(cls, agency_id: str) -> list[Indicator]:
        """Return what an agency is to report on, held for a change."""
        own = sa.and_(cls.agency_ids.contains([agency_id]), cls.retired == "")
        query = sa.select(cls).where(own)
        return scalars(query.order_by(cls.id).with_for_update())

    @classmethod
    def listed(  # noqa: PLR0913  a filter each, by keyword
        cls,
        taskforce_id: str,
        *,
        objective_ids: list[str] | None = None,
        agency_id: str | None = None,
        subcommittee_id: str | None = None,
        kind: str | None = None,
        code: str | None = None,
        is_retired: bool = False,
        strategy_id: str | None = None,
        violation: str | None = None,
    ) -> Query:
        """Return the select of a strategy's indicators, else the current one's."""
        is_out = cls.retired != "" if is_retired else cls.retired == ""
        every = _ordered(taskforce_id).where(cls.strategy_id == strategy_id)
        query = (every if strategy_id else _current(taskforce_id)).where(is_out)
        if objective_ids is not None:
            query = query.where(cls.objective_id.in_(objective_ids))
        if agency_id:
            query = query.where(cls.agency_ids.contains([agency_id]))
        if subcommittee_id:
            query = query.where(cls.subcommittee_id == subcommittee_id)
        if code:
            query = query.where(cls.code == code)
        if violation:
            query = query.where(cls.touches(violation))
        return query.where(cls.kind == kind) if kind else query

    @classmethod
    def live(cls, taskforce_id: str) -> list[Indicator]:
        """Return the indicators of the current strategy that are not retired."""
        return scalars(_live(), taskforce_id=taskforce_id)

    @classmethod
    def live_of(cls, strategy: Strategy) -> list[Indicator]:
        """Return the indicators of a strategy that are not retired."""
        about = {"taskforce_id": strategy.taskforce_id, "strategy_id": strategy.id}
        return scalars(_live_of(), **about)

    @classmethod
    def get(cls, taskforce_id: str, code: str) -> Indicator | None:
        """Return the indicator with this code in the current strategy, or None."""
        return first(_current(taskforce_id).where(cls.code == code))

    @classmethod
    def is_code(cls, strategy_id: str, code: str) -> bool:
        """Tell whether a strategy has an indicator with this code, retired or not."""
        own = sa.and_(cls.strategy_id == strategy_id, cls.code == code)
        return first(sa.select(cls.id).where(own)) is not None

    @classmethod
    def by_ids(cls, ids: list[str]) -> dict[str, Indicator]:
        """Return the indicators with these ids by id."""
        found = scalars(sa.select(cls).where(cls.id.in_(ids))) if ids else []
        return {row.id: row for row in found}

    def target_of(self, period: str) -> int | float | None:
        """Return the target of a period, or None where none was set."""
        return self.targets.get(period)

    def dictize(self) -> dict[str, Any]:
        """Return the reference sheet, objective and agencies still as ids."""
        return {
            **self.dictize_base(),
            **{name: getattr(self, name) for name in _SAME},
            "baseline": plain(self.baseline),
            "baseline_on": self.baseline_on.isoformat() if self.baseline_on else None,
            "baseline_source": self.baseline_source or None,
            "target": plain(self.target),
            "targets": dict(self.targets),
            "in_need": plain(self.in_need),
            "disaggregations": list(self.disaggregations),
            "violations": list(self.violations),
            "violation_links": dict(self.violation_links),
            "milestones": list(self.milestones),
            "label": self.label or None,
            "label_reason": self.label_reason or None,
            "label_role": self.label_role or None,
            "label_at": self.label_at.isoformat() if self.label_at else None,
            "position": self.position,
            "retired": self.retired or None,
        }


def _current(taskforce_id: Any) -> Query:
    query = _ordered(taskforce_id).join(Strategy, Strategy.id == Indicator.strategy_id)
    return query.where(Strategy.is_current.is_(True))


def _ordered(taskforce_id: Any) -> Query:
    return (
        sa.select(Indicator)
        .join(Objective, Objective.id == Indicator.objective_id)
        .where(Indicator.taskforce_id == taskforce_id)
        .order_by(Objective.position, Indicator.position, Indicator.code, Indicator.id)
    )


@prepared
def _live() -> Query:
    return _current(TASKFORCE).where(_is_kept())


@prepared
def _live_of() -> Query:
    is_it = Indicator.strategy_id == sa.bindparam("strategy_id", type_=sa.Text)
    return _ordered(TASKFORCE).where(is_it, _is_kept())


def _is_kept() -> sa.ColumnElement[bool]:
    return sa.and_(Indicator.retired == "", Objective.retired == "")
