"""The library: what a preset calls a document, and where it is from.

Revision ID: 4f7a1c83e6d2
Revises: 9c3e70f5b184
"""

import sqlalchemy as sa
from alembic import op

revision = "4f7a1c83e6d2"
down_revision = "9c3e70f5b184"
branch_labels = None
depends_on = None

DOCUMENT = "tiptaskforce_document"
COLUMNS = ("code", "source")


def upgrade() -> None:
    for name in COLUMNS:
        column = sa.Column(name, sa.Text(), server_default="", nullable=False)
        op.add_column(DOCUMENT, column)


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column(DOCUMENT, name)
