"""Reminders that were sent to the people of an agency.

Revision ID: c61e0b8f4a27
Revises: 7f3d15a8c2e4
"""

import sqlalchemy as sa
from alembic import op

revision = "c61e0b8f4a27"
down_revision = "7f3d15a8c2e4"
branch_labels = None
depends_on = None

TABLE = "tiptaskforce_reminder"


def _moment(name):
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text("now()"),
        nullable=False,
    )


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f(f"ix_{TABLE}_taskforce_id"), TABLE, ["taskforce_id"])
    name = "idx_tiptaskforce_reminder_agency"
    op.create_index(name, TABLE, ["agency_id", "created"])


def downgrade() -> None:
    op.drop_table(TABLE)
