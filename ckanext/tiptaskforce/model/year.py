"""What a year of work is planned from: what is open, and what was done the year before.

The open work is due in the year or earlier. What was delivered the year before and has
no later edition is what a year repeats.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ckanext.tiptaskforce.model.base import Query, Scope
from ckanext.tiptaskforce.model.deliverable import Deliverable, visible
from ckanext.tiptaskforce.vocabulary import DeliverableState as State


def plannable(taskforce_id: str, scope: Scope, year: int, **columns: Any) -> Query:
    """Return the select of it as far as a reader may see, in the order of the grid.

    :param columns: values that rows must have; None asks for nothing
    """
    day = sa.func.coalesce(Deliverable.due, Deliverable.finished_on)
    begins, ends = date(year, 1, 1), date(year, 12, 31)
    later = aliased(Deliverable)
    followed = sa.exists().where(
        later.root_id == Deliverable.root_id,
        later.edition > Deliverable.edition,
        later.state != State.DROPPED.value,
    )
    repeated = sa.and_(
        Deliverable.state == State.DELIVERED.value,
        day >= begins.replace(year=year - 1),
        day < begins,
        sa.not_(followed),
    )
    is_owed = sa.or_(Deliverable.due.is_(None), Deliverable.due <= ends)
    is_it = sa.or_(sa.and_(Deliverable.is_open(), is_owed), repeated)
    asked = {name: value for name, value in columns.items() if value is not None}
    order = (Deliverable.core_function.nulls_last(), Deliverable.template, day)
    query = visible(taskforce_id, scope).where(is_it).filter_by(**asked)
    return query.order_by(*order, Deliverable.id)
