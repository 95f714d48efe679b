"""A document may be withdrawn, with the reason.

Revision ID: 4c8a1f60e2d7
Revises: b7d20e5f9c14
"""

import sqlalchemy as sa
from alembic import op

revision = "4c8a1f60e2d7"
down_revision = "b7d20e5f9c14"
branch_labels = None
depends_on = None

TABLE = "tiptaskforce_document"


def upgrade() -> None:
    reason = sa.Column("withdrawn", sa.Text(), server_default="", nullable=False)
    op.add_column(TABLE, reason)


def downgrade() -> None:
    op.drop_column(TABLE, "withdrawn")
