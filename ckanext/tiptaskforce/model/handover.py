"""What an organisation hands on when whoever speaks for it changes: its open work.

Kinds, titles, states and days; no count, no person. Of what is restricted, each query
keeps what all the given scopes may know of.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from ckanext.tiptaskforce.model import report, tally_overview
from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import Scope, rows, scalars
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.vocabulary import ActionPointState, DeliverableState

Scopes = Iterable[Scope]


class Owner(NamedTuple):
    """What the queries ask of an agency, where it is known without a query."""

    taskforce_id: str
    id: str
    subcommittee_ids: list[str]


Whose = Agency | Owner


def reports(agency: Whose, today: date) -> list[Any]:
    """Return the reports that it owes, the first due on top."""
    asked = report.Report.agency_id == agency.id
    return rows(report.owed_of(asked, agency.taskforce_id, today))


def tallies(agency: Whose, dues: list[tally_overview.Due]) -> list[Any]:
    """Return the periods whose counts it owes; of the counts themselves nothing."""
    if not dues:
        return []
    asked = Agency.id == agency.id
    return rows(tally_overview.owed_of(asked, agency.taskforce_id, dues))


def deliverables(agency: Whose, scopes: Scopes, today: date) -> list[Deliverable]:
    """Return what it has not finished, what waits for review, what is outdated."""
    return scalars(unfinished(Deliverable.agency_id == agency.id, scopes, today))


def action_points(agency: Whose, scopes: Scopes) -> list[ActionPoint]:
    """Return what meetings asked of it and is open.

    What is confidential goes along only from bodies on which it sits.
    """
    sits = ActionPoint.subcommittee_id.in_(agency.subcommittee_ids)
    query = sa.select(ActionPoint).where(
        ActionPoint.agency_id == agency.id,
        ActionPoint.state == ActionPointState.OPEN.value,
        sa.or_(ActionPoint.is_confidential.is_(False), sits),
    )
    found = _known(query, ActionPoint, scopes)
    return scalars(found.order_by(ActionPoint.due, ActionPoint.id))


def partnerships(agency: Whose, scopes: Scopes) -> list[Partnership]:
    """Return the forums and agreements that it keeps or is a party of."""
    query: Any = None
    for scope in scopes:
        listed = Partnership.listed(agency.taskforce_id, scope, agency_id=agency.id)
        query = listed if query is None else query.where(Partnership.visible_to(scope))
    return scalars(query)


def documents(agency: Whose, scopes: Scopes) -> list[Document]:
    """Return its papers in force."""
    query = sa.select(Document).where(
        Document.agency_id == agency.id,
        Document.is_current.is_(True),
        Document.deliverable_id.is_(None),
        Document.report_id.is_(None),
    )
    found = _known(query, Document, scopes)
    return scalars(found.order_by(Document.title, Document.id))


def unfinished(whose: Any, scopes: Scopes, today: date) -> Any:
    """Return the select of what is open, waits for review or is outdated."""
    waits = Deliverable.state == DeliverableState.SUBMITTED.value
    is_wanted = sa.or_(Deliverable.is_open(), waits, Deliverable.is_outdated(today))
    query = _known(sa.select(Deliverable).where(whose, is_wanted), Deliverable, scopes)
    return query.order_by(Deliverable.owed_by().asc().nulls_last(), Deliverable.id)


def _known(query: Any, table: Any, scopes: Scopes) -> Any:
    for scope in scopes:
        query = query.where(table.visible_to(scope))
    return query
