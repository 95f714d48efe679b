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


def upgrade() -> None:
    # Without places an agency counts everywhere, as it did before.
    places = sa.Column("places", ARRAY(sa.Text()), server_default="{}", nullable=False)
    op.add_column(AGENCY, places)


def downgrade() -> None:
    op.drop_column(AGENCY, "places")
