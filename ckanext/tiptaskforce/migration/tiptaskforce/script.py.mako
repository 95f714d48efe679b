"""${message}

Rules of this folder: every revision goes up, down and up again with rows in the
tables; new columns carry a server default; no revision touches a table of CKAN's own
or asks for a database extension; what a downgrade cannot keep is said here.

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
