"""The reporting loop: indicators, periods, reports with their values, and money.

Revision ID: 7f3d15a8c2e4
Revises: 1e4c92d07b35
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "7f3d15a8c2e4"
down_revision = "1e4c92d07b35"
branch_labels = None
depends_on = None

TABLES = ("indicator", "period", "report", "funding")
DOCUMENT = "tiptaskforce_document"


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


def _texts(**defaults):
    return tuple(
        sa.Column(name, sa.Text(), server_default=default, nullable=False)
        for name, default in defaults.items()
    )


def _flags(*names):
    return tuple(
        sa.Column(name, sa.Boolean(), server_default="false", nullable=False)
        for name in names
    )


def _lists(*names):
    return tuple(
        sa.Column(name, ARRAY(sa.Text()), server_default="{}", nullable=False)
        for name in names
    )


def _needed(*names):
    return tuple(sa.Column(name, sa.Text(), nullable=False) for name in names)


def _figures(*names):
    return tuple(sa.Column(name, sa.Numeric(20, 4), nullable=True) for name in names)


def upgrade() -> None:
    _create_indicators()
    _create_periods()
    _create_reports()
    _create_funding()
    for name in (*TABLES, "report_value"):
        table = f"tiptaskforce_{name}"
        op.create_index(op.f(f"ix_{table}_taskforce_id"), table, ["taskforce_id"])
    # Evidence of a report; what proves counts of persons is opened like those.
    op.add_column(DOCUMENT, sa.Column("report_id", sa.Text(), nullable=True))
    op.add_column(
        DOCUMENT,
        sa.Column(
            "counts_persons", sa.Boolean(), server_default="false", nullable=False
        ),
    )
    op.create_index(op.f(f"ix_{DOCUMENT}_report_id"), DOCUMENT, ["report_id"])


def _create_indicators() -> None:
    table = "tiptaskforce_indicator"
    op.create_table(
        table,
        *_needed("strategy_id", "objective_id"),
        sa.Column("subcommittee_id", sa.Text(), nullable=True),
        *_needed("code", "title"),
        *_texts(kind="number", unit="", definition="", rationale=""),
        *_texts(numerator="", denominator=""),
        *_figures("baseline"),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        *_texts(baseline_source=""),
        *_figures("target"),
        sa.Column("targets", JSONB, server_default="{}", nullable=False),
        *_figures("in_need"),
        *_texts(verification=""),
        *_lists("agency_ids"),
        *_texts(frequency="quarter", direction="up"),
        *_lists("disaggregations", "violations"),
        *_flags("counts_persons"),
        *_lists("milestones"),
        *_texts(across_agencies="sum", across_places="sum", across_periods="sum"),
        *_texts(label="", label_reason=""),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        *_flags("is_sample"),
        *_texts(retired=""),
        *_usual(),
        sa.UniqueConstraint("strategy_id", "code"),
    )
    op.create_index(op.f(f"ix_{table}_objective_id"), table, ["objective_id"])


def _create_periods() -> None:
    days = ("starts", "ends", "opens_on", "due_on", "locks_on")
    op.create_table(
        "tiptaskforce_period",
        *_needed("code", "frequency"),
        *(sa.Column(name, sa.Date(), nullable=False) for name in days),
        sa.Column("unlocked_until", sa.Date(), nullable=True),
        *_texts(unlock_reason="", unlocked_by=""),
        *_usual(),
        sa.UniqueConstraint("taskforce_id", "code"),
    )


def _create_reports() -> None:
    op.create_table(
        "tiptaskforce_report",
        *_needed("indicator_id", "agency_id"),
        sa.Column("subcommittee_id", sa.Text(), nullable=True),
        *_flags("counts_persons"),
        *_needed("period"),
        *_texts(state="draft"),
        sa.Column("edition", sa.Integer(), server_default="1", nullable=False),
        sa.Column("accepted_edition", sa.Integer(), server_default="0", nullable=False),
        *_flags("nothing_to_report"),
        *_texts(source="", note="", reason="", return_note=""),
        sa.Column("remarks", JSONB, server_default="[]", nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        *_texts(submitted_by=""),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        *_texts(decided_by=""),
        *_usual(),
        sa.UniqueConstraint("indicator_id", "agency_id", "period"),
    )
    for name, columns in (
        ("period", ["taskforce_id", "period"]),
        ("agency", ["agency_id", "state"]),
    ):
        op.create_index(
            f"idx_tiptaskforce_report_{name}", "tiptaskforce_report", columns
        )
    op.create_table(
        "tiptaskforce_report_value",
        *_needed("id", "taskforce_id", "report_id"),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("codes", JSONB, nullable=False),
        *_figures("value", "numerator", "denominator"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("report_id", "edition", "codes"),
        # A value, or a numerator with its denominator; no cell without a figure.
        sa.CheckConstraint(
            "num_nonnulls(value, numerator) > 0"
            " AND (numerator IS NULL) = (denominator IS NULL)",
            name="tiptaskforce_report_value_whole",
        ),
    )
    # What was accepted stays as it was: a correction is another edition.
    op.execute(
        """
        CREATE OR REPLACE FUNCTION tiptaskforce_report_value_kept()
        RETURNS trigger AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM tiptaskforce_report
                       WHERE id = OLD.report_id
                       AND accepted_edition >= OLD.edition) THEN
                RAISE EXCEPTION 'an accepted edition is kept as it was';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
        END
        $$ LANGUAGE plpgsql
        """
    )
    op.execute(
        """
        CREATE TRIGGER tiptaskforce_report_value_kept
        BEFORE UPDATE OR DELETE ON tiptaskforce_report_value
        FOR EACH ROW EXECUTE FUNCTION tiptaskforce_report_value_kept()
        """
    )


def _create_funding() -> None:
    table = "tiptaskforce_funding"
    op.create_table(
        table,
        *_needed("objective_id"),
        sa.Column("year", sa.Integer(), nullable=False),
        *_texts(currency="USD"),
        *_figures("required", "received"),
        *_texts(source="", visibility="members", sensitivity="moderate"),
        sa.Column("agency_id", sa.Text(), nullable=True),
        sa.Column("subcommittee_id", sa.Text(), nullable=True),
        *_lists("seat_ids"),
        *_usual(),
        sa.UniqueConstraint("objective_id", "year", "currency"),
    )
    for name in ("agency_id", "subcommittee_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def downgrade() -> None:
    op.drop_index(op.f(f"ix_{DOCUMENT}_report_id"), DOCUMENT)
    op.drop_column(DOCUMENT, "counts_persons")
    op.drop_column(DOCUMENT, "report_id")
    for name in ("funding", "report_value", "report", "period", "indicator"):
        op.drop_table(f"tiptaskforce_{name}")
    op.execute("DROP FUNCTION IF EXISTS tiptaskforce_report_value_kept()")
