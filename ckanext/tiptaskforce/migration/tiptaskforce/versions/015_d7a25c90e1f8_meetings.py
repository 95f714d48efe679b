"""Meetings, their decisions and the action points that they carry over.

Revision ID: d7a25c90e1f8
Revises: 8b4e61c07d92
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "d7a25c90e1f8"
down_revision = "8b4e61c07d92"
branch_labels = None
depends_on = None

MEETING = "tiptaskforce_meeting"
DECISION = "tiptaskforce_decision"
ACTION_POINT = "tiptaskforce_action_point"
# The columns of which each table has an index that its model names.
INDEXED = {
    MEETING: ("taskforce_id", "subcommittee_id"),
    DECISION: ("taskforce_id", "subcommittee_id", "meeting_id"),
    ACTION_POINT: ("taskforce_id", "subcommittee_id", "meeting_id", "agency_id"),
}


def _moment(name):
    now = sa.text("now()")
    kind = sa.DateTime(timezone=True)
    return sa.Column(name, kind, server_default=now, nullable=False)


def _text(name, default=None, *, nullable=False):
    return sa.Column(name, sa.Text(), server_default=default, nullable=nullable)


def _codes(name):
    return sa.Column(name, ARRAY(sa.Text()), server_default="{}", nullable=False)


def _table(name, *columns):
    op.create_table(
        name,
        _text("id"),
        _text("taskforce_id"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        _text("created_by", ""),
        _text("subcommittee_id", nullable=True),
        _text("decision_note", ""),
        *columns,
        sa.PrimaryKeyConstraint("id"),
    )
    for column in INDEXED[name]:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _closed():
    return sa.Column(
        "is_confidential", sa.Boolean(), server_default="false", nullable=False
    )


def upgrade() -> None:
    _table(
        MEETING,
        _text("state", "planned"),
        _text("series_id", nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        _text("starts"),
        _text("ends", ""),
        _text("place_kind", "online"),
        _text("host_id", nullable=True),
        _text("room", ""),
        _codes("prepared"),
        _codes("agenda"),
        _codes("closed_agenda"),
        _codes("present_ids"),
        _text("minutes", ""),
        _text("closed_minutes", ""),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        _codes("violations"),
        sa.Column("violation_links", JSONB(), server_default="{}", nullable=False),
    )
    op.create_index(f"idx_{MEETING}_day", MEETING, ["taskforce_id", "day"])
    named = (_text("meeting_id"), _text("title"))
    _table(DECISION, *named, _text("state", "recorded"), _closed())
    _table(
        ACTION_POINT,
        *(_text("meeting_id"), _text("title")),
        _text("agency_id"),
        sa.Column("due", sa.Date(), nullable=False),
        _text("state", "open"),
        sa.Column("closed_on", sa.Date(), nullable=True),
        _closed(),
    )
    op.create_index(
        f"idx_{ACTION_POINT}_due", ACTION_POINT, ["taskforce_id", "state", "due"]
    )


def downgrade() -> None:
    for name in (ACTION_POINT, DECISION, MEETING):
        op.drop_table(name)
