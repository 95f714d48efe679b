"""What people without an account ask and follow, and the letters that they get.

Revision ID: 8b4e61c07d92
Revises: d81f4c3a6e05
"""

import sqlalchemy as sa
from alembic import op

revision = "8b4e61c07d92"
down_revision = "d81f4c3a6e05"
branch_labels = None
depends_on = None

SUBSCRIPTION = "tiptaskforce_subscription"
REQUEST = "tiptaskforce_request"
LETTER = "tiptaskforce_letter"


def _moment(name):
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text("now()"),
        nullable=False,
    )


def _text(name, default=None):
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _maybe(name):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _table(name, *columns):
    op.create_table(
        name,
        *columns,
        _text("id"),
        _text("taskforce_id"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        _text("created_by", ""),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f(f"ix_{name}_taskforce_id"), name, ["taskforce_id"])


def upgrade() -> None:
    _table(
        SUBSCRIPTION,
        _text("series", ""),
        _text("address"),
        _maybe("confirmed_at"),
        sa.UniqueConstraint("taskforce_id", "series", "address"),
    )
    _table(
        REQUEST,
        _text("kind"),
        _text("text"),
        _text("series", ""),
        sa.Column("number", sa.Integer(), nullable=True),
        _text("cell", ""),
        _text("address"),
        _text("state", "open"),
        _text("answer", ""),
        _maybe("confirmed_at"),
        _maybe("ended_at"),
    )
    _table(
        LETTER,
        _text("noun"),
        _text("about_id"),
        _text("kind"),
        _text("release_id", ""),
        _text("state", "waiting"),
        _maybe("sent_at"),
        sa.UniqueConstraint("about_id", "kind", "release_id"),
    )


def downgrade() -> None:
    op.drop_table(LETTER)
    op.drop_table(REQUEST)
    op.drop_table(SUBSCRIPTION)
