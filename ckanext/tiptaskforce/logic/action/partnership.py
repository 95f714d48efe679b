"""The register: forums that the task force takes part in, agreements with partners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import (
    base,
    nouns,
    ownership,
    record,
    references,
    visibility,
)
from ckanext.tiptaskforce.logic.schema import partnership as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.vocabulary import PartnershipState, Visibility

NOUN = "partnership"
_DAYS = ("starts_on", "ends_on", "review_by", "last_contact")
_PLAIN = ("kind", "title", "others", "next_item", *_DAYS, "visibility", "sensitivity")


@tk.side_effect_free
def tiptaskforce_partnership_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List forums and agreements that the caller may know of, the next day first.

    :param taskforce: slug or id of the task force
    :param kind: forum or agreement
    :param agency: acronym or id of an agency that keeps contact or is a party
    :param objective: code of a line of the strategy; what is below it counts too
    :param ended: true for those that are over
    :param q: words of the title or of the other parties
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.partnership_list())
    lines = references.branch(step)
    query = Partnership.listed(
        step.taskforce.id,
        step.scope,
        kind=step.data.get("kind"),
        agency_id=references.agency_id(step),
        objectives=None if lines is None else [line.code for line in lines],
        is_ended=bool(step.data.get("ended")),
        words=step.data.get("q"),
    )
    return base.page(step, query, _shower(step))


@tk.side_effect_free
def tiptaskforce_partnership_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one forum or agreement.

    :param id: uuid of the entry
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _shower(step)([step.row])[0]


def tiptaskforce_partnership_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Enter a forum that the task force takes part in, or an agreement with partners.

    No person is named: who keeps contact is an agency.

    :param taskforce: slug or id of the task force
    :param kind: forum or agreement
    :param agency: acronym or id of the agency that keeps contact
    :param parties: list of acronyms of the agencies that are parties
    :param others: bodies outside the task force, in one line
    :param starts_on: first day, such as 2026-01-01
    :param ends_on: last day
    :param last_contact: day of the last meeting or letter
    :param next_item: what comes next, in one line
    :param document: uuid of its text in the library
    :returns: the entry
    """
    step = base.begin_create(context, data_dict, NOUN, schema.partnership_create())
    known = record.answered(step, Partnership)
    if known is not None:
        return _shower(step)([known])[0]
    facts = ownership.new_facts(context, {**data_dict, **step.data})
    row = Partnership(
        id=new_id(),
        taskforce_id=step.taskforce.id,
        agency_id=references.agency_id(step) or facts.get("agency_id"),
        visibility=Visibility.MEMBERS.value,
        seat_ids=[],
        party_ids=[],
        **dict.fromkeys(("others", "objective", "next_item", "ended"), ""),
    )
    _fill(step, row)
    return record.create(step, row, lambda made: _shower(step)([made])[0])


def tiptaskforce_partnership_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change what the register says of a forum or an agreement.

    :param id: uuid of the entry
    :param kind: forum or agreement
    :param agency: acronym or id of the agency that keeps contact
    :param parties: list of acronyms of the agencies that are parties
    :param others: bodies outside the task force, in one line
    :param starts_on: first day
    :param ends_on: last day
    :param last_contact: day of the last meeting or letter
    :param next_item: what comes next, in one line
    :param document: uuid of its text in the library
    :returns: the entry
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.partnership_update())
    _want_open(step)
    if "agency" in step.data:
        step.row.agency_id = references.agency_id(step)
    _fill(step, step.row)
    record.record(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def tiptaskforce_partnership_end(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Say that it is over; it stays in the register among those that ended.

    :param id: uuid of the entry
    :param note: why
    :returns: the entry
    """
    step = base.begin(context, data_dict, NOUN, "end", schema.partnership_end())
    _want_open(step)
    step.row.ended = step.data["note"]
    record.record(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def _want_open(step: base.Step) -> None:
    if step.row.ended:
        raise base.invalid("state", tk._("It is over already."))


def _fill(step: base.Step, row: Partnership) -> None:
    data = step.data
    row.put(data, _PLAIN)
    if "parties" in data:
        row.party_ids = references.agency_ids(step.taskforce.id, data["parties"] or [])
    if "objective" in data:
        row.objective = _line_code(step, data["objective"])
    if "document" in data:
        row.document_id = references.paper_id(step)
    if "subcommittee" in data:
        row.subcommittee_id = references.subcommittee_id(step)
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise base.invalid("ends_on", tk._("It ends before it begins."))
    visibility.settle(step, row)


def _line_code(step: base.Step, code: str | None) -> str:
    return references.objective(step.taskforce.id, code).code if code else ""


def _shower(step: base.Step) -> Callable[[list[Partnership]], list[dict[str, Any]]]:
    def shown(found: list[Partnership]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        papers = Document.titles({row.document_id for row in found}, step.scope)
        told = ({**row.dictize(), **_named(step, row, names, papers)} for row in found)
        return [names.fill(one, row) for one, row in zip(told, found, strict=True)]

    return shown


def _named(
    step: base.Step, row: Partnership, names: references.Names, papers: dict[str, str]
) -> dict[str, Any]:
    """Return what is told by name; a paper only to those who may see it."""
    parties = (names.agencies.get(one) for one in row.party_ids)
    state = row.state(step.taskforce.today)
    target = nouns.target(NOUN, "update", row)
    open_to = () if state is PartnershipState.ENDED else ("update", "end")
    return {
        "taskforce": step.taskforce.slug,
        "parties": [name for name in parties if name],
        "document": row.document_id if row.document_id in papers else None,
        "document_title": papers.get(row.document_id or ""),
        "state": state.value,
        "verbs": [v for v in open_to if permissions.may(step.reader, NOUN, v, target)],
    }
