"""Several strategies over time: one current, lines that follow others, set words.

Revision ID: 2c8b7e19f4a6
Revises: 3f6d19ab52c7
"""

import sqlalchemy as sa
from alembic import op

revision = "2c8b7e19f4a6"
down_revision = "3f6d19ab52c7"
branch_labels = None
depends_on = None

STRATEGY = "tiptaskforce_strategy"
OBJECTIVE = "tiptaskforce_objective"
DELIVERABLE = "tiptaskforce_deliverable"
INDICATOR = "tiptaskforce_indicator"
COUNTED = "idx_tiptaskforce_deliverable_counted"
KEYS = ("taskforce_id", "objective", "root_id")
# What decides how a deliverable counts, and for whom.
INCLUDED = (
    "id",
    "template",
    "agency_id",
    "subcommittee_id",
    "state",
    "visibility",
    "due",
    "fix_by",
    "review_by",
    "submitted_at",
    "is_sent_back",
)


def upgrade() -> None:
    _leave_one_current()
    # Since when it is or was followed; one that is being prepared has no such day.
    op.add_column(STRATEGY, sa.Column("adopted_on", sa.Date(), nullable=True))
    op.execute("UPDATE tiptaskforce_strategy SET adopted_on = starts WHERE is_current")
    op.create_index(
        "idx_tiptaskforce_strategy_current",
        STRATEGY,
        ["taskforce_id"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    op.add_column(OBJECTIVE, sa.Column("follows_id", sa.Text(), nullable=True))
    _let_deliverables_know_their_strategy()
    op.add_column(
        INDICATOR,
        sa.Column("label_role", sa.Text(), server_default="", nullable=False),
    )
    op.add_column(
        INDICATOR, sa.Column("label_at", sa.DateTime(timezone=True), nullable=True)
    )


def _leave_one_current() -> None:
    """Let the one stay that was shown as the current one until now."""
    op.execute(
        """
        UPDATE tiptaskforce_strategy SET is_current = false
        WHERE is_current AND id NOT IN (
            SELECT DISTINCT ON (taskforce_id) id FROM tiptaskforce_strategy
            WHERE is_current ORDER BY taskforce_id, starts DESC, id)
        """
    )


def _let_deliverables_know_their_strategy() -> None:
    """A code such as A.2 means another line in another strategy."""
    op.add_column(DELIVERABLE, sa.Column("strategy_id", sa.Text(), nullable=True))
    op.execute(
        """
        UPDATE tiptaskforce_deliverable AS work SET strategy_id = now.id
        FROM tiptaskforce_strategy AS now
        WHERE now.taskforce_id = work.taskforce_id AND now.is_current
        AND work.objective <> ''
        """
    )
    op.drop_index(COUNTED, DELIVERABLE)
    op.create_index(
        COUNTED,
        DELIVERABLE,
        KEYS,
        postgresql_include=(*INCLUDED, "strategy_id"),
    )


def downgrade() -> None:
    op.drop_column(INDICATOR, "label_at")
    op.drop_column(INDICATOR, "label_role")
    op.drop_index(COUNTED, DELIVERABLE)
    op.create_index(COUNTED, DELIVERABLE, KEYS, postgresql_include=INCLUDED)
    op.drop_column(DELIVERABLE, "strategy_id")
    op.drop_column(OBJECTIVE, "follows_id")
    op.drop_index("idx_tiptaskforce_strategy_current", STRATEGY)
    op.drop_column(STRATEGY, "adopted_on")
