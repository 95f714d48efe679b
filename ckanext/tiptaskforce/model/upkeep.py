"""What the database has to be told after very many rows came in at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model import TABLES


def take_stock(tables: Iterable[Any] = TABLES) -> None:
    """Let the database count and tidy these tables; what is being written goes on.

    Until it does, it plans for the few rows of before: pages take many times as long.
    By itself it gets to it after a minute or more.
    """
    names = ", ".join(table.__tablename__ for table in tables)
    # No transaction may hold this statement.
    engine = model.ensure_engine().execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"VACUUM (ANALYZE) {names}"))
