"""What the shared steps must know of each noun: its table and the facts of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import remembered
from ckanext.tiptaskforce.model import seat as seats
from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.alert import Alert
from ckanext.tiptaskforce.model.base import Row, Veiled, find_visible
from ckanext.tiptaskforce.model.base import find as find_row
from ckanext.tiptaskforce.model.comment import Comment
from ckanext.tiptaskforce.model.decision import Decision
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.feedback_channel import FeedbackChannel
from ckanext.tiptaskforce.model.followup import Followup
from ckanext.tiptaskforce.model.funding import Funding
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.input import Input
from ckanext.tiptaskforce.model.invitation import Invitation
from ckanext.tiptaskforce.model.join import Join
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.report import Report, kind_of
from ckanext.tiptaskforce.model.request import Request
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.model.template import Template
from ckanext.tiptaskforce.model.upload import Upload
from ckanext.tiptaskforce.vocabulary import (
    ALERTS,
    ReleaseKind,
    ReleaseState,
    Role,
)

TABLES: dict[str, type[Row]] = {
    "taskforce": Taskforce,
    "agency": Agency,
    "subcommittee": Subcommittee,
    "seat": Seat,
    "invitation": Invitation,
    "join": Join,
    "template": Template,
    "strategy": Strategy,
    "objective": Objective,
    "deliverable": Deliverable,
    "comment": Comment,
    "document": Document,
    "agreement": Agreement,
    "tally": Tally,
    "indicator": Indicator,
    "period": Period,
    "report": Report,
    "funding": Funding,
    "alert": Alert,
    "meeting": Meeting,
    "decision": Decision,
    "action_point": ActionPoint,
    "feedback_channel": FeedbackChannel,
    "followup": Followup,
    "partnership": Partnership,
    "input": Input,
    "release": Release,
    "upload": Upload,
    "request": Request,
}

# The states in which an update changes fields and no state.
CHANGED_IN: dict[str, tuple[str, ...]] = {
    "deliverable": ("planned", "in_progress"),
    "comment": ("live",),
    "meeting": ("planned", "held"),
    "decision": ("recorded",),
    "action_point": ("open",),
}
# Whoever brings in what others sent decides on it, as a reviewer does.
REVIEWS = frozenset({"accept", "send_back", "bring"})


def find(reader: permissions.Reader, noun: str, object_id: str) -> Any:
    """Return the object if the reader may know of it, or None.

    An unknown object, one of another task force and a hidden one give the same None.
    """
    table = TABLES[noun]
    if issubclass(table, Veiled):
        own = sorted({seat.taskforce_id for seat in reader.held})
        scopes = {one: permissions.scope(reader, one) for one in own}
        return find_visible(table, object_id, scopes)
    row = find_row(table, object_id)
    if row is None or (isinstance(row, Request) and row.confirmed_at is None):
        return None
    if noun == "upload":
        return row if row.created_by == reader.user_id else None
    verb = "show" if (noun, "show") in permissions.POLICY else "list"
    return row if permissions.may(reader, noun, verb, target(noun, verb, row)) else None


def target(noun: str, verb: str, row: Any) -> permissions.Target:
    """Return the facts of a row that the policy looks at for this verb."""
    own = _TARGETS.get(noun)
    return own(verb, row) if own else permissions.facts(row)


def _deliverable_target(verb: str, row: Deliverable) -> permissions.Target:
    partners = frozenset(row.partner_ids or ())
    if verb in REVIEWS:
        return _reviewed(row, _reviewers, partner_ids=partners)
    return permissions.facts(row, partner_ids=partners)


def _tally_target(verb: str, row: Tally) -> permissions.Target:
    return _reviewed(row, _custodians) if verb in REVIEWS else permissions.facts(row)


def _release_target(_verb: str, row: Release) -> permissions.Target:
    # An agency learns of a release with its counts while it may object.
    sources = row.source_ids if row.state == ReleaseState.PROPOSED else ()
    return permissions.facts(
        row,
        kind=made_as(row.kind, row.specification),
        editor_ids=frozenset({*row.editor_ids, row.proposed_by} - {""}),
        source_ids=frozenset(sources),
    )


def made_as(kind: str, specification: dict[str, Any]) -> str:
    """Return as what a release is made: by its kind, but alerts by other seats."""
    is_alerts = kind == ReleaseKind.FIGURES and specification.get("step") == ALERTS
    return ALERTS if is_alerts else kind


def releases_listed(reader: permissions.Reader, taskforce_id: str) -> str | None:
    """Return which releases a list is limited to: None where a seat sees them all."""
    every = permissions.Target(taskforce_id)
    return None if permissions.may(reader, "release", "preview", every) else ALERTS


def _report_target(verb: str, row: Report) -> permissions.Target:
    # Of thousands of reports the facts are asked of light rows.
    kind = kind_of(counts_persons=row.counts_persons)
    if verb not in REVIEWS:
        return permissions.facts(row, kind=kind)
    who = _custodians if row.counts_persons else _reviewers
    return _reviewed(row, who, kind=kind)


def _reviewed(
    row: Any, read: Callable[[str], frozenset[seats.Reviewer]], **more: Any
) -> permissions.Target:
    editors = frozenset({row.submitted_by} - {""})
    reviewers = _Later(row.taskforce_id, read)
    return permissions.facts(row, reviewers=reviewers, editor_ids=editors, **more)


@dataclass(frozen=True)
class _Later:
    """Who reviews, read when the policy looks at them."""

    taskforce_id: str
    read: Callable[[str], frozenset[seats.Reviewer]]

    def __iter__(self) -> Iterator[seats.Reviewer]:
        return iter(self.read(self.taskforce_id))


def _reviewers(taskforce_id: str) -> frozenset[seats.Reviewer]:
    key = ("reviewers", taskforce_id)
    return remembered.once(key, lambda: seats.reviewers(taskforce_id))


def _custodians(taskforce_id: str) -> frozenset[seats.Reviewer]:
    """Return the custodians whose seats hold once exclusions have won."""
    key = ("custodians", taskforce_id)
    return remembered.once(key, lambda: _holding_custodians(taskforce_id))


def _holding_custodians(taskforce_id: str) -> frozenset[seats.Reviewer]:
    named = seats.holders(taskforce_id, Role.CUSTODIAN)
    return frozenset(
        seat
        for seat in named
        if any(
            held.role is Role.CUSTODIAN and held.taskforce_id == taskforce_id
            for held in permissions.holding(seats.held_by(seat.user_id))
        )
    )


# The nouns of which the policy looks at more than whose they are.
_TARGETS: dict[str, Callable[[str, Any], permissions.Target]] = {
    # It is its own: whoever speaks for it hands its work over.
    "agency": lambda _verb, row: permissions.Target(row.taskforce_id, agency_id=row.id),
    "deliverable": _deliverable_target,
    "comment": lambda _verb, row: permissions.facts(
        row, editor_ids=frozenset({row.created_by})
    ),
    "tally": _tally_target,
    "seat": lambda _verb, row: permissions.facts(row, kind=row.role),
    "invitation": lambda _verb, row: permissions.facts(row, kind=row.role),
    "report": _report_target,
    "release": _release_target,
}
