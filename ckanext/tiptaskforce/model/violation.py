"""What touches a grave violation: columns of the nouns that can, and counts by them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.base import Codes, Json

# Whether a row is tagged at all; an index of the tagged ones says the same words.
TAGGED = "cardinality(violations) > 0"


class Touching:
    """The columns of a noun that can touch grave violations.

    ``violation_links`` holds the kind of link where somebody set another one than the
    source states.
    """

    violations: Mapped[Codes] = mapped_column(default=list)
    violation_links: Mapped[Json] = mapped_column(default=dict)

    @classmethod
    def touches(cls, violation: Any) -> sa.ColumnElement[bool]:
        """Return the filter of what touches a violation."""
        return sa.and_(cls.is_tagged(), violation == sa.any_(cls.violations))

    @classmethod
    def is_tagged(cls) -> sa.ColumnElement[bool]:
        """Return the filter of what touches any violation."""
        return sa.func.cardinality(cls.violations) > 0
