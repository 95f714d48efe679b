"""The workspace: task forces, their work, their releases and the event log.

Revision ID: 4d1a90c6e7b2
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "4d1a90c6e7b2"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tiptaskforce_agency",
        sa.Column("acronym", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mandates", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "subcommittee_ids", ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "reporting_duty", sa.Boolean(), server_default="true", nullable=False
        ),
        sa.Column("position", sa.Text(), server_default="", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "is_placeholder", sa.Boolean(), server_default="false", nullable=False
        ),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("taskforce_id", "acronym"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_agency_taskforce_id"),
        "tiptaskforce_agency",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_code",
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("list_version", sa.Text(), server_default="1", nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("labels", JSONB, server_default="{}", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("taskforce_id", "list", "code"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_code_taskforce_id"),
        "tiptaskforce_code",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_deliverable",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="planned", nullable=False),
        sa.Column("template", sa.Text(), server_default="", nullable=False),
        sa.Column("core_function", sa.Integer(), nullable=True),
        sa.Column("objective", sa.Text(), server_default="", nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("evidence_url", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("violations", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        sa.Column("root_id", sa.Text(), nullable=False),
        sa.Column("previous_id", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), server_default="", nullable=False),
        sa.Column("is_sent_back", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("fix_by", sa.Date(), nullable=True),
        sa.Column("tracker_key", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("visibility", sa.Text(), server_default="members", nullable=False),
        sa.Column("sensitivity", sa.Text(), server_default="moderate", nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("subcommittee_id", sa.Text(), nullable=True),
        sa.Column("seat_ids", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "idx_tiptaskforce_deliverable_due",
        "tiptaskforce_deliverable",
        ["taskforce_id", "due", "id"],
        unique=False,
    )
    op.create_index(
        "idx_tiptaskforce_deliverable_state",
        "tiptaskforce_deliverable",
        ["taskforce_id", "state"],
        unique=False,
    )
    op.create_index(
        "idx_tiptaskforce_deliverable_template",
        "tiptaskforce_deliverable",
        ["taskforce_id", "template"],
        unique=False,
    )
    op.create_index(
        "idx_tiptaskforce_deliverable_tracker",
        "tiptaskforce_deliverable",
        ["taskforce_id", "agency_id", "tracker_key"],
        unique=True,
        postgresql_where=sa.text("tracker_key <> ''"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_deliverable_agency_id"),
        "tiptaskforce_deliverable",
        ["agency_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_deliverable_root_id"),
        "tiptaskforce_deliverable",
        ["root_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_deliverable_subcommittee_id"),
        "tiptaskforce_deliverable",
        ["subcommittee_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_deliverable_taskforce_id"),
        "tiptaskforce_deliverable",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_document",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("deliverable_id", sa.Text(), nullable=True),
        sa.Column("replaces_id", sa.Text(), nullable=True),
        sa.Column("is_current", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("media_type", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("visibility", sa.Text(), server_default="members", nullable=False),
        sa.Column("sensitivity", sa.Text(), server_default="moderate", nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("subcommittee_id", sa.Text(), nullable=True),
        sa.Column("seat_ids", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_document_agency_id"),
        "tiptaskforce_document",
        ["agency_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_document_deliverable_id"),
        "tiptaskforce_document",
        ["deliverable_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_document_replaces_id"),
        "tiptaskforce_document",
        ["replaces_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_document_subcommittee_id"),
        "tiptaskforce_document",
        ["subcommittee_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_document_taskforce_id"),
        "tiptaskforce_document",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("agency_id", sa.Text(), server_default="", nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("digests", JSONB, server_default="{}", nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("taskforce_id", "seq"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_event_object_id"),
        "tiptaskforce_event",
        ["object_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_event_taskforce_id"),
        "tiptaskforce_event",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_event_head",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "tiptaskforce_event_redaction",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("fields", JSONB, server_default="[]", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_event_redaction_event_id"),
        "tiptaskforce_event_redaction",
        ["event_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_event_value",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("value", JSONB, nullable=True),
        sa.Column("redacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id", "field"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_event_value_event_id"),
        "tiptaskforce_event_value",
        ["event_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_idempotency",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "action", "key"),
    )
    op.create_table(
        "tiptaskforce_objective",
        sa.Column("strategy_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("source_code", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.Text(), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retired", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("strategy_id", "code"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_objective_strategy_id"),
        "tiptaskforce_objective",
        ["strategy_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_objective_taskforce_id"),
        "tiptaskforce_objective",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_place",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), server_default="", nullable=False),
        sa.Column("names", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("taskforce_id", "code"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_place_taskforce_id"),
        "tiptaskforce_place",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_release",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("specification", JSONB, server_default="{}", nullable=False),
        sa.Column("sentence", sa.Text(), server_default="", nullable=False),
        sa.Column("caveats", sa.Text(), server_default="", nullable=False),
        sa.Column("next_update", sa.Date(), nullable=True),
        sa.Column("snapshot", JSONB, server_default="{}", nullable=False),
        sa.Column("files", JSONB, server_default="[]", nullable=False),
        sa.Column("progress", JSONB, server_default="{}", nullable=False),
        sa.Column("dataset_id", sa.Text(), nullable=True),
        sa.Column("editor_ids", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("proposed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Text(), server_default="", nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "idx_tiptaskforce_release_number",
        "tiptaskforce_release",
        ["taskforce_id", "series", "number"],
        unique=True,
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_release_dataset_id"),
        "tiptaskforce_release",
        ["dataset_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_release_taskforce_id"),
        "tiptaskforce_release",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_seat",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("subcommittee_id", sa.Text(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_seat_agency_id"),
        "tiptaskforce_seat",
        ["agency_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_seat_taskforce_id"),
        "tiptaskforce_seat",
        ["taskforce_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_seat_user_id"),
        "tiptaskforce_seat",
        ["user_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_staged",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "key"),
    )
    op.create_table(
        "tiptaskforce_strategy",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("vision", sa.Text(), server_default="", nullable=False),
        sa.Column("principles", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("swot", JSONB, server_default="{}", nullable=False),
        sa.Column("is_current", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_sample", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("taskforce_id", "slug"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_strategy_taskforce_id"),
        "tiptaskforce_strategy",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_subcommittee",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fields", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("taskforce_id", "slug"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_subcommittee_taskforce_id"),
        "tiptaskforce_subcommittee",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_taskforce",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("full_title", sa.Text(), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("area", sa.Text(), server_default="", nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("is_sample", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("organization_id", sa.Text(), nullable=False),
        sa.Column("settings", JSONB, server_default="{}", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_taskforce_organization_id"),
        "tiptaskforce_taskforce",
        ["organization_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tiptaskforce_taskforce_taskforce_id"),
        "tiptaskforce_taskforce",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_template",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("core_function", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("subcommittee_id", sa.Text(), nullable=True),
        sa.Column("objective_code", sa.Text(), server_default="", nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=True),
        sa.Column("is_scored", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("not_applicable", sa.Text(), server_default="", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("taskforce_id", "code"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_template_taskforce_id"),
        "tiptaskforce_template",
        ["taskforce_id"],
        unique=False,
    )
    op.create_table(
        "tiptaskforce_upload",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("headers", JSONB, server_default="[]", nullable=False),
        sa.Column("cells", JSONB, server_default="[]", nullable=False),
        sa.Column("mapping", JSONB, server_default="{}", nullable=False),
        sa.Column("result", JSONB, server_default="{}", nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "modified",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_upload_taskforce_id"),
        "tiptaskforce_upload",
        ["taskforce_id"],
        unique=False,
    )

    op.execute(
        """
        CREATE OR REPLACE FUNCTION tiptaskforce_event_append_only() RETURNS trigger AS $$
        BEGIN
            RAISE EXCEPTION 'the event log is append-only';
        END
        $$ LANGUAGE plpgsql
        """
    )
    op.execute(
        """
        CREATE TRIGGER tiptaskforce_event_append_only
        BEFORE UPDATE OR DELETE ON tiptaskforce_event
        FOR EACH ROW EXECUTE FUNCTION tiptaskforce_event_append_only()
        """
    )
    op.execute(
        """
        CREATE TRIGGER tiptaskforce_event_no_truncate
        BEFORE TRUNCATE ON tiptaskforce_event
        FOR EACH STATEMENT EXECUTE FUNCTION tiptaskforce_event_append_only()
        """
    )
    # A value may be cleared by a redaction and by nothing else.
    op.execute(
        """
        CREATE OR REPLACE FUNCTION tiptaskforce_event_value_redact_only() RETURNS trigger AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND NEW.value IS NULL AND NEW.salt IS NULL
               AND NEW.redacted_at IS NOT NULL AND OLD.redacted_at IS NULL
               AND NEW.id = OLD.id AND NEW.event_id = OLD.event_id
               AND NEW.field = OLD.field THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'values of the event log can be redacted only';
        END
        $$ LANGUAGE plpgsql
        """
    )
    op.execute(
        """
        CREATE TRIGGER tiptaskforce_event_value_redact_only
        BEFORE UPDATE OR DELETE ON tiptaskforce_event_value
        FOR EACH ROW EXECUTE FUNCTION tiptaskforce_event_value_redact_only()
        """
    )
    op.execute(
        """
        CREATE TRIGGER tiptaskforce_event_value_no_truncate
        BEFORE TRUNCATE ON tiptaskforce_event_value
        FOR EACH STATEMENT EXECUTE FUNCTION tiptaskforce_event_append_only()
        """
    )


def downgrade() -> None:
    op.drop_index(
        op.f("ix_tiptaskforce_upload_taskforce_id"), table_name="tiptaskforce_upload"
    )
    op.drop_table("tiptaskforce_upload")
    op.drop_index(
        op.f("ix_tiptaskforce_template_taskforce_id"),
        table_name="tiptaskforce_template",
    )
    op.drop_table("tiptaskforce_template")
    op.drop_index(
        op.f("ix_tiptaskforce_taskforce_taskforce_id"),
        table_name="tiptaskforce_taskforce",
    )
    op.drop_index(
        op.f("ix_tiptaskforce_taskforce_organization_id"),
        table_name="tiptaskforce_taskforce",
    )
    op.drop_table("tiptaskforce_taskforce")
    op.drop_index(
        op.f("ix_tiptaskforce_subcommittee_taskforce_id"),
        table_name="tiptaskforce_subcommittee",
    )
    op.drop_table("tiptaskforce_subcommittee")
    op.drop_index(
        op.f("ix_tiptaskforce_strategy_taskforce_id"),
        table_name="tiptaskforce_strategy",
    )
    op.drop_table("tiptaskforce_strategy")
    op.drop_index(op.f("ix_tiptaskforce_seat_user_id"), table_name="tiptaskforce_seat")
    op.drop_index(
        op.f("ix_tiptaskforce_seat_taskforce_id"), table_name="tiptaskforce_seat"
    )
    op.drop_index(
        op.f("ix_tiptaskforce_seat_agency_id"), table_name="tiptaskforce_seat"
    )
    op.drop_table("tiptaskforce_seat")
    op.drop_index(
        op.f("ix_tiptaskforce_release_taskforce_id"), table_name="tiptaskforce_release"
    )
    op.drop_index(
        op.f("ix_tiptaskforce_release_dataset_id"), table_name="tiptaskforce_release"
    )
    op.drop_index(
        "idx_tiptaskforce_release_number",
        table_name="tiptaskforce_release",
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.drop_table("tiptaskforce_release")
    op.drop_index(
        op.f("ix_tiptaskforce_place_taskforce_id"), table_name="tiptaskforce_place"
    )
    op.drop_table("tiptaskforce_place")
    op.drop_index(
        op.f("ix_tiptaskforce_objective_taskforce_id"),
        table_name="tiptaskforce_objective",
    )
    op.drop_index(
        op.f("ix_tiptaskforce_objective_strategy_id"),
        table_name="tiptaskforce_objective",
    )
    op.drop_table("tiptaskforce_objective")
    op.drop_table("tiptaskforce_staged")
    op.drop_table("tiptaskforce_idempotency")
    op.drop_index(
        op.f("ix_tiptaskforce_event_value_event_id"),
        table_name="tiptaskforce_event_value",
    )
    op.drop_table("tiptaskforce_event_value")
    op.drop_index(
        op.f("ix_tiptaskforce_event_redaction_event_id"),
        table_name="tiptaskforce_event_redaction",
    )
    op.drop_table("tiptaskforce_event_redaction")
    op.drop_table("tiptaskforce_event_head")
    op.drop_index(
        op.f("ix_tiptaskforce_event_taskforce_id"), table_name="tiptaskforce_event"
    )
    op.drop_index(
        op.f("ix_tiptaskforce_event_object_id"), table_name="tiptaskforce_event"
    )
    op.drop_table("tiptaskforce_event")
    op.drop_index(
        op.f("ix_tiptaskforce_document_taskforce_id"),
        table_name="tiptaskforce_document",
    )
    op.drop_index(
        op.f("ix_tiptaskforce_document_subcommittee_id"),
        table_name="tiptaskforce_document",
    )
    op.drop_index(
        op.f("ix_tiptaskforce_document_replaces_id"), table_name="tiptaskforce_document"
    )
    op.drop_index(
        op.f("ix_tiptaskforce_document_deliverable_id"),
        table_name="tiptaskforce_document",
    )
    op.drop_index(
        op.f("ix_tiptaskforce_document_agency_id"), table_name="tiptaskforce_document"
    )
    op.drop_table("tiptaskforce_document")
    op.drop_index(
        op.f("ix_tiptaskforce_deliverable_taskforce_id"),
        table_name="tiptaskforce_deliverable",
    )
    op.drop_index(
        op.f("ix_tiptaskforce_deliverable_subcommittee_id"),
        table_name="tiptaskforce_deliverable",
    )
    op.drop_index(
        op.f("ix_tiptaskforce_deliverable_root_id"),
        table_name="tiptaskforce_deliverable",
    )
    op.drop_index(
        op.f("ix_tiptaskforce_deliverable_agency_id"),
        table_name="tiptaskforce_deliverable",
    )
    op.drop_index(
        "idx_tiptaskforce_deliverable_tracker",
        table_name="tiptaskforce_deliverable",
        postgresql_where=sa.text("tracker_key <> ''"),
    )
    op.drop_index(
        "idx_tiptaskforce_deliverable_template", table_name="tiptaskforce_deliverable"
    )
    op.drop_index(
        "idx_tiptaskforce_deliverable_state", table_name="tiptaskforce_deliverable"
    )
    op.drop_index(
        "idx_tiptaskforce_deliverable_due", table_name="tiptaskforce_deliverable"
    )
    op.drop_table("tiptaskforce_deliverable")
    op.drop_index(
        op.f("ix_tiptaskforce_code_taskforce_id"), table_name="tiptaskforce_code"
    )
    op.drop_table("tiptaskforce_code")
    op.drop_index(
        op.f("ix_tiptaskforce_agency_taskforce_id"), table_name="tiptaskforce_agency"
    )
    op.drop_table("tiptaskforce_agency")
    op.execute("DROP FUNCTION IF EXISTS tiptaskforce_event_append_only()")
    op.execute("DROP FUNCTION IF EXISTS tiptaskforce_event_value_redact_only()")
