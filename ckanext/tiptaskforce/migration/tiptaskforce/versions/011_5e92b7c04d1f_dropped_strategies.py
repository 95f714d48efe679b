"""Strategies that were begun and given up, with the reason.

Revision ID: 5e92b7c04d1f
Revises: b3e18f6ca257
"""

import sqlalchemy as sa
from alembic import op

revision = "5e92b7c04d1f"
down_revision = "b3e18f6ca257"
branch_labels = None
depends_on = None

STRATEGY = "tiptaskforce_strategy"


def upgrade() -> None:
    op.add_column(
        STRATEGY, sa.Column("dropped", sa.Text(), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column(STRATEGY, "dropped")
