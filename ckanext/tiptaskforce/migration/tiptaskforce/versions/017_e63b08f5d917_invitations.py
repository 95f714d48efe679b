"""Invitations to a seat, requests to join, and notices with the state of their mail.

Revision ID: e63b08f5d917
Revises: 6b0e92d7a4c1
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e63b08f5d917"
down_revision = "6b0e92d7a4c1"
branch_labels = None
depends_on = None

INVITATION = "tiptaskforce_invitation"
JOIN = "tiptaskforce_join"
NOTICE = "tiptaskforce_notice"


def _moment(name):
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text("now()"),
        nullable=False,
    )


def _text(name, default=""):
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _named(name):
    return sa.Column(name, sa.Text(), nullable=False)


def _table(name, *columns):
    """Make a table with the columns that every noun has."""
    op.create_table(
        name,
        *columns,
        _named("id"),
        _named("taskforce_id"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        _text("created_by"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f(f"ix_{name}_taskforce_id"), name, ["taskforce_id"])


def upgrade() -> None:
    _table(
        INVITATION,
        _named("address"),
        _named("role"),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("subcommittee_id", sa.Text(), nullable=True),
        sa.Column("seat_until", sa.Date(), nullable=True),
        _named("key_hash"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _text("state", "open"),
        _text("accepted_by"),
        sa.UniqueConstraint("key_hash"),
    )
    _table(
        JOIN,
        _named("user_id"),
        _text("organisation"),
        _text("note"),
        _text("state", "open"),
    )
    op.create_index(op.f(f"ix_{JOIN}_user_id"), JOIN, ["user_id"])
    _table(
        NOTICE,
        _text("user_id"),
        _named("kind"),
        _named("noun"),
        _named("object_id"),
        sa.Column("said", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        _text("mail", "none"),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
    )
    own = ["taskforce_id", "user_id", "created"]
    op.create_index("idx_tiptaskforce_notice_user", NOTICE, own)
    op.create_index(
        "idx_tiptaskforce_notice_waiting",
        NOTICE,
        ["created"],
        postgresql_where=sa.text("mail = 'waiting'"),
    )


def downgrade() -> None:
    for name in (NOTICE, JOIN, INVITATION):
        op.drop_table(name)
