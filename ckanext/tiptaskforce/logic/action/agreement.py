"""Endorsements: which agency has endorsed the information sharing protocol.

Without a valid one an agency sends no counts of persons; all else stays open to it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, record, references
from ckanext.tiptaskforce.logic.schema import agreement as schema
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.document import Document

NOUN = "agreement"
SETTING = "agreement"


@tk.side_effect_free
def tiptaskforce_agreement_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the endorsements of the information sharing protocol.

    :param taskforce: slug or id of the task force
    :param agency: acronym or id of an agency
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.agreement_list())
    query = Agreement.listed(step.taskforce.id, agency_id=references.agency_id(step))
    return base.page(step, query, _shower(step))


@tk.side_effect_free
def tiptaskforce_agreement_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one endorsement.

    :param id: uuid of the endorsement
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _shower(step)([step.row])[0]


def tiptaskforce_agreement_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Note that an agency has endorsed the protocol.

    :param taskforce: slug or id of the task force
    :param agency: acronym or id of the agency
    :param endorsed_on: day of the endorsement, not ahead
    :param expires_on: last day on which it holds; by default as the settings say
    :param document: id of the signed copy
    :returns: the endorsement with ``is_valid``
    """
    step = base.begin_create(context, data_dict, NOUN, schema.agreement_create())
    known = record.answered(step, Agreement)
    if known is not None:
        return _shower(step)([known])[0]
    agency = references.agency(step.taskforce.id, step.data["agency"])
    if Agreement.of_agency(step.taskforce.id, agency.id) is not None:
        message = tk._("This organisation has endorsed it already. Renew that one.")
        raise base.invalid("agency", message)
    row = Agreement(id=new_id(), agency_id=agency.id)
    _fill(step, row)
    return record.create(step, row, lambda made: _shower(step)([made])[0])


def tiptaskforce_agreement_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Renew an endorsement, or end it earlier.

    :param id: uuid of the endorsement
    :param version: the version that the caller read
    :param endorsed_on: day of the new endorsement, not ahead
    :param expires_on: last day on which it holds; by default as the settings say
        where ``endorsed_on`` is given
    :param document: id of the signed copy
    :returns: the endorsement
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.agreement_update())
    _fill(step, step.row)
    record.record(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def protocol(step: base.Step) -> dict[str, Any]:
    """Return what the task force says of its protocol: title, version, months."""
    return step.taskforce.settings.get(SETTING) or {}


def _fill(step: base.Step, row: Agreement) -> None:
    data, said = step.data, protocol(step)
    if data.get("endorsed_on"):
        if data["endorsed_on"] > step.taskforce.today:
            raise base.invalid("endorsed_on", tk._("This day is ahead."))
        row.endorsed_on = data["endorsed_on"]
        row.expires_on = _after(row.endorsed_on, said.get("valid_months"))
        row.protocol_version = said.get("version") or ""
    if "expires_on" in data:
        row.expires_on = data["expires_on"]
    if row.expires_on and row.expires_on < row.endorsed_on:
        raise base.invalid("expires_on", tk._("It cannot end before it begins."))
    if "document" in data:
        named = data["document"]
        row.document_id = _document_id(step, named) if named else None


def _after(day: date, months: int | None) -> date | None:
    if not months:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _document_id(step: base.Step, document_id: str) -> str:
    """Return the id of a document that the caller sees in this task force."""
    found = base.locate(step.context, "document", document_id)
    if not isinstance(found, Document) or found.taskforce_id != step.taskforce.id:
        raise base.invalid("document", tk._("There is no such document."))
    return found.id


def _shower(step: base.Step) -> Callable[[list[Agreement]], list[dict[str, Any]]]:
    def shown(found: list[Agreement]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        return [
            {
                **row.dictize(step.taskforce.today),
                "taskforce": step.taskforce.slug,
                "agency": names.agencies.get(row.agency_id),
                "agency_name": names.agency_names.get(row.agency_id),
                "title": protocol(step).get("title"),
            }
            for row in found
        ]

    return shown
