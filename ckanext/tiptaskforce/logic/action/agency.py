"""Member organisations: the directory, and what each of them owes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import (
    base,
    handovers,
    memberships,
    record,
    references,
    reminders,
    tally_debts,
    working_places,
)
from ckanext.tiptaskforce.logic.schema import agency as schema
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model import overview, report
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.reminder import Reminder
from ckanext.tiptaskforce.vocabulary import Role

NOUN = "agency"
_PLAIN = (
    "acronym",
    "name",
    "type",
    "mandates",
    "reporting_duty",
    "position",
    "contact",
    "is_placeholder",
    "left_on",
)


@tk.side_effect_free
def tiptaskforce_agency_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the member organisations by name.

    :param taskforce: slug or id of the task force
    :param type: government, national_ngo, international_ngo, un or icrc
    :param subcommittee: slug of a subcommittee that they sit on
    :param q: words of the name or the acronym
    :param left: also those that have left
    :returns: ``{count, items, page}``; ``last_active``, the day on which somebody last
        did something for it, is for coordination alone
    """
    step = base.begin_list(context, data_dict, NOUN, schema.agency_list())
    query = Agency.listed(
        step.taskforce.id,
        type=step.data.get("type"),
        subcommittee_id=references.subcommittee_id(step),
        q=step.data.get("q"),
        is_left_too=step.data.get("left", True),
    )
    return base.page(step, query, _shower(step))


@tk.side_effect_free
def tiptaskforce_agency_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one member organisation.

    :param id: uuid of the agency
    :returns: the agency, with the names of its ``places`` as ``place_names``, and
        ``merged``, those that were merged into it
    """
    step = base.begin_show(context, data_dict, NOUN)
    names = working_places.names(step.taskforce, step.row.places)
    merged = [
        {"id": one.id, "name": one.name} for one in Agency.merged_into(step.row.id)
    ]
    shown = _shower(step)([step.row])[0]
    return {**shown, "place_names": names, "merged": merged}


def tiptaskforce_agency_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Add a member organisation.

    :param taskforce: slug or id of the task force
    :param acronym: short name, unique in the task force
    :param name: full name
    :param type: government, national_ngo, international_ngo, un or icrc
    :param mandates: list of protection, prevention, law_enforcement, prosecution,
        coordination, other
    :param subcommittees: list of slugs
    :param places: list of P-codes or names of where it works; it sends counts of these
        places alone, or of every place where it has none
    :param reporting_duty: whether it owes reports
    :returns: the agency
    """
    step = base.begin_create(context, data_dict, NOUN, schema.agency_create())
    known = record.answered(step, Agency)
    if known is not None:
        return _shower(step)([known])[0]
    row = Agency()
    _fill(step, row)
    return record.create(step, row, lambda made: _shower(step)([made])[0])


def tiptaskforce_agency_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a member organisation.

    :param id: uuid of the agency
    :param version: the version that the caller read
    :param places: list of P-codes or names of where it works, all anew; an empty one
        lets it send counts of every place
    :param left_on: day on which it left the task force
    :returns: the agency
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.agency_update())
    before = step.row.called
    _fill(step, step.row)
    step.row.remember_name(before)
    record.record(step, step.row)
    if step.row.has_left:
        memberships.end_seats(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def tiptaskforce_agency_end(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """End the membership of an organisation today, and every right of its people.

    Its seats, their sessions and API tokens end in the same transaction. What it sent
    and delivered stays.

    :param id: uuid of the agency
    :param version: the version that the caller read
    :returns: the agency
    """
    step = base.begin(context, data_dict, NOUN, "end", schema.agency_end())
    _check_member(step)
    memberships.leave(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def tiptaskforce_agency_hand_over(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Return the open work of an organisation for whoever speaks for it next.

    Reports, counts and deliverables that are owed, action points, agreements, forums
    and papers, each with its state and day; no count of persons and no person. It is
    what a focal point of the organisation may know; that it was made is in the log.

    :param id: uuid of the agency
    :returns: ``{agency, name, day, subcommittees, items}``, the items with ``{kind,
        id, title, state, due, detail}``
    """
    step = base.begin_show(
        context, data_dict, NOUN, schema.agency_hand_over(), verb="hand_over"
    )
    found = handovers.shown(step, step.row)
    record.record(step, step.row)
    record.commit(step)
    return found


def tiptaskforce_agency_merge(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Merge an organisation into another one, which goes on with work and people.

    The other one gets its open deliverables, its indicators and what it has not
    reported yet, its seats, subcommittees and places, and its name as a former one.
    What it sent and delivered stays under its own name, as it may be a source of
    releases; of a release that nobody has decided on the other one may object for it.

    :param id: uuid of the agency that ends
    :param version: the version that the caller read
    :param into: acronym or id of the agency that goes on
    :returns: the agency that ended, with ``merged_into``
    """
    step = base.begin(context, data_dict, NOUN, "merge", schema.agency_merge())
    _check_member(step)
    memberships.merge(step, memberships.successor(step, step.data["into"]))
    record.commit(step)
    return _shower(step)([step.row])[0]


def _check_member(step: base.Step) -> None:
    if step.row.has_left:
        raise base.invalid("id", tk._("This organisation has left already."))


@tk.side_effect_free
def tiptaskforce_agency_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell who owes what: per agency what is open, overdue and sent back.

    Coordination reads all agencies, a chair the work of the own subcommittee, and
    everybody else the own agency. Latest first.

    :param taskforce: slug or id of the task force
    :param late: only agencies with something overdue
    :returns: ``{count, items, page}`` of ``{agency, name, type, owed, overdue,
        days_late, due_soon, sent_back, waiting, reports, tallies, last_submitted,
        reminded_on, reminder_state, remind_from, missing_tallies}``; reports and
        tallies are what of it is owed in these, missing_tallies are the latter as
        ``{period, due, days_late}`` each, and remind_from the day from which on it may
        be reminded again
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.agency_overview(), verb="overview"
    )
    owed = _owed(step)
    if step.data.get("late"):
        owed = [item for item in owed if item["overdue"]]
    size, number = step.data.get("page_size") or 100, step.data.get("page") or 1
    first = (number - 1) * size
    return {"count": len(owed), "items": owed[first : first + size], "page": number}


def _owed(step: base.Step) -> list[dict[str, Any]]:
    taskforce = step.taskforce
    own = set(step.own_agency_ids)
    sees_all = step.reader.has(taskforce.id, Role.COORDINATOR, Role.SECRETARIAT)
    chaired = step.reader.chaired(taskforce.id)
    groups = None if sees_all or not chaired else chaired
    if step.data.get("subcommittee"):
        group = references.subcommittee(taskforce.id, step.data["subcommittee"]).id
        groups = frozenset({group}) & (groups if groups is not None else {group})
    found = overview.by_agency(taskforce.id, step.scope, taskforce.today, groups)
    reported = report.debts(taskforce.id, taskforce.today, groups)
    # Counts are of no subcommittee: whoever sees one alone is told of its work alone.
    counted = tally_debts.by_agency(taskforce) if groups is None else {}
    reminded = Reminder.newest(taskforce.id)
    items = [
        {
            **_debt(step, row, _joined(found, reported, counted, row.id)),
            **reminders.shown(taskforce, reminded.get(row.id)),
            "missing_tallies": (
                counted[row.id].told(taskforce.today) if row.id in counted else []
            ),
        }
        for row in references.Names.of(taskforce.id).staying
        if sees_all or chaired or row.id in own
    ]
    return sorted(items, key=lambda i: (-i["days_late"], -i["overdue"], i["agency"]))


def _joined(
    work: dict[str, Any], reports: dict[str, Any], counts: dict[str, Any], agency: str
) -> dict[str, Any]:
    """Return what an agency owes in deliverables, reports and counts together."""
    joined = dict(work.get(agency) or {})
    for kind, debts in (
        ("reports", reports.get(agency)),
        ("tallies", counts.get(agency)),
    ):
        joined[kind] = debts.owed if debts else 0
        for name in ("owed", "overdue", "due_soon", "sent_back") if debts else ():
            joined[name] = joined.get(name, 0) + getattr(debts, name)
        dates = [joined.get("since"), debts.since if debts else None]
        joined["since"] = min((day for day in dates if day), default=None)
    return joined


def _debt(step: base.Step, row: Any, found: dict[str, Any] | None) -> dict[str, Any]:
    since = (found or {}).get("since")
    last = (found or {}).get("last_submitted")
    counted = ("owed", "overdue", "due_soon", "sent_back", "waiting")
    counted = (*counted, "reports", "tallies")
    counts = {key: (found or {}).get(key, 0) for key in counted}
    if not row.reporting_duty:
        # What it planned is its own matter: it owes nothing and is never late.
        since, counts = None, {**counts, "owed": 0, "overdue": 0, "due_soon": 0}
    return {
        "id": row.id,
        "agency": row.code,
        "name": row.name,
        "type": row.type,
        "reporting_duty": row.reporting_duty,
        **counts,
        "days_late": (step.taskforce.today - since).days if since else 0,
        "last_submitted": last.isoformat() if last else None,
    }


def _fill(step: base.Step, row: Agency) -> None:
    row.put(step.data, _PLAIN)
    if "subcommittees" in step.data:
        taskforce_id = step.taskforce.id
        row.subcommittee_ids = [
            references.subcommittee(taskforce_id, slug).id
            for slug in step.data["subcommittees"] or ()
        ]
    if "places" in step.data:
        row.places = working_places.stated(step.taskforce, step.data["places"] or [])


def _shower(step: base.Step) -> Callable[[list[Agency]], list[dict[str, Any]]]:
    def shown(found: list[Agency]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        groups, active = names.subcommittees, _last_days(step)
        return [
            {
                **row.dictize(),
                "taskforce": step.taskforce.slug,
                "subcommittees": [
                    groups[i] for i in row.subcommittee_ids if i in groups
                ],
                "merged_into": names.agencies.get(row.merged_into_id or ""),
                "last_active": active.get(row.id),
            }
            for row in found
        ]

    return shown


def _last_days(step: base.Step) -> dict[str, str]:
    """Return the day of the last activity of each agency, for coordination alone.

    Others would learn from it of an alert, or of work that they may not see.
    """
    if not step.reader.has(step.taskforce.id, Role.COORDINATOR, Role.SECRETARIAT):
        return {}
    zone = step.taskforce.zone
    return {
        agency_id: at.astimezone(zone).date().isoformat()
        for agency_id, at in events.last_days(step.taskforce.id).items()
    }
