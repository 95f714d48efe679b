"""The handover file of an organisation, for whoever speaks for it next.

It holds what any focal point of that organisation may know, as far as whoever asks for
it may know it too: nothing that is open to named seats, and nothing confidential of a
subcommittee on which the organisation does not sit.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ckanext.tiptaskforce.logic import base, references, tally_debts
from ckanext.tiptaskforce.model import handover
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.base import Scope

Line = dict[str, Any]


def lines(step: base.Step, agency: Agency) -> list[Line]:
    """Return the open work of an organisation, kind by kind, what is due first.

    With it go its endorsement of the protocol and its papers.
    """
    scopes = (step.scope, receiver(agency))
    return [
        *work(step, agency),
        *_agreement(agency, step.taskforce.today),
        *map(_document, handover.documents(agency, scopes)),
    ]


def work(step: base.Step, agency: handover.Whose) -> list[Line]:
    """Return what whoever speaks for an organisation has to do, and the register."""
    scopes = (step.scope, receiver(agency))
    today = step.taskforce.today
    dues = tally_debts.dues(step.taskforce)
    return [
        *_owed(agency, today, dues),
        *(_deliverable(d, today) for d in handover.deliverables(agency, scopes, today)),
        *map(_action_point, handover.action_points(agency, scopes)),
        *(_partnership(p, today) for p in handover.partnerships(agency, scopes)),
    ]


def receiver(agency: handover.Whose) -> Scope:
    """Return what the next focal point of an organisation may know of."""
    own = frozenset({agency.id})
    return Scope(
        is_member=True,
        agency_ids=own,
        focal_agency_ids=own,
        subcommittee_ids=frozenset(agency.subcommittee_ids),
    )


def _line(  # noqa: PLR0913, PLR0917  a column each, in their order
    kind: str,
    row_id: str | None,
    title: str,
    state: str,
    due: date | None,
    detail: str = "",
) -> Line:
    return {
        "kind": kind,
        "id": row_id,
        "title": title,
        "state": state,
        "due": due.isoformat() if due else None,
        "detail": detail or None,
    }


def _owed(agency: handover.Whose, today: date, dues: list[Any]) -> list[Line]:
    reports = [
        _line("report", r.id, f"{r.indicator} {r.title}", r.state, r.due, r.period)
        for r in handover.reports(agency, today)
    ]
    tallies = [
        _line("tally", row.id, row.period, row.state, row.due)
        for row in handover.tallies(agency, dues)
    ]
    return reports + tallies


def _deliverable(row: Any, today: date) -> Line:
    state = "outdated" if row.outdated_on(today) else row.state
    if row.is_sent_back and row.state == "in_progress":
        state = "sent_back"
    due = row.review_by if state == "outdated" else row.fix_by or row.due
    return _line("deliverable", row.id, row.title, state, due, row.objective or "")


def _action_point(row: Any) -> Line:
    return _line("action_point", row.id, row.title, row.state, row.due)


def _agreement(agency: Agency, today: date) -> list[Line]:
    found = Agreement.of_agency(agency.taskforce_id, agency.id)
    if found is None:
        return []
    state = "valid" if found.is_valid(today) else "expired"
    said = (found.protocol_version, state, found.expires_on)
    return [_line("agreement", None, *said)]


def _partnership(row: Any, today: date) -> Line:
    days = [day for day in (row.review_by, row.ends_on) if day]
    due = min(days) if days else None
    state = row.state(today).value
    return _line("partnership", row.id, row.title, state, due, row.next_item)


def _document(row: Any) -> Line:
    return _line("document", row.id, row.title, row.kind, row.valid_until)


def shown(step: base.Step, agency: Agency) -> dict[str, Any]:
    """Return the file: whose it is, of which day, and its lines."""
    groups = references.Names.of(step.taskforce.id).subcommittees
    sits = (groups.get(one) for one in agency.subcommittee_ids)
    return {
        "taskforce": step.taskforce.slug,
        "agency": agency.acronym,
        "name": agency.name,
        "day": step.taskforce.today.isoformat(),
        "subcommittees": [slug for slug in sits if slug],
        "items": lines(step, agency),
    }
