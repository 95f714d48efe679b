"""What touches a grave violation says how, and documents and releases can as well.

Revision ID: b3e18f6ca257
Revises: a47c0e5d8b13
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "b3e18f6ca257"
down_revision = "a47c0e5d8b13"
branch_labels = None
depends_on = None

DELIVERABLE = "tiptaskforce_deliverable"
BEFORE = (DELIVERABLE, "tiptaskforce_indicator")
NEW = ("tiptaskforce_document", "tiptaskforce_release")
TAGGED = "idx_tiptaskforce_deliverable_tagged"


def upgrade() -> None:
    for table in NEW:
        codes = sa.Column("violations", ARRAY(sa.Text()), server_default="{}")
        codes.nullable = False
        op.add_column(table, codes)
    for table in (*BEFORE, *NEW):
        kinds = sa.Column("violation_links", JSONB(), server_default="{}")
        kinds.nullable = False
        op.add_column(table, kinds)
    # Few rows are tagged; the index holds those alone.
    op.create_index(
        TAGGED,
        DELIVERABLE,
        ["taskforce_id", "root_id"],
        postgresql_where=sa.text("cardinality(violations) > 0"),
    )


def downgrade() -> None:
    op.drop_index(TAGGED, DELIVERABLE)
    for table in (*BEFORE, *NEW):
        op.drop_column(table, "violation_links")
    for table in NEW:
        op.drop_column(table, "violations")
