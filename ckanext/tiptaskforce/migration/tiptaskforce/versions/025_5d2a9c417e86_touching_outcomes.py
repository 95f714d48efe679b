"""Outcomes of meetings say which grave violations they touch; context keeps the old.

Revision ID: 5d2a9c417e86
Revises: 7ce1d40a9b36
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "5d2a9c417e86"
down_revision = "7ce1d40a9b36"
branch_labels = None
depends_on = None

TABLES = ("tiptaskforce_action_point", "tiptaskforce_decision")
SERIES = "tiptaskforce_context_series"


def upgrade() -> None:
    for table in TABLES:
        for name, kind in (
            ("violations", ARRAY(sa.Text())),
            ("violation_links", JSONB()),
        ):
            column = sa.Column(name, kind, server_default="{}", nullable=False)
            op.add_column(table, column)
    count = sa.Column("edition", sa.Integer(), server_default="1", nullable=False)
    op.add_column(SERIES, count)
    kept = sa.Column("earlier", JSONB(), server_default="[]", nullable=False)
    op.add_column(SERIES, kept)


def downgrade() -> None:
    op.drop_column(SERIES, "earlier")
    op.drop_column(SERIES, "edition")
    for table in TABLES:
        op.drop_column(table, "violation_links")
        op.drop_column(table, "violations")
