"""Task forces: what the public may know of one, and its settings."""

from __future__ import annotations

import base64
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, handover_set, record, references
from ckanext.tiptaskforce.logic.schema import taskforce as schema
from ckanext.tiptaskforce.model.base import count, new_id, page_of
from ckanext.tiptaskforce.model.seat import Held
from ckanext.tiptaskforce.model.taskforce import Taskforce, has_human_members

NOUN = "taskforce"
_PLAIN = ("title", "full_title", "description", "contact")


@tk.side_effect_free
def tiptaskforce_taskforce_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the task forces of this portal; what is shown is public.

    :returns: ``{count, items, page}``; each with the caller's own ``roles`` there
    """
    tk.check_access("tiptaskforce_taskforce_list", context, data_dict)
    data = base.validate(schema.taskforce_list(), data_dict, context)
    query = Taskforce.listed()
    size, page = data.get("page_size") or base.PAGE_SIZE, data.get("page") or 1
    reader = base.reader_of(context)
    items = [
        {**row.public(), "roles": sorted({str(s.role) for s in reader.seats(row.id)})}
        for row in page_of(query, size=size, number=page)
    ]
    return {"count": count(query), "items": items, "page": page}


@tk.side_effect_free
def tiptaskforce_taskforce_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show a task force: public fields to the public, all to its members.

    :param id: slug or uuid
    :returns: the task force; to members also its ``subcommittees``, the acronyms of
        its ``agencies``, and their own ``roles`` and ``seats`` there
    :raises NotFound: where there is none
    """
    tk.check_access("tiptaskforce_taskforce_show", context, data_dict)
    row = base.taskforce_of({"taskforce": data_dict.get("id")})
    base.validate(schema.taskforce_show(), data_dict, context)
    reader = base.reader_of(context)
    held, names = reader.seats(row.id), references.Names.of(row.id)
    is_inside = bool(held) or reader.is_sysadmin
    shown = row.dictize() if is_inside else row.public()
    if is_inside:
        shown["roles"] = sorted({str(seat.role) for seat in held})
        shown["seats"] = [_seat(seat, names) for seat in held]
        shown["subcommittees"] = names.groups
        shown["agencies"] = list(names.agencies.values())
        # The public learns from a release how many members there are.
        shown["members_by_type"] = names.members_by_type
    return {**shown, "area_name": names.area or row.area}


def tiptaskforce_taskforce_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Set up an empty task force with the CKAN organization that will publish for it.

    :param slug: lower-case name for addresses
    :param title: short title
    :param settings: k (at least 10), zeros, time_zone, languages, ccpm_words
    :returns: the task force
    """
    tk.check_access("tiptaskforce_taskforce_create", context, data_dict)
    data = base.validate(schema.taskforce_create(), data_dict, context)
    if Taskforce.get(data["slug"]) is not None:
        raise base.invalid("slug", tk._("Another task force has this already."))
    row = Taskforce(id=new_id(), slug=data["slug"], settings=data.get("settings", {}))
    row.taskforce_id = row.id
    fill(row, data)
    row.organization_id = organization_for(context, row)
    step = base.Step(context, base.reader_of(context), row, NOUN, "create", data)
    return record.create(step, row, lambda made: made.dictize())


def tiptaskforce_taskforce_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change the words and settings of a task force.

    :param id: uuid of the task force
    :param version: the version that the caller read
    :param settings: only the settings to change; beside those of taskforce_create
        ``calendar``, a list of ``{kind, due_days, lock_days}``, and ``standing``, the
        per cents from which on the words met, on_track and constrained hold
    :returns: the task force
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.taskforce_update())
    fill(step.row, step.data)
    if step.data.get("settings"):
        step.row.settings = {**step.row.settings, **step.data["settings"]}
    record.record(step, step.row)
    record.commit(step)
    return step.row.dictize()


def tiptaskforce_taskforce_hand_over(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Return the handover file of a task force, for whoever coordinates it next.

    A signed zip of a page to read, a workbook of the same tables, the documents that
    all members see, and the task force as a preset without its data. No person, count
    of persons or restricted matter is in it; that it was made is in the log.

    :param taskforce: slug or id of the task force
    :returns: ``{file_name, media_type, content, left_out, documents_limit,
        preset_faults}``: the content in base64, the titles of documents left out
        because all of them may have ``documents_limit`` bytes, and what would keep the
        preset from being loaded
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.taskforce_hand_over(), verb="hand_over"
    )
    found = handover_set.made(step)
    record.record(step, step.taskforce)
    record.commit(step)
    content = base64.b64encode(found["content"]).decode()
    return {**found, "media_type": "application/zip", "content": content}


def _seat(seat: Held, names: references.Names) -> dict[str, str | None]:
    return {
        "role": str(seat.role),
        "agency": names.agencies.get(seat.agency_id or ""),
        "agency_name": names.agency_names.get(seat.agency_id or ""),
        "subcommittee": names.subcommittees.get(seat.subcommittee_id or ""),
    }


def fill(row: Taskforce, data: dict[str, Any]) -> None:
    """Bring the words of a call onto the row."""
    row.put(data, _PLAIN)


def organization_for(context: Context, row: Taskforce) -> str:
    """Return the CKAN organization that publishes for a task force, made if needed.

    It has no human members: nobody gets a right from it, and nobody is named by it.
    """
    known = model.Group.get(row.slug)
    if known is not None:
        if not known.is_organization or known.state != model.State.ACTIVE:
            raise base.invalid("slug", tk._("A CKAN group has this name already."))
        if has_human_members(known.id):
            message = tk._("The CKAN organization of this name has members.")
            raise base.invalid("slug", message)
        return known.id
    group = model.Group(
        name=row.slug, title=row.title, type="organization", is_organization=True
    )
    model.Session.add(group)
    model.Session.flush()
    return group.id
