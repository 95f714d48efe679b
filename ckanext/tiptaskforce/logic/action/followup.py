"""Follow-up without cases: services facilitated, action plans of parties, advocacy."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, followups, ownership, record, references
from ckanext.tiptaskforce.logic.schema import followup as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.followup import Followup
from ckanext.tiptaskforce.vocabulary import Visibility

NOUN = "followup"


@tk.side_effect_free
def tiptaskforce_followup_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what is followed up about grave violations, as far as the caller may see.

    :param taskforce: slug or id of the task force
    :param kind: service, action_plan or advocacy
    :param violation: code of one grave violation
    :param retired: true for what is followed no longer
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.followup_list())
    query = Followup.listed(
        step.taskforce.id,
        step.scope,
        kind=step.data.get("kind"),
        violation=step.data.get("violation"),
        is_retired=bool(step.data.get("retired")),
    )
    return base.page(step, query, followups.shower(step))


@tk.side_effect_free
def tiptaskforce_followup_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Count the services that were facilitated, as far as the caller may see them.

    :param taskforce: slug or id of the task force
    :param violation: code of one grave violation
    :returns: ``{items}`` of ``{period, violation, number}``, the latest period first;
        what is about two violations counts for each of them, so never add them
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.followup_overview(), verb="overview"
    )
    violation = step.data.get("violation")
    query = Followup.listed(step.taskforce.id, step.scope, violation=violation)
    found = Followup.services(query)
    return {
        "items": [
            {"period": row.period, "violation": row.violation, "number": row.number}
            for row in found
        ]
    }


@tk.side_effect_free
def tiptaskforce_followup_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one thing that is followed up.

    :param id: uuid of the follow-up
    """
    step = base.begin_show(context, data_dict, NOUN)
    return followups.shower(step)([step.row])[0]


def tiptaskforce_followup_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note services that were facilitated, an action plan of a party, or advocacy.

    No person and no place is named. A service has service_area, period and number, an
    action plan title, party_type, status and review_by, advocacy title, status and
    review_by.

    :param taskforce: slug or id of the task force
    :param kind: service, action_plan or advocacy
    :param title: one line, about the work and never about a person
    :param service_area: material, shelter, wash, food, safety, health, education,
        livelihoods, reunification or justice
    :param period: a quarter, such as 2026-Q3
    :param number: how many services were facilitated; services, not persons
    :param party_type: state_forces, allied_group or armed_group
    :param status: planned, signed, under_way, completed or suspended
    :param violations: list of codes of grave violations, at least one
    :returns: the follow-up
    """
    step = base.begin_create(context, data_dict, NOUN, schema.followup_create())
    known = record.answered(step, Followup)
    if known is not None:
        return followups.shower(step)([known])[0]
    facts = ownership.new_facts(context, {**data_dict, **step.data})
    named = references.agency_id(step)
    row = Followup(
        id=new_id(),
        taskforce_id=step.taskforce.id,
        kind=step.data["kind"],
        agency_id=named or facts.get("agency_id"),
        visibility=Visibility.MEMBERS.value,
        seat_ids=[],
        violations=[],
        violation_links={},
        **dict.fromkeys(("title", "service_area", "period", "party_type"), ""),
        **dict.fromkeys(("status", "retired"), ""),
    )
    followups.fill(step, row)
    return record.create(step, row, lambda made: followups.shower(step)([made])[0])


def tiptaskforce_followup_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change what is followed up; its kind and organisation stay.

    :param id: uuid of the follow-up
    :param version: the version that the caller read
    :param title: one line, about the work and never about a person
    :param service_area: as in create
    :param period: a quarter, such as 2026-Q3
    :param number: how many services were facilitated; services, not persons
    :param party_type: as in create
    :param status: as in create
    :returns: the follow-up
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.followup_update())
    if step.row.retired:
        raise base.invalid("state", tk._("It is retired already."))
    followups.fill(step, step.row)
    record.record(step, step.row)
    record.commit(step)
    return followups.shower(step)([step.row])[0]


def tiptaskforce_followup_retire(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Follow it no longer; it stays in the log and in the list of what was retired.

    :param id: uuid of the follow-up
    :param version: the version that the caller read
    :param note: why
    :returns: the follow-up
    """
    step = base.begin(context, data_dict, NOUN, "retire", schema.followup_retire())
    if step.row.retired:
        raise base.invalid("state", tk._("It is retired already."))
    step.row.retired = step.data["note"]
    record.record(step, step.row)
    record.commit(step)
    return followups.shower(step)([step.row])[0]
