"""${message}

Rules of a revision:
- The file is named NNN_<revision>_<slug>.py, NNN counting up.
- It can be undone: `downgrade` takes back what `upgrade` did, with rows in the tables.
- Every new column of an existing table has an explicit server default or is nullable.
- It touches `tiptaskforce_*` tables only: no foreign key to, no column on and no write
  to a table of CKAN; ids of users and organizations are indexed text.
- JSONB for documents, timestamps with time zone, no CREATE EXTENSION.
- It imports nothing of this extension: models change, a revision does not.

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
