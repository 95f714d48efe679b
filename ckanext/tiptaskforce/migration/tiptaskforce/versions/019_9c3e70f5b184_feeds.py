"""Calendar feeds: of the secret of an address the digest alone.

Revision ID: 9c3e70f5b184
Revises: 1c9a5e70d3b4
"""

import sqlalchemy as sa
from alembic import op

revision = "9c3e70f5b184"
down_revision = "1c9a5e70d3b4"
branch_labels = None
depends_on = None

FEED = "tiptaskforce_feed"


def _moment(name):
    now = sa.text("now()")
    kind = sa.DateTime(timezone=True)
    return sa.Column(name, kind, server_default=now, nullable=False)


def upgrade() -> None:
    op.create_table(
        FEED,
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("is_wanted", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("taskforce_id", "user_id"),
    )
    for name in ("taskforce_id", "digest"):
        op.create_index(op.f(f"ix_{FEED}_{name}"), FEED, [name])


def downgrade() -> None:
    op.drop_table(FEED)
