"""What a person must do, derived from the state of things and never stored.

The statement follows from the duties of the person alone and is prepared once for each
set of them; who the person is, and for whom, are its parameters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ckanext.tiptaskforce.model import (
    deliverable_task,
    meeting_task,
    register_task,
    tally_overview,
)
from ckanext.tiptaskforce.model.agency import Agency, is_excused
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.alert import Alert
from ckanext.tiptaskforce.model.base import (
    TASKFORCE,
    TODAY,
    Query,
    Scope,
    Shape,
    Texts,
    columns,
    prepared,
)
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.report import Report, owed_of
from ckanext.tiptaskforce.model.request import Request
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.template import Template
from ckanext.tiptaskforce.vocabulary import (
    ReleaseState,
    ReportState,
    RequestState,
    TallyState,
)

# What its agency is late with once the day has passed.
OWED = ("fix", "deliverable", "tally", "report", "action_point")

# The parameters of the selects below, beside the task force, the day and the scope.
_USER: Any = sa.bindparam("user_id", type_=sa.Text)
_OWN: Any = sa.bindparam("own_agency_ids", type_=Texts)
_NOT_REVIEWED: Any = sa.bindparam("unreviewed_agency_ids", type_=Texts)
_CHAIRED: Any = sa.bindparam("chaired_ids", type_=Texts)
_KINDS: Any = sa.bindparam("kinds", type_=Texts)
_COUNTING: Any = sa.bindparam("counting_agency_ids", type_=Texts)
_REPORTING: Any = sa.bindparam("reporting_agency_ids", type_=Texts)
_EXCLUDED: Any = sa.bindparam("excluded_agency_ids", type_=Texts)
_SENDING: Any = sa.bindparam("sending_agency_ids", type_=Texts)
_ENDING = register_task.ENDING
_told = register_task.told
_rows = deliverable_task.told


class Duty(StrEnum):
    """What a person has to do in a task force, by the seats that hold.

    The last ones are no duties of one person: what a subcommittee and its members owe.
    """

    LOG = "log"
    REVIEW = "review"
    CHAIR = "chair"
    APPROVE = "approve"
    MAKE = "make"
    COUNT = "count"
    ACCEPT_COUNTS = "accept_counts"
    ENDORSE = "endorse"
    OBJECT = "object"
    REPORT = "report"
    REVIEW_REPORTS = "review_reports"
    CHAIR_REPORTS = "chair_reports"
    ACCEPT_REPORTS = "accept_reports"
    ALERT = "alert"
    ALERT_ALL = "alert_all"
    ANSWER = "answer"
    MINUTES = "minutes"
    LIAISE = "liaise"
    LIAISE_ALL = "liaise_all"
    CONTRIBUTE = "contribute"
    GROUP = "group"
    GROUP_REPORTS = "group_reports"


@dataclass(frozen=True)
class Work:
    """What the statement follows from: the scope, and the periods that are counted."""

    scope: Shape
    dues: tuple[tally_overview.Due, ...] = ()


def of_reviewers(work: Work) -> list[Query]:
    """Return the select of what waits for a review by this person."""
    outside = (
        Deliverable.submitted_by != _USER,
        Deliverable.agency_id != sa.all_(_NOT_REVIEWED),
        sa.not_(Deliverable.partner_ids.op("&&")(_NOT_REVIEWED)),
    )
    return [deliverable_task.submitted(work.scope, *outside)]


def of_chairs(work: Work) -> list[Query]:
    """Return the select of what waits for a review by the chair of these groups."""
    is_chaired = Deliverable.subcommittee_id == sa.any_(_CHAIRED)
    return [select.where(is_chaired) for select in of_reviewers(work)]


def of_approvers(_work: Work) -> list[Query]:
    """Return the select of the releases that wait for this person's approval."""
    waiting = (
        Release.taskforce_id == TASKFORCE,
        Release.state == ReleaseState.PROPOSED.value,
        Release.proposed_by != _USER,
        sa.all_(Release.editor_ids) != _USER,
    )
    return [_rows("approve", Release, Release.proposed_at, *waiting)]


def of_makers(_work: Work) -> list[Query]:
    """Return the select of the releases that wait for their maker's next step."""
    states = (
        ReleaseState.PROTECTED.value,
        ReleaseState.REFUSED.value,
        ReleaseState.FAILED.value,
    )
    waiting = (
        Release.taskforce_id == TASKFORCE,
        Release.is_made_as() == sa.any_(_KINDS),
        Release.state.in_(states),
    )
    return [_rows("propose", Release, Release.modified, *waiting)]


def of_counters(work: Work) -> list[Query]:
    """Return the select of the counts that agencies have not sent yet."""
    if not work.dues:
        return []
    is_asked = Agency.id == sa.any_(_SENDING)
    owed = tally_overview.owed_of(is_asked, TASKFORCE, work.dues)
    found = owed.order_by(None).subquery()
    shown = (found.c.id, found.c.period, found.c.due, found.c.agency_id, found.c.note)
    return [_told("tally", *shown)]


def of_custodians(_work: Work) -> list[Query]:
    """Return the select of the tallies that wait for this custodian."""
    waiting = (
        Tally.taskforce_id == TASKFORCE,
        Tally.state == TallyState.SUBMITTED.value,
        Tally.submitted_by != _USER,
        Tally.agency_id != sa.all_(_EXCLUDED),
    )
    none = sa.literal("")
    shown = (Tally.id, Tally.period, Tally.submitted_at, Tally.agency_id, none)
    return [_told("count", *shown).where(*waiting)]


def of_endorsements(_work: Work) -> list[Query]:
    """Return the select of the endorsements that end by a day, or have ended."""
    ending = (
        Agreement.taskforce_id == TASKFORCE,
        Agreement.expires_on <= _ENDING,
        Agency.id == Agreement.agency_id,
        Agency.stays(),
    )
    none = sa.literal("")
    shown = (Agency.id, Agency.acronym, Agreement.expires_on, Agency.id, none)
    return [_told("agreement", *shown).where(*ending)]


def of_sources(_work: Work) -> list[Query]:
    """Return the select of the proposed releases that hold these agencies' counts."""
    waiting = (
        Release.taskforce_id == TASKFORCE,
        Release.state == ReleaseState.PROPOSED.value,
        Release.source_ids.op("&&")(_COUNTING),
    )
    return [_rows("object", Release, Release.proposed_at, *waiting)]


def of_reporters(_work: Work) -> list[Query]:
    """Return the select of the reports that agencies have not sent yet."""
    return [_unsent(Report.agency_id == sa.any_(_REPORTING))]


def of_group_reports(_work: Work) -> list[Query]:
    """Return the selects of what the chair of these groups is told of their reports."""
    own = Report.subcommittee_id == sa.any_(_CHAIRED)
    plain = sa.and_(Report.counts_persons.is_(False), own)
    return [_unsent(plain), _submitted(plain)]


def of_groups(work: Work) -> list[Query]:
    """Return the selects of what the reader's groups and their members owe."""
    return [
        *deliverable_task.of_groups(work.scope),
        meeting_task.of_groups(work.scope),
    ]


def _unsent(is_asked: Any) -> Query:
    found = owed_of(is_asked, TASKFORCE, TODAY).order_by(None).subquery()
    title = _named(found.c.indicator, found.c.title, found.c.period)
    shown = (found.c.id, title, found.c.due, found.c.agency_id, found.c.note)
    return _told("report", *shown)


def of_report_reviewers(_work: Work) -> list[Query]:
    """Return the select of the reports that wait for this reviewer."""
    plain = Report.counts_persons.is_(False)
    return [_reviewed(plain, Report.agency_id != sa.all_(_NOT_REVIEWED))]


def of_report_chairs(_work: Work) -> list[Query]:
    """Return the select of the reports that wait for the chair of these groups."""
    own = Report.subcommittee_id == sa.any_(_CHAIRED)
    plain = sa.and_(Report.counts_persons.is_(False), own)
    return [_reviewed(plain, Report.agency_id != sa.all_(_NOT_REVIEWED))]


def of_report_custodians(_work: Work) -> list[Query]:
    """Return the select of the counts of persons that wait for this custodian."""
    persons = Report.counts_persons.is_(True)
    return [_reviewed(persons, Report.agency_id != sa.all_(_EXCLUDED))]


def of_alerters(_work: Work) -> list[Query]:
    """Return the select of these agencies' alerts that nobody acknowledges."""
    own = Alert.agency_id == sa.any_(_COUNTING)
    return [select.where(own) for select in of_mrm_focals(_work)]


def of_mrm_focals(_work: Work) -> list[Query]:
    """Return the select of all alerts that nobody has acknowledged for a week."""
    none = sa.literal("")
    shown = (Alert.id, Alert.violation, Alert.passed_on, Alert.agency_id, none)
    waiting = (Alert.taskforce_id == TASKFORCE, Alert.is_waiting(TODAY))
    return [_told("alert", *shown).where(*waiting)]


def of_askers(_work: Work) -> list[Query]:
    """Return the select of what people outside ask and nobody has answered."""
    none = sa.literal("")
    shown = (Request.id, Request.kind, Request.confirmed_at, none, none)
    is_open = Request.state == RequestState.OPEN.value
    known = Request.confirmed_at.is_not(None)
    here = Request.taskforce_id == TASKFORCE
    return [_told("request", *shown).where(here, is_open, known)]


def _reviewed(*where: Any) -> Query:
    return _submitted(Report.submitted_by != _USER, *where)


def _submitted(*where: Any) -> Query:
    title = _named(Indicator.code, Indicator.title, Report.period)
    shown = (Report.id, title, Report.submitted_at, Report.agency_id, sa.literal(""))
    return (
        _told("report_review", *shown)
        .select_from(Report)
        .join(Indicator, Indicator.id == Report.indicator_id)
        .where(
            Report.taskforce_id == TASKFORCE,
            Report.state == ReportState.SUBMITTED.value,
            Indicator.retired == "",
            *where,
        )
    )


def _named(code: Any, title: Any, period: Any) -> Any:
    return sa.func.concat(code, " ", title, ", ", period)


_SELECTS = {
    Duty.LOG: lambda work: deliverable_task.of_agencies(work.scope, _OWN),
    Duty.REVIEW: of_reviewers,
    Duty.CHAIR: of_chairs,
    Duty.APPROVE: of_approvers,
    Duty.MAKE: of_makers,
    Duty.COUNT: of_counters,
    Duty.ACCEPT_COUNTS: of_custodians,
    Duty.ENDORSE: of_endorsements,
    Duty.OBJECT: of_sources,
    Duty.REPORT: of_reporters,
    Duty.REVIEW_REPORTS: of_report_reviewers,
    Duty.CHAIR_REPORTS: of_report_chairs,
    Duty.ACCEPT_REPORTS: of_report_custodians,
    Duty.ALERT: of_alerters,
    Duty.ALERT_ALL: of_mrm_focals,
    Duty.ANSWER: of_askers,
    Duty.MINUTES: lambda work: [meeting_task.of_keepers(work.scope)],
    Duty.LIAISE: lambda work: register_task.of_liaisons(work.scope, _OWN),
    Duty.LIAISE_ALL: lambda work: register_task.of_keepers(work.scope),
    Duty.CONTRIBUTE: lambda _work: register_task.of_contributors(),
    Duty.GROUP: of_groups,
    Duty.GROUP_REPORTS: of_group_reports,
}


def of_duties(duties: Iterable[Duty], work: Work) -> list[Query]:
    """Return the selects of what these duties ask for."""
    return [select for duty in duties for select in _SELECTS[duty](work)]


def listed(
    duties: Iterable[Duty],
    scope: Scope,
    dues: Iterable[tally_overview.Due],
    *,
    size: int,
    number: int,
    **values: Any,
) -> tuple[list[Any], list[Any]]:
    """Return one page of the tasks, and (kind, total, late) of each kind of them all.

    The earliest date comes first; late is what an agency still owes.
    """
    query = _listed(tuple(duties), Work(scope.shape, tuple(dues)))
    if query is None:
        return [], []
    place = {"size": size, "first": (number - 1) * size}
    found = columns(query, **values, **place, **scope.values)
    items = [row for row in found if row.total is None]
    return items, [row for row in found if row.total is not None]


@prepared
def _listed(duties: tuple[Duty, ...], work: Work) -> Query | None:
    """Return the select of a page of tasks, in order, with the counts before it."""
    selects = of_duties(duties, work)
    if not selects:
        return None
    tasks = sa.union_all(*selects).cte("task")
    order = (tasks.c.due.asc().nulls_last(), tasks.c.id, tasks.c.kind)
    place = sa.func.row_number().over(order_by=order).label("place")
    unknown = sa.cast(sa.null(), sa.Integer)
    page = (
        sa.select(tasks, place, unknown.label("total"), unknown.label("late"))
        .order_by(place)
        .limit(sa.bindparam("size", type_=sa.Integer))
        .offset(sa.bindparam("first", type_=sa.Integer))
        .subquery()
    )
    owed = tasks.c.kind.in_(OWED)
    is_late = sa.and_(tasks.c.due < TODAY, owed, sa.not_(is_excused(tasks.c.agency_id)))
    late = sa.func.count().filter(is_late)
    blank = [sa.cast(sa.null(), column.type) for column in list(tasks.c)[1:]]
    counts = sa.select(tasks.c.kind, *blank, unknown, sa.func.count(), late).group_by(
        tasks.c.kind
    )
    both = sa.union_all(sa.select(page), counts).subquery()
    standing = sa.and_(
        Template.taskforce_id == TASKFORCE,
        Template.code == both.c.template,
        Template.retired.is_(False),
    )
    # It comes along for all: to ask for it apart would depend on what there is to do.
    return (
        sa.select(both, Template.title.label("template_title"))
        .outerjoin(Template, standing)
        .order_by(both.c.place.asc().nulls_first(), both.c.kind)
    )
