"""What a task force hands on as a whole: how it works, and what is open in it.

Of what is restricted, each query keeps what every member may know of; what stands in
it for a subcommittee, an agency or named seats is left out, whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model import handover, meeting
from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.base import Scope, now, rows, scalars
from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.input import Input
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.template import Template
from ckanext.tiptaskforce.vocabulary import (
    ActionPointState,
    DocumentKind,
    Visibility,
)

# Who sits in the task force, for nobody and in no subcommittee.
ANY_MEMBER = Scope(is_member=True)


@dataclass(frozen=True)
class Framework:
    """The rows from which a preset is written, each kind in a fixed order."""

    places: list[Place]
    codes: list[Code]
    subcommittees: list[Subcommittee]
    agencies: list[Agency]
    strategies: list[Strategy]
    lines: list[Objective]
    indicators: list[Indicator]
    templates: list[Template]
    papers: list[Document]
    inputs: list[Input]

    @classmethod
    def of(cls, taskforce_id: str) -> Framework:
        """Return what is in use, in one query for each kind."""
        codes = scalars(Code.listed(taskforce_id).where(Code.retired.is_(False)))
        return cls(
            places=Place.in_use(taskforce_id),
            codes=list(codes),
            subcommittees=scalars(Subcommittee.of(taskforce_id)),
            agencies=agencies(taskforce_id),
            strategies=Strategy.every(taskforce_id)[::-1],
            lines=scalars(_lines(taskforce_id)),
            indicators=Indicator.live(taskforce_id),
            templates=Template.in_use(taskforce_id),
            papers=scalars(_papers(taskforce_id, Document.code != "", Document.code)),
            inputs=scalars(_brought(taskforce_id)),
        )


def agencies(taskforce_id: str) -> list[Agency]:
    """Return the organisations that have not left, by acronym."""
    own = sa.and_(Agency.taskforce_id == taskforce_id, Agency.stays())
    return scalars(sa.select(Agency).where(own).order_by(Agency.acronym))


def seats(taskforce_id: str) -> list[Any]:
    """Return which organisation sits where: (role, agency_id, subcommittee_id)."""
    said = (Seat.role, Seat.agency_id, Seat.subcommittee_id)
    own = sa.and_(Seat.taskforce_id == taskforce_id, Seat.live(now().date()))
    return rows(sa.select(*said).where(own).distinct())


def deliverables(taskforce_id: str, today: date) -> list[Deliverable]:
    """Return what is not finished, waits for review or is outdated, the first due."""
    own = Deliverable.taskforce_id == taskforce_id
    return scalars(handover.unfinished(own, [ANY_MEMBER], today))


def action_points(taskforce_id: str) -> list[ActionPoint]:
    """Return what meetings of the whole task force asked for and is open."""
    query = sa.select(ActionPoint).where(
        ActionPoint.taskforce_id == taskforce_id,
        ActionPoint.state == ActionPointState.OPEN.value,
        ActionPoint.visible_to(ANY_MEMBER),
    )
    return scalars(query.order_by(ActionPoint.due, ActionPoint.id))


def meetings(taskforce_id: str, today: date) -> list[Meeting]:
    """Return the meetings of the whole task force that come, the next one first."""
    return scalars(meeting.listed(taskforce_id, ANY_MEMBER, body=(None,), since=today))


def agreements(taskforce_id: str) -> list[Agreement]:
    """Return the endorsements of the protocol, the first to expire on top."""
    return scalars(Agreement.listed(taskforce_id))


def partnerships(taskforce_id: str) -> list[Partnership]:
    """Return the forums and agreements that are not over, by their next day."""
    return scalars(Partnership.listed(taskforce_id, ANY_MEMBER))


def inputs(taskforce_id: str) -> list[Input]:
    """Return the inputs to plans and reports of others that were not sent yet."""
    return scalars(Input.listed(taskforce_id, is_open=True))


def periods(taskforce_id: str, today: date) -> list[Period]:
    """Return the reporting periods that can still be reported on, the first due."""
    query = sa.select(Period).where(
        Period.taskforce_id == taskforce_id, Period.locks_on > today
    )
    return scalars(query.order_by(Period.due_on, Period.code))


def papers(taskforce_id: str) -> list[Document]:
    """Return the papers of the library in force that are for all members, by title."""
    return scalars(_papers(taskforce_id, sa.true(), Document.title, Document.id))


def _papers(taskforce_id: str, which: Any, *order: Any) -> Any:
    query = sa.select(Document).where(
        Document.taskforce_id == taskforce_id,
        Document.visible_to(ANY_MEMBER),
        Document.visibility == Visibility.MEMBERS.value,
        Document.kind != DocumentKind.EVIDENCE.value,
        Document.deliverable_id.is_(None),
        Document.report_id.is_(None),
        Document.is_current.is_(True),
        Document.withdrawn == "",
        which,
    )
    return query.order_by(*order)


def _lines(taskforce_id: str) -> Any:
    own = sa.and_(Objective.taskforce_id == taskforce_id, Objective.retired == "")
    query = sa.select(Objective).where(own)
    return query.order_by(Objective.strategy_id, Objective.position, Objective.id)


def _brought(taskforce_id: str) -> Any:
    own = sa.and_(Input.taskforce_id == taskforce_id, Input.retired == "")
    query = sa.select(Input).where(own, Input.code != "")
    return query.order_by(Input.code)
