"""The daily mail of what somebody must send, and releases that name indicators.

Revision ID: a47c0e5d8b13
Revises: 2c8b7e19f4a6
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a47c0e5d8b13"
down_revision = "2c8b7e19f4a6"
branch_labels = None
depends_on = None

DIGEST = "tiptaskforce_digest"
RELEASE = "tiptaskforce_release"


def _moment(name):
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text("now()"),
        nullable=False,
    )


def upgrade() -> None:
    # Which indicators the figures of a release tell; they stay tied by their ids, as a
    # later strategy may use the same codes.
    op.add_column(
        RELEASE,
        sa.Column(
            "indicator_ids",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
        ),
    )
    op.create_table(
        DIGEST,
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("taskforce_id", "user_id"),
    )
    op.create_index(op.f(f"ix_{DIGEST}_taskforce_id"), DIGEST, ["taskforce_id"])


def downgrade() -> None:
    op.drop_table(DIGEST)
    op.drop_column(RELEASE, "indicator_ids")
