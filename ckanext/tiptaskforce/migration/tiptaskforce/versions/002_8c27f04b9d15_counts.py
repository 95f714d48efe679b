"""Counts of persons: endorsements, tallies, their rows apart, and contributions.

Revision ID: 8c27f04b9d15
Revises: 4d1a90c6e7b2
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "8c27f04b9d15"
down_revision = "4d1a90c6e7b2"
branch_labels = None
depends_on = None

TABLES = ("agreement", "tally")


def _usual():
    """Return the columns that every noun has."""
    return (
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _moment("created"),
        _moment("modified"),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _moment(name):
    return sa.Column(
        name,
        sa.DateTime(timezone=True),
        server_default=sa.text("now()"),
        nullable=False,
    )


def upgrade() -> None:
    op.create_table(
        "tiptaskforce_agreement",
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("endorsed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("protocol_version", sa.Text(), server_default="", nullable=False),
        sa.Column("document_id", sa.Text(), nullable=True),
        *_usual(),
        sa.UniqueConstraint("taskforce_id", "agency_id"),
    )
    op.create_table(
        "tiptaskforce_tally",
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        sa.Column("accepted_edition", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "nothing_to_report", sa.Boolean(), server_default="false", nullable=False
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        *_usual(),
        sa.UniqueConstraint("agency_id", "period"),
    )
    op.create_index(
        "idx_tiptaskforce_tally_period",
        "tiptaskforce_tally",
        ["taskforce_id", "period"],
    )
    for name in TABLES:
        table = f"tiptaskforce_{name}"
        op.create_index(op.f(f"ix_{table}_taskforce_id"), table, ["taskforce_id"])
    _create_counts()
    # An upload of counts belongs to one tally.
    op.add_column("tiptaskforce_upload", sa.Column("subject_id", sa.Text()))


def _create_counts() -> None:
    op.create_table(
        "tiptaskforce_tally_row",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("tally_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("codes", JSONB, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tally_id", "step", "codes"),
        sa.CheckConstraint("n > 0", name="tiptaskforce_tally_row_n"),
    )
    op.create_index(
        op.f("ix_tiptaskforce_tally_row_taskforce_id"),
        "tiptaskforce_tally_row",
        ["taskforce_id"],
    )
    op.create_table(
        "tiptaskforce_contribution",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taskforce_id", sa.Text(), nullable=False),
        sa.Column("tally_id", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("codes", JSONB, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tally_id", "edition", "step", "codes"),
        sa.CheckConstraint("n <> 0", name="tiptaskforce_contribution_n"),
    )
    op.create_index(
        "idx_tiptaskforce_contribution_step",
        "tiptaskforce_contribution",
        ["taskforce_id", "step", "period", "epoch"],
    )
    # The first release intent gives a row its epoch; nothing else ever changes on it.
    op.execute(
        """
        CREATE OR REPLACE FUNCTION tiptaskforce_contribution_epoch_once()
        RETURNS trigger AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF OLD.epoch IS NULL AND NEW.epoch IS NOT NULL
                   AND to_jsonb(NEW) - 'epoch' = to_jsonb(OLD) - 'epoch' THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION 'contributions are kept; an epoch is given once';
        END
        $$ LANGUAGE plpgsql
        """
    )
    op.execute(
        """
        CREATE TRIGGER tiptaskforce_contribution_epoch_once
        BEFORE UPDATE OR DELETE ON tiptaskforce_contribution
        FOR EACH ROW EXECUTE FUNCTION tiptaskforce_contribution_epoch_once()
        """
    )
    op.execute(
        """
        CREATE TRIGGER tiptaskforce_contribution_no_truncate
        BEFORE TRUNCATE ON tiptaskforce_contribution
        FOR EACH STATEMENT EXECUTE FUNCTION tiptaskforce_contribution_epoch_once()
        """
    )


def downgrade() -> None:
    op.drop_column("tiptaskforce_upload", "subject_id")
    for name in ("contribution", "tally_row", "tally", "agreement"):
        op.drop_table(f"tiptaskforce_{name}")
    op.execute("DROP FUNCTION IF EXISTS tiptaskforce_contribution_epoch_once()")
