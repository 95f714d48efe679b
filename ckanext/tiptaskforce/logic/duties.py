"""What the seats of a person ask for: the duties behind *My work* and its reminders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ckanext.tiptaskforce.logic import base, ownership
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


def of(step: base.Step) -> tuple[list[Duty], dict[str, Any]]:
    """Return what the caller has to do here, and the ids for which it is done."""
    reader, taskforce = step.reader, step.taskforce
    held = reader.seats(taskforce.id)
    own = [s.agency_id for s in held if s.agency_id and s.role in _LOGGING]
    reporting = [s.agency_id for s in held if s.agency_id and s.role in _REPORTING]
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
        "excluded_agency_ids": step.own_agency_ids,
        "ending_by": taskforce.today + SOON,
    }
