"""Follow-up without cases, and context series of others.

Revision ID: 6b0e92d7a4c1
Revises: d7a25c90e1f8
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "6b0e92d7a4c1"
down_revision = "d7a25c90e1f8"
branch_labels = None
depends_on = None

FOLLOWUP = "tiptaskforce_followup"
SERIES = "tiptaskforce_context_series"


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


def _json(name):
    return sa.Column(name, JSONB(), server_default="{}", nullable=False)


def _needed(name):
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    op.create_table(
        FOLLOWUP,
        _needed("kind"),
        *map(_text, ("title", "service_area", "period", "party_type")),
        *map(_text, ("status", "retired")),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        _text("visibility", "members"),
        _text("sensitivity", "moderate"),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("subcommittee_id", sa.Text(), nullable=True),
        *map(_codes, ("seat_ids", "violations")),
        _json("violation_links"),
        *_usual(),
    )
    op.create_table(
        SERIES,
        *map(_needed, ("slug", "title", "unit", "country", "source", "licence")),
        _text("url"),
        sa.Column("as_of", sa.Date(), nullable=False),
        _codes("violations"),
        _json("points"),
        *_usual(),
        sa.UniqueConstraint("taskforce_id", "slug"),
    )
    for name in ("taskforce_id", "agency_id", "subcommittee_id"):
        op.create_index(op.f(f"ix_{FOLLOWUP}_{name}"), FOLLOWUP, [name])
    op.create_index(op.f(f"ix_{SERIES}_taskforce_id"), SERIES, ["taskforce_id"])


def downgrade() -> None:
    op.drop_table(SERIES)
    op.drop_table(FOLLOWUP)
