"""Every state machine of the workspace as one table.

Actions, buttons, docs and tests read this table; nothing else changes a state.
``who`` names a group of seats that ``permissions.py`` spells out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ckanext.tiptaskforce.vocabulary import ActionPointState as I
from ckanext.tiptaskforce.vocabulary import AlertState as A
from ckanext.tiptaskforce.vocabulary import CommentState as C
from ckanext.tiptaskforce.vocabulary import DecisionState as S
from ckanext.tiptaskforce.vocabulary import DeliverableState as D
from ckanext.tiptaskforce.vocabulary import InvitationState as V
from ckanext.tiptaskforce.vocabulary import JoinState as J
from ckanext.tiptaskforce.vocabulary import MeetingState as M
from ckanext.tiptaskforce.vocabulary import ReleaseState as R
from ckanext.tiptaskforce.vocabulary import ReportState as P
from ckanext.tiptaskforce.vocabulary import RequestState as Q
from ckanext.tiptaskforce.vocabulary import TallyState as T
from ckanext.tiptaskforce.vocabulary import UploadState as U


class Who(StrEnum):
    """The groups that a transition may be granted to."""

    OWNER = "owner"
    OWNER_OR_COORDINATOR = "owner_or_coordinator"
    REVIEWER = "reviewer"
    COORDINATION = "coordination"
    CUSTODIAN = "custodian"
    MAKER = "maker"
    APPROVER = "approver"
    MAKER_OR_APPROVER = "maker_or_approver"
    SOURCE = "source"
    WITHDRAWER = "withdrawer"
    ALERTER = "alerter"
    KEEPER = "keeper"
    OWNER_OR_KEEPER = "owner_or_keeper"
    MINUTES_APPROVER = "minutes_approver"
    AUTHOR = "author"
    JOB = "job"


@dataclass(frozen=True)
class Transition:
    """One row: from which states a verb leads where, and whether it needs a note."""

    noun: str
    verb: str
    sources: frozenset[str]
    target: str
    who: Who
    needs_note: bool = False


def _row(  # noqa: PLR0913  a row of the table has six columns
    noun: str,
    sources: tuple[StrEnum, ...],
    verb: str,
    target: StrEnum,
    who: Who,
    *,
    note: bool = False,
) -> Transition:
    return Transition(noun, verb, frozenset(map(str, sources)), str(target), who, note)


_UNPUBLISHED = (R.DRAFT, R.PROTECTING, R.PROTECTED, R.REFUSED, R.FAILED, R.PROPOSED)

TRANSITIONS: tuple[Transition, ...] = (
    # noun, from, verb, to, who
    _row("deliverable", (D.PLANNED, D.IN_PROGRESS), "submit", D.SUBMITTED, Who.OWNER),
    _row("deliverable", (D.SUBMITTED,), "recall", D.IN_PROGRESS, Who.OWNER),
    _row("deliverable", (D.SUBMITTED,), "accept", D.DELIVERED, Who.REVIEWER),
    _row(
        "deliverable",
        (D.SUBMITTED,),
        "send_back",
        D.IN_PROGRESS,
        Who.REVIEWER,
        note=True,
    ),
    _row(
        "deliverable",
        (D.PLANNED, D.IN_PROGRESS),
        "drop",
        D.DROPPED,
        Who.OWNER_OR_COORDINATOR,
        note=True,
    ),
    # Renewing leaves the delivered edition as it is and opens the next one beside it.
    _row("deliverable", (D.DELIVERED,), "renew", D.DELIVERED, Who.OWNER_OR_COORDINATOR),
    # A removed comment keeps its place; its words stay in the audit trail alone.
    _row("comment", (C.LIVE,), "remove", C.REMOVED, Who.AUTHOR),
    # To change an accepted tally opens its next edition; the last counts until then.
    _row("tally", (T.DRAFT, T.SENT_BACK, T.ACCEPTED), "update", T.DRAFT, Who.OWNER),
    _row("tally", (T.DRAFT, T.SENT_BACK), "submit", T.SUBMITTED, Who.OWNER),
    _row("tally", (T.SUBMITTED,), "recall", T.DRAFT, Who.OWNER),
    _row("tally", (T.SUBMITTED,), "accept", T.ACCEPTED, Who.CUSTODIAN),
    _row("tally", (T.SUBMITTED,), "send_back", T.SENT_BACK, Who.CUSTODIAN, note=True),
    # The same with reports; a correction of an accepted one says why.
    _row("report", (P.DRAFT, P.SENT_BACK, P.ACCEPTED), "update", P.DRAFT, Who.OWNER),
    _row("report", (P.DRAFT, P.SENT_BACK), "submit", P.SUBMITTED, Who.OWNER),
    _row("report", (P.SUBMITTED,), "recall", P.DRAFT, Who.OWNER),
    _row("report", (P.SUBMITTED,), "accept", P.ACCEPTED, Who.REVIEWER),
    _row("report", (P.SUBMITTED,), "send_back", P.SENT_BACK, Who.REVIEWER, note=True),
    _row("report", (P.ACCEPTED,), "renew", P.DRAFT, Who.OWNER, note=True),
    # What an organisation sent in former years, by the file that coordination has of
    # it; to bring another figure of an accepted one is its next edition, with a reason.
    _row("report", (P.DRAFT, P.ACCEPTED), "bring", P.ACCEPTED, Who.COORDINATION),
    _row(
        "release",
        (R.DRAFT, R.PROTECTED, R.REFUSED, R.FAILED),
        "update",
        R.DRAFT,
        Who.MAKER,
    ),
    _row("release", (R.DRAFT,), "protect", R.PROTECTING, Who.MAKER),
    _row("release", (R.PROTECTING,), "cancel", R.DRAFT, Who.MAKER),
    _row("release", (R.PROTECTING,), "pass", R.PROTECTED, Who.JOB),
    _row("release", (R.PROTECTING,), "refuse", R.REFUSED, Who.JOB),
    _row("release", (R.PROTECTING,), "fail", R.FAILED, Who.JOB),
    _row("release", (R.PROTECTED,), "propose", R.PROPOSED, Who.MAKER),
    _row("release", (R.PROPOSED,), "approve", R.PUBLISHING, Who.APPROVER),
    _row("release", (R.PROPOSED,), "send_back", R.DRAFT, Who.APPROVER, note=True),
    # An agency whose counts it holds says no, with the reason.
    _row("release", (R.PROPOSED,), "object", R.DRAFT, Who.SOURCE, note=True),
    _row("release", (R.PUBLISHING,), "publish", R.PUBLISHED, Who.JOB),
    # A publishing job that finds other bytes than the approved ones gives them back.
    _row("release", (R.PUBLISHING,), "return", R.PROPOSED, Who.JOB),
    _row("release", _UNPUBLISHED, "drop", R.DROPPED, Who.MAKER_OR_APPROVER, note=True),
    _row("release", (R.PUBLISHED,), "withdraw", R.WITHDRAWN, Who.WITHDRAWER),
    _row("alert", (A.PASSED,), "acknowledge", A.ACKNOWLEDGED, Who.ALERTER),
    # What strangers ask is answered, or closed with the reason; by itself when stale.
    _row("request", (Q.OPEN,), "answer", Q.ANSWERED, Who.COORDINATION, note=True),
    _row("request", (Q.OPEN,), "close", Q.CLOSED, Who.COORDINATION, note=True),
    _row("request", (Q.OPEN,), "expire", Q.CLOSED, Who.JOB),
    # Minutes are for whoever keeps them until they are approved; to correct them
    # later takes a reason.
    _row("meeting", (M.PLANNED,), "hold", M.HELD, Who.KEEPER),
    _row("meeting", (M.HELD,), "approve", M.APPROVED, Who.MINUTES_APPROVER),
    _row("meeting", (M.APPROVED,), "reopen", M.HELD, Who.MINUTES_APPROVER, note=True),
    _row("meeting", (M.PLANNED,), "call_off", M.CANCELLED, Who.KEEPER, note=True),
    _row("decision", (S.RECORDED,), "drop", S.DROPPED, Who.KEEPER, note=True),
    _row("action_point", (I.OPEN,), "complete", I.DONE, Who.OWNER_OR_KEEPER),
    _row("action_point", (I.OPEN,), "drop", I.DROPPED, Who.KEEPER, note=True),
    _row("action_point", (I.DONE,), "reopen", I.OPEN, Who.KEEPER, note=True),
    _row("invitation", (V.OPEN,), "withdraw", V.WITHDRAWN, Who.COORDINATION),
    _row("invitation", (V.OPEN,), "redeem", V.ACCEPTED, Who.OWNER),
    _row("join", (J.OPEN,), "approve", J.APPROVED, Who.COORDINATION),
    _row("join", (J.OPEN,), "refuse", J.REFUSED, Who.COORDINATION),
    _row("upload", (U.OPEN,), "update", U.OPEN, Who.MAKER),
    _row("upload", (U.OPEN,), "commit", U.COMMITTED, Who.MAKER),
    _row("upload", (U.OPEN,), "drop", U.DROPPED, Who.MAKER),
    # What takes longer than a request: a job saves it whole, or gives it back.
    _row("upload", (U.OPEN,), "defer", U.SAVING, Who.JOB),
    _row("upload", (U.SAVING,), "finish", U.COMMITTED, Who.JOB),
    _row("upload", (U.SAVING,), "give_back", U.OPEN, Who.JOB),
    # Rows that nobody saved within a day are cleared.
    _row("upload", (U.OPEN,), "expire", U.EXPIRED, Who.JOB),
)

_TABLE = {(row.noun, row.verb): row for row in TRANSITIONS}


def transition(noun: str, verb: str) -> Transition | None:
    """Return the table's row for a verb, or None where the verb changes no state."""
    return _TABLE.get((noun, verb))


def target(noun: str, verb: str) -> str:
    """Return the state to which a verb leads.

    :raises KeyError: for a verb that is not in the table
    """
    return _TABLE[noun, verb].target


def verbs(noun: str, state: str) -> list[str]:
    """Return the verbs that a state allows to somebody, in table order."""
    return [t.verb for t in TRANSITIONS if t.noun == noun and state in t.sources]


def allows(noun: str, verb: str, state: str) -> bool:
    """Tell whether a verb may be said to an object in this state."""
    row = transition(noun, verb)
    return row is None or state in row.sources
