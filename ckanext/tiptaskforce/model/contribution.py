"""What accepted tallies add to the figures: signed differences that nothing changes.

The sum over an agency and a period is what it has accepted now. ``epoch`` is set
once, by the first release intent that includes the row; a trigger of the database
forbids every other change. An alert is a row of its own beside those of tallies: step
``alerts``, n 1, and its id where a tally's stands.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan.model.base import BaseModel
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Moment, insert, new_id, now, rows
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.tally_row import Cell, Counts, NotStoredError
from ckanext.tiptaskforce.vocabulary import ALERTS


class Contribution(BaseModel):
    """One difference of one cell, from one edition of one tally."""

    __tablename__ = "tiptaskforce_contribution"
    __table_args__ = (
        sa.UniqueConstraint("tally_id", "edition", "step", "codes"),
        sa.CheckConstraint("n <> 0", name="tiptaskforce_contribution_n"),
        sa.Index(
            "idx_tiptaskforce_contribution_step",
            "taskforce_id",
            "step",
            "period",
            "epoch",
        ),
    )

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    taskforce_id: Mapped[str] = mapped_column(sa.Text)
    tally_id: Mapped[str] = mapped_column(sa.Text)
    agency_id: Mapped[str] = mapped_column(sa.Text)
    period: Mapped[str] = mapped_column(sa.Text)
    edition: Mapped[int] = mapped_column(sa.Integer)
    step: Mapped[str] = mapped_column(sa.Text)
    codes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    n: Mapped[int] = mapped_column(sa.BigInteger)
    accepted_at: Mapped[Moment] = mapped_column(default=now)
    epoch: Mapped[str | None] = mapped_column(sa.Text)


def counts_of(tally_id: str) -> Counts:
    """Return what the accepted editions of a tally add up to, cell by cell."""
    total = sa.func.sum(Contribution.n)
    query = (
        sa.select(Contribution.step, Contribution.codes, total)
        .where(Contribution.tally_id == tally_id)
        .group_by(Contribution.step, Contribution.codes)
        .having(total != 0)
    )
    return {Cell.of(step, codes): int(n) for step, codes, n in rows(query)}


def standing(
    taskforce_id: str, step: str, period: str
) -> list[tuple[str, dict[str, str], int]]:
    """Return (agency id, codes, n) of all that counts now, whatever its epoch."""
    total = sa.func.sum(Contribution.n)
    query = (
        sa.select(Contribution.agency_id, Contribution.codes, total)
        .where(Contribution.taskforce_id == taskforce_id)
        .where(Contribution.step == step, Contribution.period == period)
        .group_by(Contribution.agency_id, Contribution.codes)
        .having(total != 0)
    )
    return [(agency_id, codes, int(n)) for agency_id, codes, n in rows(query)]


def pass_on(taskforce_id: str, alert_id: str, source: str, **said: Any) -> None:
    """Add one alert: it counts for the quarter of its day, once, whatever follows."""
    line = {"taskforce_id": taskforce_id, "tally_id": alert_id, "agency_id": source}
    line |= {"edition": 1, "step": ALERTS, "n": 1, "accepted_at": now(), **said}
    insert(Contribution, [line])


def add(tally: Tally, counts: Counts, moment: datetime) -> None:
    """Add the difference between what counted before and these counts.

    The caller holds the tally's row, so that two acceptances cannot both add it.
    """
    before = counts_of(tally.id)
    changed = {
        cell: counts.get(cell, 0) - before.get(cell, 0)
        for cell in sorted({*before, *counts}, key=lambda c: (c.step, c.codes))
    }
    facts = {
        "taskforce_id": tally.taskforce_id,
        "tally_id": tally.id,
        "agency_id": tally.agency_id,
        "period": tally.period,
        "edition": tally.edition,
        "accepted_at": moment,
    }
    try:
        insert(
            Contribution,
            (
                {**facts, "step": cell.step, "codes": dict(cell.codes), "n": n}
                for cell, n in changed.items()
                if n
            ),
        )
    except SQLAlchemyError as error:
        raise NotStoredError(type(error).__name__) from None
