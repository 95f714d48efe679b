"""The counts of tallies, apart from everything else that is known of them.

A row with n = 1 is as sensitive as a case. Whoever reads this table must have asked
``permissions`` for the verb ``read`` of the tally first. No message of the database
goes further than this module, because it would quote the row that it refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model
from ckan.model.base import BaseModel
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import insert, new_id, rows


class TallyRow(BaseModel):
    """So many persons at one step, with these codes."""

    __tablename__ = "tiptaskforce_tally_row"
    __table_args__ = (
        sa.UniqueConstraint("tally_id", "step", "codes"),
        sa.CheckConstraint("n > 0", name="tiptaskforce_tally_row_n"),
    )

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    taskforce_id: Mapped[str] = mapped_column(sa.Text, index=True)
    tally_id: Mapped[str] = mapped_column(sa.Text)
    step: Mapped[str] = mapped_column(sa.Text)
    codes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    n: Mapped[int] = mapped_column(sa.BigInteger)


@dataclass(frozen=True)
class Cell:
    """One combination of a step and of a code per dimension."""

    step: str
    codes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, step: str, codes: dict[str, str]) -> Cell:
        """Return the cell of a step and these codes, in whatever order they came."""
        return cls(step, tuple(sorted(codes.items())))

    def dictize(self, n: int) -> dict[str, Any]:
        """Return the cell with its count, as the API writes a row."""
        return {"step": self.step, **dict(self.codes), "n": n}


Counts = dict[Cell, int]


class NotStoredError(Exception):
    """The database refused counts; it does not say which."""


def counts_of(tally_id: str) -> Counts:
    """Return what a tally counts now."""
    query = sa.select(TallyRow.step, TallyRow.codes, TallyRow.n)
    found = rows(query.where(TallyRow.tally_id == tally_id))
    return {Cell.of(step, codes): n for step, codes, n in found}


def replace(taskforce_id: str, tally_id: str, counts: Counts) -> None:
    """Let a tally count this and nothing else; the caller commits."""
    try:
        model.Session.execute(sa.delete(TallyRow).where(TallyRow.tally_id == tally_id))
        insert(
            TallyRow,
            (
                {
                    "taskforce_id": taskforce_id,
                    "tally_id": tally_id,
                    "step": cell.step,
                    "codes": dict(cell.codes),
                    "n": n,
                }
                for cell, n in counts.items()
            ),
        )
    except SQLAlchemyError as error:
        # Without the cause: both SQLAlchemy and PostgreSQL quote the refused row.
        raise NotStoredError(type(error).__name__) from None
