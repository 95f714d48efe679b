"""The register of forums and agreements, and the calendar of inputs.

Revision ID: b7d20e5f9c14
Revises: 5d2a9c417e86
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "b7d20e5f9c14"
down_revision = "5d2a9c417e86"
branch_labels = None
depends_on = None

PARTNERSHIP = "tiptaskforce_partnership"
INPUT = "tiptaskforce_input"


def _usual():
    """Return the columns that every noun has."""
    return (
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        _text("created_by"),
        sa.PrimaryKeyConstraint("id"),
    )


def _moment(name):
    now = sa.text("now()")
    kind = sa.DateTime(timezone=True)
    return sa.Column(name, kind, server_default=now, nullable=False)


def _text(name, default=""):
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _codes(name):
    return sa.Column(name, ARRAY(sa.Text()), server_default="{}", nullable=False)


def _needed(name):
    return sa.Column(name, sa.Text(), nullable=False)


def _open(name, kind):
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    op.create_table(
        PARTNERSHIP,
        *map(_needed, ("kind", "title")),
        *map(_text, ("others", "objective", "next_item", "ended")),
        *map(_codes, ("party_ids", "seat_ids")),
        _open("starts_on", sa.Date()),
        _open("ends_on", sa.Date()),
        _open("review_by", sa.Date()),
        _open("last_contact", sa.Date()),
        _open("document_id", sa.Text()),
        _text("visibility", "members"),
        _text("sensitivity", "moderate"),
        _open("agency_id", sa.Text()),
        _open("subcommittee_id", sa.Text()),
        *_usual(),
    )
    op.create_table(
        INPUT,
        *map(_needed, ("kind", "title")),
        *map(_text, ("code", "retired")),
        _open("cycle", sa.Integer()),
        _open("core_function", sa.Integer()),
        _open("due", sa.Date()),
        _open("sent_on", sa.Date()),
        _open("document_id", sa.Text()),
        *_usual(),
    )
    for name in ("taskforce_id", "agency_id", "subcommittee_id"):
        op.create_index(op.f(f"ix_{PARTNERSHIP}_{name}"), PARTNERSHIP, [name])
    op.create_index(op.f(f"ix_{INPUT}_taskforce_id"), INPUT, ["taskforce_id"])


def downgrade() -> None:
    op.drop_table(INPUT)
    op.drop_table(PARTNERSHIP)
