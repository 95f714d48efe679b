"""Whom each change of work is told, and who is still to be told when a mail goes out.

The table says it for every verb; what is told stands in the transaction of the change.
A mail names kinds, periods and days: neither a title, a figure nor a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from ckanext.tiptaskforce import lifecycle, permissions
from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.logic import base, holding, nouns
from ckanext.tiptaskforce.model import notice
from ckanext.tiptaskforce.model import seat as seats
from ckanext.tiptaskforce.model.base import find, scalars
from ckanext.tiptaskforce.model.comment import Comment
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.digest import Digest
from ckanext.tiptaskforce.model.notice import Notice
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.vocabulary import MailChoice, MailState, Role

Whom = Callable[[base.Step, str, Any], Iterable[str]]


@dataclass(frozen=True)
class Rule:
    """What is told of a change, and to whom.

    A mail goes out while its receiver may still say ``verb`` to the object, and the
    state of the object still allows it.
    """

    kind: str
    whom: Whom
    verb: str = "show"
    is_told: Callable[[Any, dict[str, Any]], bool] = lambda _row, _values: True


def _may(verb: str, *ranks: tuple[Role, ...]) -> Whom:
    """Return who tells the people of the first rank of which somebody may."""

    def whom(step: base.Step, noun: str, row: Any) -> list[str]:
        for roles in ranks:
            named = {held.user_id for held in seats.holders(row.taskforce_id, *roles)}
            named.discard(step.reader.user_id or "")
            found = [one for one in sorted(named) if _is_able(one, noun, verb, row)]
            if found:
                return found
        return []

    return whom


def _senders(step: base.Step, _noun: str, row: Any) -> list[str]:
    """Return who sent something; where the seat is gone, who speaks for the agency."""
    held = seats.holders(row.taskforce_id, *Role)
    if row.submitted_by in {one.user_id for one in held}:
        return [row.submitted_by]
    return _speakers(step, _noun, row)


def _speakers(_step: base.Step, _noun: str, row: Any) -> list[str]:
    found = seats.holders(row.taskforce_id, Role.FOCAL_POINT)
    return [one.user_id for one in found if one.agency_id == row.agency_id]


def _people(_step: base.Step, _noun: str, row: Any) -> list[str]:
    found = seats.holders(row.taskforce_id, Role.FOCAL_POINT, Role.REPORTER)
    return [one.user_id for one in found if one.agency_id == row.agency_id]


def _assigned(step: base.Step, noun: str, row: Any) -> list[str]:
    """Return the people of an agency to which others give something to do."""
    is_own = row.agency_id in step.own_agency_ids
    return [] if is_own else _people(step, noun, row)


def _talking(step: base.Step, noun: str, row: Any) -> list[str]:
    """Return who logged what a comment is about, speaks for it or commented on it."""
    owner = find(Deliverable, row.deliverable_id)
    found = scalars(Comment.on(owner.id))
    writers = [one.created_by for one in found]
    return [owner.created_by, *_speakers(step, noun, owner), *writers]


def _is_given(row: Any, values: dict[str, Any]) -> bool:
    """Tell whether work that is to be done was given to an agency."""
    is_open = lifecycle.allows("deliverable", "submit", row.state)
    return "agency_id" in values and is_open


def _back(step: base.Step, noun: str, row: Any) -> list[str]:
    return [*_senders(step, noun, row), *_speakers(step, noun, row)]


def _maker(_step: base.Step, _noun: str, row: Any) -> list[str]:
    return [row.proposed_by]


def _maker_and_coordinators(step: base.Step, noun: str, row: Any) -> list[str]:
    found = seats.holders(row.taskforce_id, Role.COORDINATOR)
    return [*_maker(step, noun, row), *(one.user_id for one in found)]


_REVIEW = _may("accept", (Role.CHAIR,), (Role.COORDINATOR,))
_SUBMITTED = Rule(
    "deliverable_submitted",
    _REVIEW,
    "accept",
    lambda row, _values: lifecycle.allows("deliverable", "accept", row.state),
)
_GIVEN = Rule("deliverable_assigned", _assigned, "submit", _is_given)
_ASSIGNED = Rule("action_point_assigned", _people, "complete")

RULES: dict[tuple[str, str], tuple[Rule, ...]] = {
    ("deliverable", "create"): (_SUBMITTED, _GIVEN),
    ("deliverable", "update"): (_GIVEN,),
    ("comment", "create"): (Rule("deliverable_commented", _talking),),
    ("deliverable", "submit"): (_SUBMITTED,),
    ("deliverable", "accept"): (Rule("deliverable_accepted", _senders),),
    ("deliverable", "send_back"): (Rule("deliverable_sent_back", _back, "submit"),),
    ("report", "submit"): (
        Rule(
            "report_submitted",
            _may("accept", (Role.CHAIR, Role.CUSTODIAN), (Role.COORDINATOR,)),
            "accept",
        ),
    ),
    ("report", "accept"): (Rule("report_accepted", _senders),),
    ("report", "send_back"): (Rule("report_sent_back", _back, "update"),),
    ("tally", "submit"): (
        Rule("tally_submitted", _may("accept", (Role.CUSTODIAN,)), "accept"),
    ),
    ("tally", "accept"): (Rule("tally_accepted", _senders),),
    ("tally", "send_back"): (Rule("tally_sent_back", _back, "update"),),
    ("action_point", "create"): (_ASSIGNED,),
    ("action_point", "update"): (
        replace(_ASSIGNED, is_told=lambda _row, values: "agency_id" in values),
    ),
    ("action_point", "reopen"): (_ASSIGNED,),
    ("release", "propose"): (
        Rule("release_proposed", _may("approve", (Role.COORDINATOR,)), "approve"),
        Rule("release_holds", _may("object", (Role.FOCAL_POINT,)), "object"),
    ),
    ("release", "send_back"): (Rule("release_sent_back", _maker),),
    ("release", "approve"): (Rule("release_approved", _maker),),
    ("release", "object"): (Rule("release_objected", _maker_and_coordinators),),
}
# What each kind of a reminder asks for, while it is still to be done.
REMINDED: dict[str, str] = {
    **dict.fromkeys(("due_deliverable", "late_deliverable"), "submit"),
    **dict.fromkeys(("due_report", "late_report"), "update"),
    **dict.fromkeys(("due_tally", "late_tally"), "update"),
    **dict.fromkeys(("due_action_point", "late_action_point"), "complete"),
    "review_due": "renew",
    **dict.fromkeys(("agreement_ending", "agreement_ended", "late_for_chair"), "show"),
    **dict.fromkeys(("register_review", "register_late"), "update"),
    **dict.fromkeys(("register_ending", "register_ended"), "update"),
}
# Whoever is told once a day is told of these at once: somebody waits for an answer.
URGENT = frozenset(
    {
        *("deliverable_sent_back", "report_sent_back", "tally_sent_back"),
        *("release_proposed", "release_holds", "release_sent_back"),
    }
)
_VERBS = {
    **{rule.kind: rule.verb for rules in RULES.values() for rule in rules},
    **REMINDED,
}
# The kinds of work; all others are about seats, and their mail goes out in any case.
WORK = frozenset(_VERBS)
# A mail of the day says these in words of its own.
_IN_DAILY = frozenset(
    f"{step}_{noun}"
    for step in ("due", "late")
    for noun in ("deliverable", "report", "tally")
)


def of(
    step: base.Step, noun: str, verb: str, changed: list[tuple[Any, dict[str, Any]]]
) -> None:
    """Tell of a row that changed, in the transaction of the change.

    Of many rows that are written in one go nobody is told; they stand in *My work*.

    :param changed: rows, each with what changed on it
    """
    if len(changed) != 1:
        return
    ((row, values),) = changed
    for rule in RULES.get((noun, verb), ()):
        if rule.is_told(row, values):
            _tell(step, rule, noun, row)


def _tell(step: base.Step, rule: Rule, noun: str, row: Any) -> None:
    own = step.reader.user_id or ""
    people = [one for one in dict.fromkeys(rule.whom(step, noun, row)) if one != own]
    people = [one for one in people if _is_able(one, noun, "show", row)]
    # Of a file with many rows nobody gets a notice for each.
    is_many = base.batch_of(step.context) is not None
    once = f"{rule.kind}:{own}:{step.taskforce.today}" if is_many else ""
    is_comment = isinstance(row, Comment)
    about = ("deliverable", row.deliverable_id) if is_comment else (noun, row.id)
    add(step.taskforce.id, rule.kind, about, people, _said(row), once=once)


def add(  # noqa: PLR0913  what a notice says has as many parts
    taskforce_id: str,
    kind: str,
    about: tuple[str, str],
    people: Iterable[str],
    said: dict[str, Any],
    *,
    once: str = "",
) -> None:
    """Tell people of work, each by the own choice of mail."""
    ids = list(people)
    chosen = Digest.chosen(taskforce_id, ids) if ids else {}
    common = {
        "taskforce_id": taskforce_id,
        "kind": kind,
        "noun": about[0],
        "object_id": about[1],
        "said": said,
        "once": once,
    }
    notice.store(
        [
            {**common, "user_id": one, "mail": _mail(kind, chosen.get(one)).value}
            for one in ids
        ]
    )


def _mail(kind: str, chosen: Digest | None) -> MailState:
    choice = chosen.mail if chosen else MailChoice.DAILY.value
    if choice == MailChoice.OFF:
        return MailState.NONE
    if choice == MailChoice.AT_ONCE or kind in URGENT:
        return MailState.WAITING
    return MailState.NONE if kind in _IN_DAILY else MailState.DAILY


def _said(row: Any) -> dict[str, Any]:
    """Return the period and the day of a row, which a mail may say."""
    found: dict[str, Any] = {}
    if isinstance(getattr(row, "period", None), str):
        found |= of_period(row.period)
    due = getattr(row, "fix_by", None) or getattr(row, "due", None)
    if due is not None:
        found["day"] = due.isoformat()
    return found


def of_period(code: str) -> dict[str, str]:
    """Return what a notice keeps of a period: its code, first and last day."""
    if not code:
        return {}
    known = periods.parse(code)
    days = {"from": known.start.isoformat(), "until": known.end.isoformat()}
    return {"period": code, **days}


def is_due(row: Notice) -> bool:
    """Tell whether a mail of work is still to go to its receiver.

    Whoever has no right to the object any more is told nothing, and nobody is asked for
    what was done meanwhile.
    """
    verb = _VERBS.get(row.kind)
    if verb is None:
        return True
    reader = holding.holder(row.user_id)
    if reader is None or not reader.seats(row.taskforce_id):
        return False
    if row.kind == "late_for_chair":
        chaired = reader.chaired(row.taskforce_id)
        return row.object_id in chaired or reader.has(
            row.taskforce_id, Role.COORDINATOR
        )
    if not row.object_id:
        return True
    found = nouns.find(reader, row.noun, row.object_id)
    if found is None or not _still_waits(row, verb, found):
        return False
    return verb == "show" or _may_say(reader, row.noun, verb, found)


def _still_waits(row: Notice, verb: str, found: Any) -> bool:
    """Tell whether the object allows the verb; of the register, if its day stays."""
    if isinstance(found, Partnership):
        days = {day.isoformat() for day in (found.review_by, found.ends_on) if day}
        return not found.ended and row.said.get("day") in days
    return lifecycle.allows(row.noun, verb, _state(found))


def _state(row: Any) -> str:
    return getattr(row, "state", "")


def _is_able(user_id: str, noun: str, verb: str, row: Any) -> bool:
    """Tell whether a person knows of a row, and may say a verb to it."""
    reader = holding.holder(user_id)
    if reader is None or nouns.find(reader, noun, row.id) is None:
        return False
    return verb == "show" or _may_say(reader, noun, verb, row)


def _may_say(reader: permissions.Reader, noun: str, verb: str, row: Any) -> bool:
    return permissions.may(reader, noun, verb, nouns.target(noun, verb, row))
