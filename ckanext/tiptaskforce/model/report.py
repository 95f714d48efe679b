"""Reports: that an agency answers for an indicator in a period, and how it stands.

Its figures are not here: they stand apart, by edition, in ``report_value.py``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, aliased, mapped_column

from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    TODAY,
    Query,
    Row,
    Texts,
    as_lines,
    columns,
    first,
    lines_of,
    now,
    prepared,
    rows,
    scalars,
)
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.vocabulary import ReportKind, ReportState

# What its agency has not sent yet.
OPEN = (ReportState.DRAFT.value, ReportState.SENT_BACK.value)
# Words that may speak of a count, and so stay out of the log of counts of persons.
_WORDS = frozenset({"nothing_to_report", "note", "return_note", "reason", "remarks"})


def kind_of(*, counts_persons: bool) -> str:
    """Return who may open and review a report, by what its indicator counts."""
    return (ReportKind.PERSONS if counts_persons else ReportKind.PLAIN).value


class Report(Row):
    """One agency's report on one indicator in one period, through all its editions.

    A correction goes on in the same row, as the next edition; what was accepted
    before counts until the correction is accepted.
    """

    __tablename__ = "tiptaskforce_report"
    __table_args__ = (
        sa.UniqueConstraint("indicator_id", "agency_id", "period"),
        sa.Index("idx_tiptaskforce_report_period", "taskforce_id", "period"),
        sa.Index("idx_tiptaskforce_report_agency", "agency_id", "state"),
    )

    indicator_id: Mapped[str] = mapped_column(sa.Text)
    agency_id: Mapped[str] = mapped_column(sa.Text)
    # The indicator's, kept here so that policy and log need no other row.
    subcommittee_id: Mapped[str | None] = mapped_column(sa.Text)
    counts_persons: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    period: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, server_default="draft")
    edition: Mapped[int] = mapped_column(sa.Integer, server_default="1")
    accepted_edition: Mapped[int] = mapped_column(sa.Integer, server_default="0")
    nothing_to_report: Mapped[bool] = mapped_column(sa.Boolean, server_default="false")
    # Where the figure comes from, and what the reporter says of it.
    source: Mapped[str] = mapped_column(sa.Text, server_default="")
    note: Mapped[str] = mapped_column(sa.Text, server_default="")
    # Why what was accepted is corrected.
    reason: Mapped[str] = mapped_column(sa.Text, server_default="")
    # What the reviewer says of it all, and of single cells: {codes, note} each.
    return_note: Mapped[str] = mapped_column(sa.Text, server_default="")
    remarks: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, default=list, server_default="[]"
    )
    submitted_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    submitted_by: Mapped[str] = mapped_column(sa.Text, server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    decided_by: Mapped[str] = mapped_column(sa.Text, server_default="")

    @property
    def UNRECORDED(self) -> frozenset[str]:  # noqa: N802  as the log calls it
        """The fields that the log leaves out: words that may speak of persons."""
        return _WORDS if self.counts_persons else frozenset()

    @property
    def kind(self) -> str:
        """Who may open and review it."""
        return kind_of(counts_persons=self.counts_persons)

    @property
    def is_accepted(self) -> bool:
        """Whether the newest edition counts."""
        return self.state == ReportState.ACCEPTED

    @classmethod
    def listed(  # noqa: PLR0913  a filter each, by keyword
        cls,
        taskforce_id: str,
        *,
        period: str | None = None,
        agency_id: str | None = None,
        indicator_id: str | None = None,
        state: str | None = None,
        kind: str | None = None,
    ) -> Query:
        """Return the select of the reports, the newest period first."""
        known = cls.indicator_id == Indicator.id
        query = sa.select(cls).join(Indicator, known)
        query = query.where(cls.taskforce_id == taskforce_id)
        filters = {
            cls.period: period,
            cls.agency_id: agency_id,
            cls.indicator_id: indicator_id,
            cls.state: state,
        }
        for column, wanted in filters.items():
            query = query.where(column == wanted) if wanted else query
        if kind:
            query = query.where(cls.counts_persons == (kind == ReportKind.PERSONS))
        return query.order_by(cls.period.desc(), Indicator.code, cls.agency_id, cls.id)

    @classmethod
    def of(cls, indicator_id: str, agency_id: str, period: str) -> Report | None:
        """Return the report of an agency on an indicator in a period, or None."""
        match = (cls.indicator_id == indicator_id, cls.agency_id == agency_id)
        return first(sa.select(cls).where(*match, cls.period == period))

    @classmethod
    def of_period(cls, taskforce_id: str, period: str, *, is_held: bool) -> list[Any]:
        """Return all reports of a period as light rows.

        Held, nobody else changes them meanwhile.
        """
        match = (cls.taskforce_id == taskforce_id, cls.period == period)
        query = sa.select(cls.__table__).where(*match).order_by(cls.id)
        return columns(query.with_for_update() if is_held else query)

    @classmethod
    def write(cls, lines: list[dict[str, Any]]) -> bool:
        """Store fields of many reports in one statement, each a version on.

        A line holds id, version, and the fields, the same ones in each. False where
        somebody has changed one of the reports since they were read.
        """
        if not lines:
            return True
        statement = _write(tuple(lines[0]))
        about = {"modified": now(), **as_lines(lines)}
        changed = model.Session.connection().execute(statement, about)
        return changed.rowcount == len(lines)

    @classmethod
    def accepted_periods(cls, taskforce_id: str, indicator_ids: list[str]) -> list[str]:
        """Return the codes of the periods in which something counts, in order."""
        query = sa.select(cls.period).where(cls.taskforce_id == taskforce_id)
        query = query.where(cls._counts(indicator_ids)).distinct().order_by(cls.period)
        return scalars(query)

    @classmethod
    def accepted_in(
        cls, taskforce_id: str, period: str, indicator_ids: list[str]
    ) -> list[Any]:
        """Return the reports of a period of which an edition counts, as light rows."""
        names = (
            *("id", "taskforce_id", "indicator_id", "agency_id", "subcommittee_id"),
            *("period", "version", "state", "edition", "accepted_edition"),
            *("source", "note", "counts_persons", "submitted_by"),
        )
        query = sa.select(*(getattr(cls, name) for name in names))
        match = (cls.taskforce_id == taskforce_id, cls.period == period)
        return rows(query.where(*match, cls._counts(indicator_ids)))

    @classmethod
    def _counts(cls, indicator_ids: list[str]) -> sa.ColumnElement[bool]:
        return sa.and_(cls.accepted_edition > 0, cls.indicator_id.in_(indicator_ids))

    @classmethod
    def keys(cls, taskforce_id: str, periods: list[str]) -> set[tuple[str, str, str]]:
        """Return (indicator id, agency id, period) of the reports of these periods."""
        query = sa.select(cls.indicator_id, cls.agency_id, cls.period)
        match = sa.and_(cls.taskforce_id == taskforce_id, cls.period.in_(periods))
        return {tuple(row) for row in rows(query.where(match))}

    @classmethod
    def handed_on(cls, agency_id: str, into_id: str) -> list[Report]:
        """Return what an agency never sent and another one can go on with, held."""
        other: Any = aliased(cls)
        has_own = sa.exists().where(
            other.indicator_id == cls.indicator_id,
            other.period == cls.period,
            other.agency_id == into_id,
        )
        never_sent = sa.and_(cls.state.in_(OPEN), cls.accepted_edition == 0)
        own = sa.and_(cls.agency_id == agency_id, never_sent, sa.not_(has_own))
        query = sa.select(cls).where(own).order_by(cls.id)
        return scalars(query.with_for_update(of=cls))

    @classmethod
    def is_of(cls, indicator_id: str) -> bool:
        """Tell whether anybody has begun to report on an indicator."""
        begun = sa.or_(cls.version > 1, cls.state != ReportState.DRAFT.value)
        query = sa.select(cls.id).where(cls.indicator_id == indicator_id, begun)
        return first(query) is not None

    @classmethod
    def accepted_of(cls, indicator_id: str, agency_id: str) -> list[Report]:
        """Return an agency's reports on an indicator of which an edition counts."""
        match = (cls.indicator_id == indicator_id, cls.agency_id == agency_id)
        return scalars(sa.select(cls).where(*match, cls.accepted_edition > 0))

    def dictize(self) -> dict[str, Any]:
        """Return where the report stands: what every member may know, no figure."""
        return {
            **self.dictize_base(),
            "period": self.period,
            "state": self.state,
            "edition": self.edition,
            "accepted_edition": self.accepted_edition or None,
            "counts_persons": self.counts_persons,
            "submitted_at": _moment(self.submitted_at),
            "decided_at": _moment(self.decided_at),
        }


@lru_cache(maxsize=8)
def _write(names: tuple[str, ...]) -> sa.Update:
    said, table = lines_of(Report, names), Report.__table__
    fields = [name for name in names if name not in ("id", "version")]
    return (
        sa.update(Report)
        .where(table.c.id == said.c.id, table.c.version == said.c.version)
        .values(
            version=table.c.version + 1,
            modified=sa.bindparam("modified", type_=sa.DateTime(timezone=True)),
            **{name: said.c[name] for name in fields},
        )
    )


def sent_in(taskforce_id: str, period: str) -> list[Any]:
    """Return how many reports of a period each agency owes, sent and had accepted.

    Of organisations with a duty alone; a correction of what was accepted was sent.
    """
    return columns(_sent_in(), taskforce_id=taskforce_id, period=period)


@prepared
def _sent_in() -> Query:
    count, is_counted = sa.func.count(), Report.accepted_edition > 0
    is_sent = sa.or_(is_counted, Report.state == ReportState.SUBMITTED.value)
    return (
        sa.select(
            Report.agency_id,
            count.label("expected"),
            count.filter(is_sent).label("received"),
            count.filter(is_counted).label("accepted"),
        )
        .join(Agency, Agency.id == Report.agency_id)
        .join(Indicator, Indicator.id == Report.indicator_id)
        .where(Report.taskforce_id == TASKFORCE, Agency.reporting_duty)
        .where(Agency.stays(), Indicator.retired == "")
        .where(Agency.id == sa.any_(Indicator.agency_ids))
        .where(Report.period == sa.bindparam("period", type_=sa.Text))
        .group_by(Report.agency_id)
    )


def owed_of(is_asked: sa.ColumnElement[bool], taskforce_id: Any, today: Any) -> Query:
    """Return the select of the reports that agencies owe, the first due on top.

    A period that has locked is not owed any more, and an organisation without a duty
    owes nothing; what was taken from an agency is not asked of it either.
    """
    asked = _asked(taskforce_id)
    is_own = sa.and_(
        asked.c.indicator_id == Report.indicator_id,
        asked.c.agency_id == Report.agency_id,
    )
    of_period = sa.and_(
        Period.taskforce_id == Report.taskforce_id, Period.code == Report.period
    )
    return (
        sa.select(
            Report.id.label("id"),
            Report.agency_id.label("agency_id"),
            asked.c.agency,
            asked.c.indicator,
            asked.c.title,
            Report.period.label("period"),
            Period.due_on.label("due"),
            Report.state.label("state"),
            Report.return_note.label("note"),
            Report.counts_persons.label("counts_persons"),
        )
        .select_from(Report)
        .join(asked, is_own)
        .join(Period, of_period)
        .where(Report.taskforce_id == taskforce_id, is_asked)
        .where(Report.state.in_(OPEN), Period.opens_on <= today)
        .where(sa.or_(Period.locks_on > today, Period.unlocked_until >= today))
        .order_by(Period.due_on, asked.c.indicator, asked.c.agency)
    )


def _asked(taskforce_id: Any) -> sa.CTE:
    """Return which agencies are asked for which indicator.

    Worked out once for each indicator: to look for its agency in the list of each
    report took longer than everything else.
    """
    return (
        sa.select(
            Indicator.id.label("indicator_id"),
            Agency.id.label("agency_id"),
            Indicator.code.label("indicator"),
            Indicator.title.label("title"),
            Agency.acronym.label("agency"),
        )
        .join(Agency, Agency.id == sa.any_(Indicator.agency_ids))
        .where(Indicator.taskforce_id == taskforce_id, Indicator.retired == "")
        .where(Agency.reporting_duty, Agency.stays())
        .cte("asked")
        .prefix_with("MATERIALIZED")
    )


def owed(taskforce_id: str, agency_ids: list[str], today: date) -> list[Any]:
    """Return the reports that these agencies owe on a day, the first due on top."""
    about = {"taskforce_id": taskforce_id, "today": today, "owing": agency_ids}
    return rows(_owed(), **about)


def debts(
    taskforce_id: str, today: date, subcommittee_ids: frozenset[str] | None = None
) -> dict[str, Any]:
    """Return what each agency owes in reports; ``since`` is the oldest date passed.

    :param subcommittee_ids: only reports that these subcommittees review
    """
    about: dict[str, Any] = {"taskforce_id": taskforce_id, "today": today}
    about["soon"] = today + timedelta(days=14)
    about["groups"] = sorted(subcommittee_ids or ())
    query = _debts(is_of_groups=subcommittee_ids is not None)
    return {row.agency_id: row for row in columns(query, **about)}


@prepared
def _debts(*, is_of_groups: bool) -> Query:
    groups = sa.bindparam("groups", type_=Texts)
    own = Report.subcommittee_id == sa.any_(groups) if is_of_groups else sa.true()
    found = owed_of(own, TASKFORCE, TODAY).order_by(None).subquery()
    count, is_late = sa.func.count(), found.c.due < TODAY
    is_soon = found.c.due <= sa.bindparam("soon", type_=sa.Date)
    is_back = found.c.state == ReportState.SENT_BACK.value
    return sa.select(
        found.c.agency_id,
        count.label("owed"),
        count.filter(is_late).label("overdue"),
        count.filter(sa.not_(is_late), is_soon).label("due_soon"),
        count.filter(is_back).label("sent_back"),
        sa.func.min(found.c.due).filter(is_late).label("since"),
    ).group_by(found.c.agency_id)


@prepared
def _owed() -> Query:
    is_asked = Report.agency_id == sa.any_(sa.bindparam("owing", type_=Texts))
    return owed_of(is_asked, TASKFORCE, TODAY)


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
