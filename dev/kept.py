"""Sets of rows of a test database that are built once."""

from __future__ import annotations

import copy
from typing import Any

from ckan import model

from dev import tables


class Rows:
    """Sets of rows that were built once and are put back before a test."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        # The set that the database held last, and the transaction that made it so.
        self.last: tuple[str, int | None] = ("", None)

    def keep(self, name: str, about: Any) -> None:
        """Remember the rows that are in the database now, and what they are about."""
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            self.kept[name] = (about, tables.copied(connection))
            self.last = (name, tables.transaction(connection))

    def put_back(self, name: str) -> Any:
        """Make the database hold these rows and no others."""
        model.Session.remove()
        about, kept = self.kept[name]
        with model.meta.engine.begin() as connection:
            since = self.last[1] if self.last[0] == name else None
            tables.put_back(connection, kept, since)
            self.last = (name, tables.transaction(connection))
        return copy.deepcopy(about)
