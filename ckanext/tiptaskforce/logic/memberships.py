"""How an agency leaves a task force, or goes on in another one, in one transaction.

What was submitted, counted and published stays with the agency that sent it: its rows
are the sources of releases, and the audit trail names it. Only what is still open, and
the people, go over; for counts of the one that ended the other one says whether they
may be published.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import base, notices, record, references
from ckanext.tiptaskforce.model import account, action_point, source
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import find_locked, new_id, now
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.vocabulary import Role


def leave(step: base.Step, row: Agency, moved: frozenset[str] = frozenset()) -> None:
    """End the membership of an agency and every seat for it, with its tokens.

    :param moved: seats whose people go on elsewhere, and were told of that
    """
    row.left_on = now().date()
    record.record(step, row)
    end_seats(step, row, moved)


def end_seats(
    step: base.Step, row: Agency, moved: frozenset[str] = frozenset()
) -> None:
    """End every seat for an agency, those that begin later too; tell its people."""
    found = Seat.of_agency(row.id)
    for seat in found:
        seat.ends = now().date()
        account.revoke_tokens(seat.user_id, seat.id)
    if found:
        record.record_all(step, found, "seat", "end")
    for seat in found:
        if seat.id not in moved:
            notices.of_seat(seat, "seat_ended")


def successor(step: base.Step, name: str) -> Agency:
    """Return the agency into which another one is merged, held for a change.

    :raises ValidationError: for the agency itself, and for one that has left
    """
    found = references.agency(step.taskforce.id, name)
    if found.id == step.row.id:
        raise base.invalid("into", tk._("An organisation is not merged into itself."))
    if found.has_left:
        raise base.invalid("into", tk._("This organisation has left the task force."))
    return find_locked(Agency, found.id)


def merge(step: base.Step, into: Agency) -> None:
    """Let another agency go on with the open work and the people of one that ends."""
    row = step.row
    into.remember_name(row.called)
    groups = (*into.subcommittee_ids, *row.subcommittee_ids)
    into.subcommittee_ids = list(dict.fromkeys(groups))
    if into.places and row.places:
        into.places = sorted({*into.places, *row.places})
    record.record(step, into)
    _hand_on_work(step, row, into)
    _hand_on_reporting(step, row, into)
    source.ask_too(row.id, into.id)
    _hand_on_register(step, row, into)
    moved = _seat_people(step, row, into)
    row.merged_into_id = into.id
    leave(step, row, moved)


def _hand_on_work(step: base.Step, row: Agency, into: Agency) -> None:
    taken, found = Deliverable.tracker_keys(into.id), Deliverable.open_of(row.id)
    for one in found:
        one.agency_id = into.id
        if one.tracker_key in taken:
            one.tracker_key = ""
    joint = [one for one in Deliverable.joint_of(row.id) if one not in found]
    for one in (*found, *joint):
        partners = [into.id if p == row.id else p for p in one.partner_ids]
        one.partner_ids = [p for p in dict.fromkeys(partners) if p != one.agency_id]
    for changed in (found, joint):
        if changed:
            record.record_all(step, changed, "deliverable", "update")
    owed = action_point.open_of(row.id)
    for one in owed:
        one.agency_id = into.id
    if owed:
        record.record_all(step, owed, "action_point", "update")


def _hand_on_reporting(step: base.Step, row: Agency, into: Agency) -> None:
    """Ask the agency that goes on for what the other one was to report.

    What was sent stays with its sender, and a correction of it does too; where both
    have a draft, the other one's stays what it was.
    """
    asked = Indicator.asked_of(row.id)
    for one in asked:
        others = (into.id if i == row.id else i for i in one.agency_ids)
        one.agency_ids = list(dict.fromkeys(others))
    if asked:
        record.record_all(step, asked, "indicator", "update")
    drafts = Report.handed_on(row.id, into.id)
    for draft in drafts:
        draft.agency_id = into.id
    if drafts:
        record.record_all(step, drafts, "report", "update")


def _hand_on_register(step: base.Step, row: Agency, into: Agency) -> None:
    """Let the other agency keep contact, and be the party, in its place."""
    found = Partnership.of_agency(row.id)
    for one in found:
        one.agency_id = into.id if one.agency_id == row.id else one.agency_id
        parties = (into.id if party == row.id else party for party in one.party_ids)
        one.party_ids = list(dict.fromkeys(parties))
    if found:
        record.record_all(step, found, "partnership", "update")


def _seat_people(step: base.Step, row: Agency, into: Agency) -> frozenset[str]:
    """Give the people of an agency the same seats for the one that goes on.

    They are told; the former seats of those who got one are returned.
    """
    moved: set[str] = set()
    excluded = permissions.EXCLUDED_FROM_ENFORCING if into.is_enforcing else frozenset()
    for seat in Seat.of_agency(row.id):
        made = Seat(id=new_id(), user_id=seat.user_id, role=seat.role)
        made.taskforce_id, made.agency_id = step.taskforce.id, into.id
        made.subcommittee_id, made.ends = seat.subcommittee_id, seat.ends
        made.starts = max(seat.starts, now().date())
        made.created_by = step.reader.user_id or ""
        is_held = Seat.like(made, step.taskforce.id) is not None
        if not is_held and Role(seat.role) not in excluded:
            record.add_all(step, [made], "seat")
            notices.of_seat(made, "seat_changed")
            moved.add(seat.id)
    return frozenset(moved)
