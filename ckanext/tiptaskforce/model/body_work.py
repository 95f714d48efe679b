"""What a subcommittee has before it: its next meeting, open points, and indicators."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    TODAY,
    Query,
    Scope,
    Shape,
    columns,
    prepared,
    rows,
)
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.meeting import Meeting, listed
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.vocabulary import ActionPointState

_GROUP: Any = sa.bindparam("group_id", type_=sa.Text)


def ahead(taskforce_id: str, scope: Scope, group_id: str, today: date) -> Any:
    """Return (meeting, n_open, n_late): what a reader may see of one subcommittee.

    The meeting that comes next is an object of id, day and starts, or None.
    """
    about = {"taskforce_id": taskforce_id, "group_id": group_id, "today": today}
    return columns(_ahead(scope.shape), **about, **scope.values)[0]


@prepared
def _ahead(scope: Shape) -> Query:
    coming = listed(TASKFORCE, scope, body=(_GROUP,), since=TODAY)
    said = sa.func.json_build_object(
        *("id", Meeting.id, "day", Meeting.day, "starts", Meeting.starts)
    )
    meeting = coming.with_only_columns(said).limit(1).scalar_subquery()
    points = sa.select(sa.func.count()).where(
        ActionPoint.taskforce_id == TASKFORCE,
        ActionPoint.is_of(_GROUP),
        ActionPoint.visible_to(scope),
        ActionPoint.state == ActionPointState.OPEN.value,
    )
    n_open = points.scalar_subquery()
    n_late = points.where(ActionPoint.is_overdue(TODAY)).scalar_subquery()
    shown = (meeting.label("meeting"), n_open.label("n_open"), n_late.label("n_late"))
    return sa.select(*shown)


def indicators(taskforce_id: str, group_id: str) -> list[Any]:
    """Return (code, title, objective) of what it answers for, by line."""
    return rows(
        sa.select(Indicator.code, Indicator.title, Objective.code.label("objective"))
        .join(Objective, Objective.id == Indicator.objective_id)
        .join(Strategy, Strategy.id == Indicator.strategy_id)
        .where(
            Indicator.taskforce_id == taskforce_id,
            Indicator.subcommittee_id == group_id,
            Indicator.retired == "",
            Strategy.is_current.is_(True),
        )
        .order_by(Objective.position, Indicator.position, Indicator.code)
    )
