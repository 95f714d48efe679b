"""Agencies that were called otherwise, or that go on in another one.

Revision ID: d41f7a92c6e8
Revises: 5e92b7c04d1f
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d41f7a92c6e8"
down_revision = "5e92b7c04d1f"
branch_labels = None
depends_on = None

AGENCY = "tiptaskforce_agency"
EVENT = "tiptaskforce_event"
ACTIVITY = "idx_tiptaskforce_event_activity"


def upgrade() -> None:
    op.add_column(
        AGENCY,
        sa.Column(
            "former_names",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
        ),
    )
    op.add_column(AGENCY, sa.Column("merged_into_id", sa.Text(), nullable=True))
    # The last activity of each agency is read from the index alone.
    op.create_index(ACTIVITY, EVENT, ["taskforce_id", "agency_id", "at"])


def downgrade() -> None:
    op.drop_index(ACTIVITY, EVENT)
    op.drop_column(AGENCY, "merged_into_id")
    op.drop_column(AGENCY, "former_names")
