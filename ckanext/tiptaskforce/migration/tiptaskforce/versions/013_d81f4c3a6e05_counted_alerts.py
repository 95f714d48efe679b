"""Alerts count: each one is a row beside those of the tallies, in a step of its own.

Revision ID: d81f4c3a6e05
Revises: d41f7a92c6e8
"""

from alembic import op

revision = "d81f4c3a6e05"
down_revision = "d41f7a92c6e8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the alerts that were passed on before count for their quarter, each once."""
    op.execute(
        """
        INSERT INTO tiptaskforce_contribution
            (id, taskforce_id, tally_id, agency_id, period, edition, step, codes, n,
             accepted_at)
        SELECT gen_random_uuid()::text, alert.taskforce_id, alert.id,
               coalesce(alert.agency_id, seat.agency_id, alert.taskforce_id),
               to_char(alert.passed_on, 'YYYY-"Q"Q'), 1, 'alerts',
               jsonb_build_object(
                   'violation', alert.violation,
                   'place', alert.place || CASE place.level WHEN 1 THEN '-UNK' ELSE ''
                                           END
               ),
               1, alert.created
        FROM tiptaskforce_alert AS alert
        LEFT JOIN tiptaskforce_place AS place
            ON place.taskforce_id = alert.taskforce_id AND place.code = alert.place
        LEFT JOIN LATERAL (
            SELECT agency_id FROM tiptaskforce_seat
            WHERE taskforce_id = alert.taskforce_id AND user_id = alert.created_by
              AND agency_id IS NOT NULL
            ORDER BY created, id LIMIT 1
        ) AS seat ON true
        WHERE NOT EXISTS (
            SELECT 1 FROM tiptaskforce_contribution AS known
            WHERE known.tally_id = alert.id
        )
        """
    )


def downgrade() -> None:
    """Leave the rows: a ledger may rest on their epochs, and nothing else reads them."""
