"""Faults of the database quote no values of a row: a count of persons may be one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine


def quote_no_values() -> None:
    """Keep values out of the faults of every engine of this process.

    A setting of CKAN's engine would not do: its migrations put another in its place.
    """
    if not event.contains(Engine, "engine_connect", _hide):
        event.listen(Engine, "engine_connect", _hide)


def _hide(connection: sa.Connection) -> None:
    connection.engine.hide_parameters = True
