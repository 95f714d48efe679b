"""What the seats of a person ask for: the duties behind *My work* and its reminders.

The same list is read for a person's organisations and subcommittees: what they owe,
whoever of them may do it, as far as this person may know of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ckanext.tiptaskforce.logic import base, ownership, references
from ckanext.tiptaskforce.model.task import Duty
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseKind, Role

# So long before its end an endorsement is a task of the secretariat.
SOON = timedelta(days=60)
_LOGGING = (Role.REPORTER, Role.FOCAL_POINT, Role.CHAIR)
_REPORTING = (Role.REPORTER, Role.FOCAL_POINT)
_COORDINATION = (Role.COORDINATOR, Role.SECRETARIAT)
_MAKERS = (
    (Role.SECRETARIAT, ReleaseKind.PROGRESS.value),
    (Role.CUSTODIAN, ReleaseKind.FIGURES.value),
    (Role.MRM_FOCAL, ALERTS),
)


Asked = tuple[list[Duty], dict[str, Any]]


def of(step: base.Step) -> Asked:
    """Return what the caller has to do here, and the ids for which it is done."""
    reader, taskforce = step.reader, step.taskforce
    held = reader.seats(taskforce.id)
    own = [s.agency_id for s in held if s.agency_id and s.role in _LOGGING]
    reporting = reporting_agency_ids(step)
    chaired = sorted(reader.chaired(taskforce.id))
    kinds = [kind for role, kind in _MAKERS if reader.has(taskforce.id, role)]
    counting = ownership.counting_agency_ids(step.context, step.taskforce.id)
    coordinates = reader.has(taskforce.id, Role.COORDINATOR)
    alerted = reader.has(taskforce.id, Role.MRM_FOCAL)
    keeps = reader.has(taskforce.id, Role.SECRETARIAT)
    duties = (
        (own, Duty.LOG),
        (coordinates, Duty.REVIEW),
        (coordinates, Duty.APPROVE),
        (chaired and not coordinates, Duty.CHAIR),
        (kinds, Duty.MAKE),
        (counting, Duty.COUNT),
        (counting, Duty.OBJECT),
        (reporting, Duty.REPORT),
        (coordinates, Duty.REVIEW_REPORTS),
        (chaired and not coordinates, Duty.CHAIR_REPORTS),
        (counting and not alerted, Duty.ALERT),
        (alerted, Duty.ALERT_ALL),
        (reader.has(taskforce.id, *_COORDINATION), Duty.ANSWER),
        (chaired or reader.has(taskforce.id, *_COORDINATION), Duty.MINUTES),
        (reader.has(taskforce.id, Role.CUSTODIAN), Duty.ACCEPT_COUNTS),
        (reader.has(taskforce.id, Role.CUSTODIAN), Duty.ACCEPT_REPORTS),
        (keeps, Duty.ENDORSE),
        (keeps, Duty.LIAISE_ALL),
        (own and not keeps, Duty.LIAISE),
        (coordinates or keeps, Duty.CONTRIBUTE),
    )
    return [duty for has_it, duty in duties if has_it], {
        "user_id": reader.user_id or "",
        "own_agency_ids": own,
        "unreviewed_agency_ids": step.own_agency_ids if coordinates else own,
        "reporting_agency_ids": reporting,
        "chaired_ids": chaired,
        "kinds": kinds,
        "counting_agency_ids": counting,
        "sending_agency_ids": counting,
        "excluded_agency_ids": step.own_agency_ids,
        "ending_by": taskforce.today + SOON,
    }


def of_agency(step: base.Step) -> Asked:
    """Return what the caller's organisations owe, whoever of them may do it.

    Alerts and what of theirs is to be published are for those alone who speak for them.
    """
    own = step.own_agency_ids
    counting = ownership.counting_agency_ids(step.context, step.taskforce.id)
    duties = (
        (own, Duty.LOG),
        (own, Duty.COUNT),
        (own, Duty.REPORT),
        (own, Duty.LIAISE),
        (counting, Duty.OBJECT),
        (counting, Duty.ALERT),
    )
    whole = ("own_agency_ids", "reporting_agency_ids", "sending_agency_ids")
    whom = of(step)[1] | dict.fromkeys(whole, own)
    return [duty for has_it, duty in duties if has_it], whom


def of_subcommittee(step: base.Step) -> Asked:
    """Return what the caller's subcommittees and their members owe.

    Which reports are missing is told to their chairs, as on every other page.
    """
    duties = (
        (step.scope.subcommittee_ids, Duty.GROUP),
        (step.scope.chaired_ids, Duty.GROUP_REPORTS),
    )
    return [duty for has_it, duty in duties if has_it], of(step)[1]


# Whose list is asked for, by the word of the call.
READINGS: dict[str, Callable[[base.Step], Asked]] = {
    "mine": of,
    "agency": of_agency,
    "subcommittee": of_subcommittee,
}


def others(step: base.Step, names: references.Names) -> dict[str, list[str]]:
    """Return whose lists there are for the caller beside the own one, by name."""
    titles = {one["slug"]: one["title"] for one in names.groups}
    groups = sorted(step.scope.subcommittee_ids & names.subcommittees.keys())
    found = {
        "agency": [
            names.agency_names[one]
            for one in step.own_agency_ids
            if one in names.agency_names
        ],
        "subcommittee": sorted(titles[names.subcommittees[one]] for one in groups),
    }
    return {reading: named for reading, named in found.items() if named}


def reporting_agency_ids(step: base.Step) -> list[str]:
    """Return the agencies whose reports the caller drafts, first seat first."""
    held = step.reader.seats(step.taskforce.id)
    return [s.agency_id for s in held if s.agency_id and s.role in _REPORTING]
