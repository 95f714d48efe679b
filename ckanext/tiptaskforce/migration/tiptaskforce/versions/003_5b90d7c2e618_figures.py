"""Releases of figures: their name in the ledger, whose counts go in, who objected.

Revision ID: 5b90d7c2e618
Revises: 8c27f04b9d15
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "5b90d7c2e618"
down_revision = "8c27f04b9d15"
branch_labels = None
depends_on = None

TABLE = "tiptaskforce_release"
COLUMNS = (
    ("sensitivity", sa.Text(), "moderate"),
    ("code", sa.Text(), ""),
    ("source_ids", ARRAY(sa.Text()), "{}"),
    ("advice", JSONB, "[]"),
    ("objections", JSONB, "[]"),
)


def upgrade() -> None:
    for name, kind, default in COLUMNS:
        column = sa.Column(name, kind, server_default=default, nullable=False)
        op.add_column(TABLE, column)


def downgrade() -> None:
    for name, _kind, _default in reversed(COLUMNS):
        op.drop_column(TABLE, name)
