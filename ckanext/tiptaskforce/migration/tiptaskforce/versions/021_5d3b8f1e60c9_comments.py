"""Comments on deliverables, and partners of joint ones.

Revision ID: 5d3b8f1e60c9
Revises: 4f7a1c83e6d2
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "5d3b8f1e60c9"
down_revision = "4f7a1c83e6d2"
branch_labels = None
depends_on = None

COMMENT = "tiptaskforce_comment"
DELIVERABLE = "tiptaskforce_deliverable"
JOINT = "idx_tiptaskforce_deliverable_joint"


def _moment(name):
    now = sa.text("now()")
    kind = sa.DateTime(timezone=True)
    return sa.Column(name, kind, server_default=now, nullable=False)


def _text(name, default=""):
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _needed(name):
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    op.create_table(
        COMMENT,
        *map(_needed, ("deliverable_id", "text")),
        _text("state", "live"),
        _text("role"),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        _needed("id"),
        _needed("taskforce_id"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        _text("created_by"),
        sa.PrimaryKeyConstraint("id"),
    )
    for name in ("taskforce_id", "deliverable_id"):
        op.create_index(op.f(f"ix_{COMMENT}_{name}"), COMMENT, [name])
    partners = sa.Column(
        "partner_ids", ARRAY(sa.Text()), server_default="{}", nullable=False
    )
    op.add_column(DELIVERABLE, partners)
    joint = sa.text("partner_ids <> '{}'")
    op.create_index(JOINT, DELIVERABLE, ["id"], postgresql_where=joint)


def downgrade() -> None:
    op.drop_index(JOINT, DELIVERABLE)
    op.drop_column(DELIVERABLE, "partner_ids")
    op.drop_table(COMMENT)
