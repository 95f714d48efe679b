"""What pages call the agencies, the subcommittees and the area of a task force."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import TASKFORCE, Query, Texts, columns, prepared
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.taskforce import Taskforce


class Named(StrEnum):
    """What a name is of."""

    AGENCY = "agency"
    SUBCOMMITTEE = "subcommittee"
    AREA = "area"


def names(taskforce_id: str) -> dict[Named, list[Any]]:
    """Return the rows of all three by what they are, in the order that pages show.

    Every page needs all three, so that they come in one query. Agencies stand by
    acronym, subcommittees in their own order; type and what follows it are of agencies.
    """
    found: dict[Named, list[Any]] = {noun: [] for noun in Named}
    for row in columns(_names(), taskforce_id=taskforce_id):
        found[Named(row.noun)].append(row)
    return found


@prepared
def _names() -> Query:
    agencies = sa.select(
        sa.literal(Named.AGENCY.value).label("noun"),
        Agency.id,
        Agency.acronym.label("code"),
        Agency.name,
        Agency.type,
        Agency.stays().label("stays"),
        Agency.subcommittee_ids,
        Agency.reporting_duty,
        Agency.places,
        sa.literal(0).label("position"),
    ).where(Agency.taskforce_id == TASKFORCE)
    nothing = (
        sa.cast(sa.null(), sa.Text),
        sa.cast(sa.null(), sa.Boolean),
        sa.cast(sa.null(), Texts),
        sa.cast(sa.null(), sa.Boolean),
        sa.cast(sa.null(), Texts),
    )
    group = (Subcommittee.id, Subcommittee.slug, Subcommittee.title)
    groups = sa.select(
        sa.literal(Named.SUBCOMMITTEE.value), *group, *nothing, Subcommittee.position
    ).where(Subcommittee.taskforce_id == TASKFORCE)
    is_area = sa.and_(Place.taskforce_id == Taskforce.id, Place.code == Taskforce.area)
    place = (Place.id, Place.code, Place.name)
    areas = (
        sa.select(sa.literal(Named.AREA.value), *place, *nothing, sa.literal(0))
        .join(Taskforce, is_area)
        .where(Taskforce.id == TASKFORCE)
    )
    every = sa.union_all(agencies, groups, areas).subquery()
    return sa.select(every).order_by(every.c.position, every.c.code)
