"""Notices of work: told once, mailed by each person's own choice and language.

Revision ID: 7ce1d40a9b36
Revises: 2f9d51b7e3a8
"""

import sqlalchemy as sa
from alembic import op

revision = "7ce1d40a9b36"
down_revision = "2f9d51b7e3a8"
branch_labels = None
depends_on = None

NOTICE, DIGEST = "tiptaskforce_notice", "tiptaskforce_digest"
ONCE = "idx_tiptaskforce_notice_once"


def upgrade() -> None:
    blank = {"server_default": "", "nullable": False}
    op.add_column(NOTICE, sa.Column("once", sa.Text(), **blank))
    op.create_index(
        ONCE,
        NOTICE,
        ["taskforce_id", "user_id", "once"],
        unique=True,
        postgresql_where=sa.text("once <> ''"),
    )
    mail = sa.Column("mail", sa.Text(), server_default="daily", nullable=False)
    op.add_column(DIGEST, mail)
    op.add_column(DIGEST, sa.Column("language", sa.Text(), **blank))
    op.execute("UPDATE tiptaskforce_digest SET mail = 'off' WHERE NOT is_wanted")
    op.drop_column(DIGEST, "is_wanted")


def downgrade() -> None:
    yes = {"server_default": "true", "nullable": False}
    op.add_column(DIGEST, sa.Column("is_wanted", sa.Boolean(), **yes))
    op.execute("UPDATE tiptaskforce_digest SET is_wanted = (mail <> 'off')")
    op.drop_column(DIGEST, "language")
    op.drop_column(DIGEST, "mail")
    op.drop_index(ONCE, NOTICE)
    op.drop_column(NOTICE, "once")
