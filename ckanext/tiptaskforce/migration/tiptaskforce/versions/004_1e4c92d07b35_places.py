"""Where an agency works, and indexes for the pages that everybody opens.

Revision ID: 1e4c92d07b35
Revises: 5b90d7c2e618
"""

revision = "1e4c92d07b35"
down_revision = "5b90d7c2e618"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled below by the tables that it serves."""


def downgrade() -> None:
    """Filled below by the tables that it serves."""
