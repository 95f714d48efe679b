"""Alerts to the CTFMR: codes and days, and no column for a word.

Revision ID: 3f6d19ab52c7
Revises: c61e0b8f4a27
"""

import sqlalchemy as sa
from alembic import op

revision = "3f6d19ab52c7"
down_revision = "c61e0b8f4a27"
branch_labels = None
depends_on = None

ALERT = "tiptaskforce_alert"


def _moment(name):
    now = sa.text("now()")
    kind = sa.DateTime(timezone=True)
    return sa.Column(name, kind, server_default=now, nullable=False)


def upgrade() -> None:
    op.create_table(
        ALERT,
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("violation", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("passed_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="passed", nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("taskforce_id", "agency_id"):
        op.create_index(op.f(f"ix_{ALERT}_{name}"), ALERT, [name])


def downgrade() -> None:
    op.drop_table(ALERT)
