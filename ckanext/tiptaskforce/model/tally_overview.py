"""Who has sent the counts of a period, and who still owes them; never a count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.base import TASKFORCE, Query, Texts, prepared, rows
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.vocabulary import TallyState

MISSING = "missing"
# What its agency has not sent yet.
OPEN = (TallyState.DRAFT.value, TallyState.SENT_BACK.value)
Due = tuple[str, date]


def of_period(taskforce_id: str, period: str) -> list[Any]:
    """Return the agencies that owe counts or sent some, each with its tally."""
    own = sa.and_(Tally.agency_id == Agency.id, Tally.period == period)
    owes = sa.and_(Agency.reporting_duty, Agency.stays())
    query = (
        sa.select(
            Agency.acronym,
            Agency.name,
            Tally.id,
            sa.func.coalesce(Tally.state, MISSING).label("state"),
            Tally.edition,
            Tally.submitted_at,
            Tally.decided_at,
            sa.exists().where(Agreement.agency_id == Agency.id).label("has_endorsed"),
        )
        .outerjoin(Tally, own)
        .where(Agency.taskforce_id == taskforce_id)
        .where(sa.or_(owes, Tally.id.is_not(None)))
    )
    return sorted(rows(query), key=lambda row: row.acronym)


def owed(
    taskforce_id: str, agency_ids: Sequence[str], dues: Sequence[Due]
) -> Query | None:
    """Return the select of what agencies owe: a row for each period not sent yet.

    A period that was due before an agency first endorsed the protocol is not owed.
    Where the agency has begun a tally, the row has its id.
    """
    if not agency_ids or not dues:
        return None
    return owed_of(Agency.id.in_(agency_ids), taskforce_id, dues)


@prepared
def owed_by_all(dues: tuple[Due, ...]) -> Query:
    """Return the select of what all agencies owe: a row for each period not sent."""
    return owed_of(sa.true(), TASKFORCE, dues)


def owed_of(
    is_asked: sa.ColumnElement[bool], taskforce_id: Any, dues: Sequence[Due]
) -> Query:
    """Return the select of what the agencies owe that are asked about."""
    listed = _listed(dues)
    own = sa.and_(Tally.agency_id == Agency.id, Tally.period == listed.c.period)
    # A renewal moves the day of the endorsement; the row is as old as the first one.
    first = sa.func.least(sa.cast(Agreement.created, sa.Date), Agreement.endorsed_on)
    held = sa.and_(Agreement.agency_id == Agency.id, first <= listed.c.due)
    return (
        sa.select(
            Tally.id.label("id"),
            Agency.id.label("agency_id"),
            Agency.acronym.label("agency"),
            listed.c.period.label("period"),
            listed.c.due.label("due"),
            sa.func.coalesce(Tally.state, MISSING).label("state"),
            Tally.note.label("note"),
        )
        .select_from(Agency)
        .join(listed, sa.true())
        .join(Agreement, held)
        .outerjoin(Tally, own)
        .where(Agency.taskforce_id == taskforce_id, is_asked)
        .where(Agency.reporting_duty, Agency.stays())
        .where(sa.or_(Tally.id.is_(None), Tally.state.in_(OPEN)))
        .order_by(listed.c.due, Agency.acronym)
    )


def _listed(dues: Sequence[Due]) -> Any:
    """Return the periods and their days as a table of a statement, named ``listed``.

    Two arrays, because SQLAlchemy keeps no compiled form of a statement with VALUES
    and writes it anew each time, which takes it longer than the rest of a page.
    """
    codes, days = ([due[part] for due in dues] for part in (0, 1))
    both = sa.func.unnest(sa.cast(codes, Texts), sa.cast(days, sa.ARRAY(sa.Date)))
    known = both.table_valued(sa.column("period", sa.Text), sa.column("due", sa.Date))
    return known.render_derived(name="listed")
