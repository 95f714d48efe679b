"""Kinds of standing deliverables, consultations, successors, proposed action points.

Revision ID: 8e2c6a04d7f5
Revises: 5d3b8f1e60c9
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "8e2c6a04d7f5"
down_revision = "5d3b8f1e60c9"
branch_labels = None
depends_on = None

DELIVERABLE = "tiptaskforce_deliverable"
TEMPLATE = "tiptaskforce_template"
ACTION_POINT = "tiptaskforce_action_point"


def _text(name, default=""):
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _day(name):
    return sa.Column(name, sa.Date(), nullable=True)


def _added():
    """Return table and column, one after the other."""
    details = sa.Column("details", JSONB(), server_default="{}", nullable=False)
    own = sa.Column("is_own", sa.Boolean(), server_default="false", nullable=False)
    yield TEMPLATE, _text("kind", "general")
    yield TEMPLATE, own
    for table in (TEMPLATE, DELIVERABLE):
        yield table, _text("successor")
        yield table, _day("handover_on")
    yield DELIVERABLE, _text("consulted")
    yield DELIVERABLE, _day("consulted_on")
    yield DELIVERABLE, _text("consulted_how")
    yield DELIVERABLE, details
    yield ACTION_POINT, sa.Column("core_function", sa.Integer(), nullable=True)


def upgrade() -> None:
    for table, column in _added():
        op.add_column(table, column)


def downgrade() -> None:
    for table, column in reversed(list(_added())):
        op.drop_column(table, column.name)
