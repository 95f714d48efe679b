"""Where an agency works, and indexes for the pages that everybody opens.

Revision ID: 1e4c92d07b35
Revises: 5b90d7c2e618
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "1e4c92d07b35"
down_revision = "5b90d7c2e618"
branch_labels = None
depends_on = None


AGENCY = "tiptaskforce_agency"
DELIVERABLE = "tiptaskforce_deliverable"
# What decides how a deliverable counts, and for whom.
COUNTED = (
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
    # Without places an agency counts everywhere, as it did before.
    places = sa.Column("places", ARRAY(sa.Text()), server_default="{}", nullable=False)
    op.add_column(AGENCY, places)
    op.create_index(
        "idx_tiptaskforce_deliverable_counted",
        DELIVERABLE,
        ["taskforce_id", "objective", "root_id"],
        postgresql_include=COUNTED,
    )
    op.create_index(
        "idx_tiptaskforce_deliverable_named",
        DELIVERABLE,
        ["id"],
        postgresql_where=sa.text("visibility = 'named'"),
    )


def downgrade() -> None:
    op.drop_index("idx_tiptaskforce_deliverable_named", DELIVERABLE)
    op.drop_index("idx_tiptaskforce_deliverable_counted", DELIVERABLE)
    op.drop_column(AGENCY, "places")
