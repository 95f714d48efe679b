"""Feedback channels with their quarterly numbers.

Revision ID: 2f9d51b7e3a8
Revises: 8e2c6a04d7f5
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "2f9d51b7e3a8"
down_revision = "8e2c6a04d7f5"
branch_labels = None
depends_on = None

CHANNEL = "tiptaskforce_feedback_channel"


def _moment(name):
    now = sa.text("now()")
    kind = sa.DateTime(timezone=True)
    return sa.Column(name, kind, server_default=now, nullable=False)


def _needed(name):
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    op.create_table(
        CHANNEL,
        *map(_needed, ("kind", "title", "agency_id", "id", "taskforce_id")),
        sa.Column("counts", JSONB(), server_default="{}", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("taskforce_id", "agency_id"):
        op.create_index(op.f(f"ix_{CHANNEL}_{name}"), CHANNEL, [name])


def downgrade() -> None:
    op.drop_table(CHANNEL)
