"""Who may do what: the whole policy as one table, and the predicates over it.

A right comes from a live seat and from nothing else; a sysadmin without a seat runs
the portal, but neither reads the workspace nor passes anything through the door.
Visibility decides first whether an object exists for a reader (``scope``); only then
does this table decide whether the reader may say a verb to it.
"""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce.grants import (
    ALERTING,
    ANY_SEAT,
    APPROVER,
    AUTHOR,
    BRINGING,
    CHAIR,
    CHOOSING,
    COORDINATION,
    COUNTING,
    CUSTODIAN,
    DOOR,
    DRAFTING,
    FOLLOWING,
    KEEPER,
    KNOWING,
    LOGGING,
    MAKER,
    MINUTES_APPROVER,
    NAMING,
    OWNER,
    PARTNER,
    PORTAL,
    PUBLIC,
    REPORT_READER,
    REPORT_REVIEWER,
    REVIEWER,
    SOURCE,
    SPEAKING,
    Grant,
    Relation,
)
from ckanext.tiptaskforce.model.base import Scope
from ckanext.tiptaskforce.model.seat import Held
from ckanext.tiptaskforce.relations import RELATIONS, Reader, Target
from ckanext.tiptaskforce.vocabulary import Role

POLICY: dict[tuple[str, str], tuple[Grant, ...]] = {
    ("taskforce", "create"): (),
    ("preset", "check"): (),
    ("preset", "load"): (),
    ("sample", "create"): (),
    ("taskforce", "update"): COORDINATION,
    ("taskforce", "hand_over"): COORDINATION,
    ("place", "list"): ANY_SEAT,
    ("code", "list"): ANY_SEAT,
    ("template", "list"): ANY_SEAT,
    ("feedback_channel", "list"): ANY_SEAT,
    ("feedback_channel", "create"): (*OWNER, *COORDINATION),
    ("feedback_channel", "update"): (*OWNER, *COORDINATION),
    ("feedback_channel", "count"): (*OWNER, *COORDINATION),
    ("template", "create"): COORDINATION,
    ("template", "update"): COORDINATION,
    ("core_function", "propose"): COORDINATION,
    ("subcommittee", "list"): ANY_SEAT,
    ("subcommittee", "show"): ANY_SEAT,
    ("agency", "list"): ANY_SEAT,
    ("agency", "show"): ANY_SEAT,
    ("agency", "create"): COORDINATION,
    ("agency", "update"): COORDINATION,
    ("agency", "end"): COORDINATION,
    ("agency", "merge"): COORDINATION,
    ("agency", "hand_over"): (Grant(Role.SECRETARIAT), *COUNTING),
    ("agency", "overview"): ANY_SEAT,
    ("seat", "list"): (*COORDINATION, Grant(Role.FOCAL_POINT)),
    ("seat", "show"): KNOWING,
    ("seat", "create"): COORDINATION,
    ("seat", "update"): COORDINATION,
    ("seat", "end"): NAMING,
    **dict.fromkeys((("seat", "overview"), ("seat", "hand_on")), NAMING),
    ("invitation", "list"): (*COORDINATION, Grant(Role.FOCAL_POINT)),
    ("invitation", "show"): KNOWING,
    ("invitation", "create"): NAMING,
    ("invitation", "withdraw"): NAMING,
    # Whoever has the key of the link; its auth function says so.
    ("invitation", "redeem"): (),
    ("join", "list"): COORDINATION,
    ("join", "approve"): COORDINATION,
    ("join", "refuse"): COORDINATION,
    ("notice", "list"): ANY_SEAT,
    ("notice", "choose"): ANY_SEAT,
    ("objective", "list"): ANY_SEAT,
    ("objective", "history"): ANY_SEAT,
    ("objective", "overview"): ANY_SEAT,
    ("strategy", "list"): ANY_SEAT,
    ("strategy", "history"): ANY_SEAT,
    ("strategy", "create"): COORDINATION,
    ("strategy", "update"): COORDINATION,
    ("strategy", "adopt"): COORDINATION,
    ("strategy", "drop"): COORDINATION,
    ("objective", "create"): COORDINATION,
    ("objective", "update"): COORDINATION,
    ("objective", "reorder"): COORDINATION,
    ("objective", "retire"): COORDINATION,
    ("objective", "restore"): COORDINATION,
    ("core_function", "overview"): ANY_SEAT,
    ("deliverable", "list"): ANY_SEAT,
    ("deliverable", "show"): ANY_SEAT,
    ("deliverable", "history"): ANY_SEAT,
    ("deliverable", "overview"): ANY_SEAT,
    # Many rows at once; each of them asks for the right to its own verb as well.
    ("deliverable", "plan"): (*CHAIR, *COORDINATION),
    ("deliverable", "create"): (*OWNER, *CHAIR, *COORDINATION),
    ("deliverable", "update"): (*OWNER, *CHAIR, *COORDINATION),
    ("deliverable", "submit"): (*OWNER, *COORDINATION),
    ("deliverable", "recall"): (*OWNER, *COORDINATION),
    ("deliverable", "accept"): REVIEWER,
    ("deliverable", "send_back"): REVIEWER,
    ("deliverable", "drop"): (*OWNER, *CHAIR, *COORDINATION),
    ("deliverable", "renew"): (*OWNER, *CHAIR, *COORDINATION),
    # To add evidence to it, for partners of joint work as well.
    ("deliverable", "attach"): (*OWNER, *PARTNER, *CHAIR, *COORDINATION),
    ("comment", "list"): ANY_SEAT,
    ("comment", "show"): ANY_SEAT,
    ("comment", "create"): SPEAKING,
    ("comment", "update"): AUTHOR,
    # A coordinator takes words away that name somebody.
    ("comment", "remove"): (*AUTHOR, Grant(Role.COORDINATOR)),
    ("document", "list"): ANY_SEAT,
    ("document", "show"): ANY_SEAT,
    ("document", "read"): ANY_SEAT,
    ("document", "create"): (*OWNER, *CHAIR, *COORDINATION),
    ("document", "update"): (*OWNER, *CHAIR, *COORDINATION),
    ("document", "withdraw"): (*OWNER, *CHAIR, *COORDINATION),
    ("document", "stage"): LOGGING,
    ("partnership", "list"): ANY_SEAT,
    ("partnership", "show"): ANY_SEAT,
    ("partnership", "create"): (*OWNER, *COORDINATION),
    ("partnership", "update"): (*OWNER, *COORDINATION),
    ("partnership", "end"): (*OWNER, *COORDINATION),
    ("input", "list"): ANY_SEAT,
    ("input", "show"): ANY_SEAT,
    ("input", "create"): COORDINATION,
    ("input", "update"): COORDINATION,
    ("input", "retire"): COORDINATION,
    ("agreement", "list"): ANY_SEAT,
    ("agreement", "show"): ANY_SEAT,
    ("agreement", "create"): COORDINATION,
    ("agreement", "update"): COORDINATION,
    ("tally", "list"): ANY_SEAT,
    ("tally", "overview"): ANY_SEAT,
    ("tally", "show"): ANY_SEAT,
    # To open the counts themselves; everybody else is told where a tally stands.
    ("tally", "read"): (*COUNTING, Grant(Role.CUSTODIAN)),
    ("tally", "create"): COUNTING,
    ("tally", "update"): COUNTING,
    ("tally", "submit"): COUNTING,
    ("tally", "recall"): COUNTING,
    ("tally", "accept"): CUSTODIAN,
    ("tally", "send_back"): CUSTODIAN,
    ("tally_design", "show"): ANY_SEAT,
    ("tally_design", "preview"): (Grant(Role.CUSTODIAN),),
    ("tally_design", "update"): COORDINATION,
    ("indicator", "list"): ANY_SEAT,
    ("indicator", "show"): ANY_SEAT,
    ("indicator", "overview"): ANY_SEAT,
    ("indicator", "progress"): ANY_SEAT,
    ("indicator", "create"): COORDINATION,
    ("indicator", "update"): COORDINATION,
    ("indicator", "retire"): COORDINATION,
    ("period", "list"): ANY_SEAT,
    ("period", "overview"): ANY_SEAT,
    ("period", "show"): ANY_SEAT,
    ("period", "advance"): COORDINATION,
    ("period", "unlock"): COORDINATION,
    ("period", "lock"): COORDINATION,
    ("funding", "list"): ANY_SEAT,
    ("funding", "show"): ANY_SEAT,
    ("funding", "create"): (Grant(Role.SECRETARIAT),),
    ("funding", "update"): (Grant(Role.SECRETARIAT),),
    ("reminder", "create"): COORDINATION,
    ("digest", "show"): ANY_SEAT,
    ("digest", "choose"): ANY_SEAT,
    ("report", "list"): ANY_SEAT,
    ("report", "overview"): ANY_SEAT,
    ("report", "show"): ANY_SEAT,
    # To open drafts, notes and counts of persons; what else was accepted is for all.
    ("report", "read"): REPORT_READER,
    ("report", "read_accepted"): (*REPORT_READER, Grant(None, Relation.PLAIN)),
    ("report", "update"): DRAFTING,
    ("report", "submit"): COUNTING,
    ("report", "recall"): COUNTING,
    ("report", "renew"): DRAFTING,
    ("report", "bring"): BRINGING,
    ("report", "accept"): REPORT_REVIEWER,
    ("report", "send_back"): REPORT_REVIEWER,
    ("violation", "list"): ANY_SEAT,
    ("violation", "show"): ANY_SEAT,
    ("violation", "overview"): ANY_SEAT,
    ("violation", "update"): COORDINATION,
    ("followup", "list"): ANY_SEAT,
    ("followup", "show"): ANY_SEAT,
    ("followup", "overview"): ANY_SEAT,
    ("followup", "create"): FOLLOWING,
    ("followup", "update"): FOLLOWING,
    ("followup", "retire"): FOLLOWING,
    # Who lists them without a seat is told of what is openly licensed alone.
    ("context_series", "load"): COORDINATION,
    ("alert", "list"): (Grant(Role.FOCAL_POINT), Grant(Role.MRM_FOCAL)),
    ("alert", "show"): ALERTING,
    ("alert", "create"): ALERTING,
    ("alert", "acknowledge"): ALERTING,
    ("meeting", "list"): ANY_SEAT,
    ("meeting", "show"): ANY_SEAT,
    ("meeting", "history"): ANY_SEAT,
    ("meeting", "overview"): ANY_SEAT,
    ("meeting", "preview"): ANY_SEAT,
    # To read minutes before they are approved, and what is confidential in them.
    ("meeting", "keep"): KEEPER,
    ("meeting", "create"): KEEPER,
    ("meeting", "plan"): KEEPER,
    ("meeting", "update"): KEEPER,
    ("meeting", "prepare"): KEEPER,
    ("meeting", "hold"): KEEPER,
    ("meeting", "approve"): MINUTES_APPROVER,
    ("meeting", "reopen"): MINUTES_APPROVER,
    ("meeting", "call_off"): KEEPER,
    ("decision", "list"): ANY_SEAT,
    ("decision", "create"): KEEPER,
    ("decision", "update"): KEEPER,
    ("decision", "drop"): KEEPER,
    ("action_point", "list"): ANY_SEAT,
    ("action_point", "show"): ANY_SEAT,
    ("action_point", "create"): KEEPER,
    ("action_point", "update"): KEEPER,
    ("action_point", "complete"): (*OWNER, *KEEPER),
    ("action_point", "drop"): KEEPER,
    ("action_point", "reopen"): KEEPER,
    ("feed", "show"): ANY_SEAT,
    ("feed", "choose"): ANY_SEAT,
    # An MRM focal seat lists the releases of alerts, and those alone.
    ("release", "list"): (*DOOR, Grant(Role.MRM_FOCAL)),
    ("release", "show"): (*DOOR, *SOURCE),
    ("release", "offer"): CHOOSING,
    ("release", "pending"): (Grant(Role.FOCAL_POINT),),
    ("release", "share"): SOURCE,
    ("release", "object"): SOURCE,
    ("release", "preview"): DOOR,
    ("release", "create"): MAKER,
    ("release", "update"): MAKER,
    ("release", "protect"): MAKER,
    ("release", "cancel"): MAKER,
    ("release", "propose"): MAKER,
    ("release", "approve"): APPROVER,
    ("release", "send_back"): APPROVER,
    ("release", "drop"): (*MAKER, Grant(Role.COORDINATOR)),
    ("release", "withdraw"): (Grant(Role.COORDINATOR), Grant(Role.CUSTODIAN)),
    ("request", "list"): COORDINATION,
    ("request", "show"): COORDINATION,
    ("request", "answer"): COORDINATION,
    ("request", "close"): COORDINATION,
    ("task", "list"): ANY_SEAT,
    ("event", "list"): COORDINATION,
    ("event", "overview"): COORDINATION,
    ("event", "show"): COORDINATION,
    ("event", "redact"): COORDINATION,
    ("upload", "template"): LOGGING,
    ("upload", "create"): LOGGING,
    ("upload", "show"): LOGGING,
    ("upload", "correct"): LOGGING,
    ("upload", "update"): LOGGING,
    ("upload", "commit"): LOGGING,
    ("upload", "drop"): LOGGING,
}

# Seats that a mandate of law enforcement or prosecution excludes, whatever else holds.
EXCLUDED_FROM_ENFORCING = frozenset({Role.CUSTODIAN, Role.MRM_FOCAL})


def may(reader: Reader, noun: str, verb: str, target: Target | None) -> bool:
    """Tell whether the reader may say this verb to the object that target describes.

    With no target the question is whether some object could exist for which the
    reader may; pages use that to decide whether to offer a link at all.
    """
    if (noun, verb) in PUBLIC:
        return True
    if reader.is_sysadmin and (noun, verb) in PORTAL:
        return True
    seats = reader.held if target is None else reader.seats(target.taskforce_id)
    return any(
        _grants(grant, seat, reader, target)
        for grant in POLICY[(noun, verb)]
        for seat in seats
    )


def holding(every: tuple[Held, ...]) -> tuple[Held, ...]:
    """Return the seats of a person that hold once exclusions have won.

    Whoever sits for law enforcement or prosecution in a task force holds no excluded
    seat there, neither for that agency nor beside it.
    """
    enforcing = {seat.taskforce_id for seat in every if seat.is_enforcing}
    return tuple(
        seat
        for seat in every
        if seat.role not in EXCLUDED_FROM_ENFORCING
        or seat.taskforce_id not in enforcing
    )


def scope(reader: Reader, taskforce_id: str) -> Scope:
    """Return what the reader may know of inside a task force."""
    seats = reader.seats(taskforce_id)
    own = {seat.subcommittee_id for seat in seats if seat.subcommittee_id}
    shared = {sub for seat in seats for sub in seat.agency_subcommittee_ids}
    return Scope(
        is_member=bool(seats),
        is_coordinator=any(seat.role is Role.COORDINATOR for seat in seats),
        is_custodian=any(seat.role is Role.CUSTODIAN for seat in seats),
        is_secretariat=any(seat.role is Role.SECRETARIAT for seat in seats),
        is_mrm_focal=any(seat.role is Role.MRM_FOCAL for seat in seats),
        focal_agency_ids=frozenset(
            s.agency_id for s in seats if s.agency_id and s.role is Role.FOCAL_POINT
        ),
        agency_ids=frozenset(s.agency_id for s in seats if s.agency_id),
        subcommittee_ids=frozenset(own | shared),
        chaired_ids=reader.chaired(taskforce_id),
        seat_ids=frozenset(s.id for s in seats),
    )


def _grants(grant: Grant, seat: Held, reader: Reader, target: Target | None) -> bool:
    if grant.role is not None and seat.role is not grant.role:
        return False
    return target is None or RELATIONS[grant.relation](seat, reader, target)


def roles_for(noun: str, verb: str) -> list[Role]:
    """Return the roles that some object would let say this verb, for docs and pages."""
    grants = POLICY.get((noun, verb), ())
    if any(grant.role is None for grant in grants):
        return list(Role)
    return [role for role in Role if any(g.role is role for g in grants)]


def facts(row: Any, **more: Any) -> Target:
    """Return the target of a row that has the usual columns."""
    return Target(
        taskforce_id=row.taskforce_id,
        agency_id=getattr(row, "agency_id", None),
        subcommittee_id=getattr(row, "subcommittee_id", None),
        **more,
    )
