"""What touches the grave violations, counted by what a reader may see of it.

A deliverable counts once, with all its editions; what was dropped counts no more.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    TODAY,
    Query,
    Scope,
    Shape,
    columns,
    prepared,
)
from ckanext.tiptaskforce.model.decision import Decision
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.model.overview import is_delivered
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.vocabulary import (
    ActionPointState,
    DecisionState,
    DeliverableState,
    MeetingState,
    ReleaseState,
)

# By what the page of a violation counts its deliverables; all of them are one more.
FACETS = ("objective", "subcommittee", "agency", "state", "core_function")
EVERY = "every"
OTHERS = ("indicator", "document", "release", "meeting", "decision", "action_point")
# What comes of meetings, with the state in which it counts no more.
MET = {
    "meeting": (Meeting, MeetingState.CANCELLED.value),
    "decision": (Decision, DecisionState.DROPPED.value),
    "action_point": (ActionPoint, ActionPointState.DROPPED.value),
}

_VIOLATION = sa.bindparam("violation", type_=sa.Text)


class Counted(NamedTuple):
    """How many deliverables are delivered, and how many there are."""

    delivered: int
    live: int


def by_facet(
    taskforce_id: str,
    scope: Scope,
    today: date,
    violation: str,
    strategy_id: str | None,
) -> dict[str, dict[str, Counted]]:
    """Return the counts of what touches a violation, by facet and value.

    A line is one of the given strategy; of a state the dropped ones are told as well.
    What meetings brought is told beside, under the name of its noun.
    """
    about = {"taskforce_id": taskforce_id, "today": today, "violation": violation}
    asked = {**about, "strategy_id": strategy_id, **scope.values}
    names = (*FACETS, EVERY, *MET)
    found: dict[str, dict[str, Counted]] = {name: {} for name in names}
    for facet, value, delivered, live in columns(_by_facet(scope.shape), **asked):
        found[facet][value or ""] = Counted(delivered, live)
    return found


@prepared
def _by_facet(scope: Shape) -> Query:
    is_of = Deliverable.strategy_id == sa.bindparam("strategy_id", type_=sa.Text)
    function = sa.cast(Deliverable.core_function, sa.Text)
    values = {
        "objective": sa.case((is_of, Deliverable.objective), else_=""),
        "subcommittee": Deliverable.subcommittee_id,
        "agency": Deliverable.agency_id,
        "state": Deliverable.state,
        "core_function": function,
        EVERY: sa.literal("", sa.Text),
    }
    touching = Deliverable.touches(_VIOLATION)
    work = (
        _work(scope, array(list(values.values())).label("shown"))
        .where(touching)
        .subquery()
    )
    names = array([sa.literal(name, sa.Text) for name in values])
    said = _unnested(names, work.c.shown, names=("facet", "value"))
    is_told = sa.or_(work.c.is_live, said.c.facet == "state")
    facets = (
        sa.select(said.c.facet, said.c.value, *_counts(work, is_told))
        .select_from(work.join(said, sa.true()))
        .group_by(said.c.facet, said.c.value)
    )
    met = (_met_of(scope, noun, *what) for noun, what in MET.items())
    return sa.union_all(facets, *met)  # type: ignore[return-value]


def _met_of(scope: Shape, noun: str, model: Any, gone: str) -> Query:
    """Return the select of how many of what meetings brought touch a violation."""
    touching = _met(scope, model, gone).where(model.touches(_VIOLATION)).subquery()
    named = (sa.literal(noun, sa.Text), sa.literal("", sa.Text))
    none = sa.literal(0, sa.BigInteger)
    return sa.select(*named, none, sa.func.count(touching.c.id))


def by_function(
    taskforce_id: str, scope: Scope, today: date
) -> dict[tuple[str, int | None], Counted]:
    """Return the counts by violation and core function; None is without a function."""
    about = {"taskforce_id": taskforce_id, "today": today, **scope.values}
    return {
        (violation, function): Counted(delivered, live)
        for violation, function, delivered, live in columns(
            _by_function(scope.shape), **about
        )
    }


@prepared
def _by_function(scope: Shape) -> Query:
    work = _work(scope, Deliverable.violations, Deliverable.core_function)
    tagged = work.where(Deliverable.is_tagged()).subquery()
    said = _unnested(tagged.c.violations, names=("violation",))
    return (
        sa.select(
            said.c.violation,
            tagged.c.core_function,
            *_counts(tagged, tagged.c.is_live),
        )
        .select_from(tagged.join(said, sa.true()))
        .group_by(said.c.violation, tagged.c.core_function)
    )


def others(taskforce_id: str, scope: Scope) -> dict[tuple[str, str], int]:
    """Return how many things of other nouns touch each violation.

    Indicators are those of the current strategy, documents the ones in force, and of a
    series its releases that the public reads now; decisions are those that stand, and
    action points those that were not given up.
    """
    found = columns(_others(scope.shape), taskforce_id=taskforce_id, **scope.values)
    return {(row.noun, row.violation): row.number for row in found}


@prepared
def _others(scope: Shape) -> Query:
    indicators = (
        sa.select(Indicator.violations, Indicator.id)
        .join(Strategy, Strategy.id == Indicator.strategy_id)
        .where(Indicator.taskforce_id == TASKFORCE, Strategy.is_current.is_(True))
        .where(Indicator.retired == "", Indicator.is_tagged())
    )
    documents = sa.select(Document.violations, Document.id).where(
        Document.taskforce_id == TASKFORCE,
        Document.is_current.is_(True),
        Document.is_tagged(),
        Document.visible_to(scope),
    )
    releases = sa.select(Release.violations, Release.series).where(
        Release.taskforce_id == TASKFORCE,
        Release.state == ReleaseState.PUBLISHED.value,
        Release.is_tagged(),
    )
    parts = (
        ("indicator", indicators),
        ("document", documents),
        ("release", releases),
        *((noun, _met(scope, *what)) for noun, what in MET.items()),
    )
    return sa.union_all(*(_tagged(noun, query) for noun, query in parts))  # type: ignore[return-value]


def _met(scope: Shape, model: Any, gone: str) -> Query:
    """Return the select of what meetings brought, but for what was given up."""
    return sa.select(model.violations, model.id).where(
        model.taskforce_id == TASKFORCE,
        model.state != gone,
        model.is_tagged(),
        model.visible_to(scope),
    )


def _tagged(noun: str, query: Query) -> Query:
    """Return the select of how many different things of a noun touch each violation."""
    part = query.subquery()
    codes, key = part.c
    said = _unnested(codes, names=("violation",))
    return (
        sa.select(
            sa.literal(noun, sa.Text).label("noun"),
            said.c.violation,
            sa.func.count(key.distinct()).label("number"),
        )
        .select_from(part.join(said, sa.true()))
        .group_by(said.c.violation)
    )


def _work(scope: Shape, *shown: Any) -> Query:
    return sa.select(
        Deliverable.root_id,
        is_delivered(TODAY).label("is_delivered"),
        (Deliverable.state != DeliverableState.DROPPED.value).label("is_live"),
        *shown,
    ).where(Deliverable.taskforce_id == TASKFORCE, Deliverable.visible_to(scope))


def _counts(work: Any, is_told: Any) -> tuple[Any, Any]:
    roots = sa.func.count(work.c.root_id.distinct())
    return (
        roots.filter(work.c.is_delivered).label("delivered"),
        roots.filter(is_told).label("live"),
    )


def _unnested(*arrays: Any, names: tuple[str, ...]) -> Any:
    """Return arrays of the row before as a table of rows, one column each."""
    return sa.func.unnest(*arrays).table_valued(*names).render_derived()
