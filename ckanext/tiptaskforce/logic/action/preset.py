"""Presets: a task force as a folder of files, checked whole and loaded whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, calendar, designs, record
from ckanext.tiptaskforce.logic.action.taskforce import organization_for
from ckanext.tiptaskforce.logic.presets import crosscheck, layout, source, wanted
from ckanext.tiptaskforce.logic.presets.load import Load
from ckanext.tiptaskforce.logic.presets.mark import Faults
from ckanext.tiptaskforce.logic.schema import preset as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.taskforce import Taskforce


def tiptaskforce_preset_check(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Check a preset whole; nothing is stored.

    :param name: name of a preset that comes with the extension, or
    :param upload: a zip of the files of a preset, of at most 5 MB
    :returns: ``{taskforce, faults}``; each fault is
        ``{file, line, column, reason}``, and without faults the preset can be loaded
    """
    tk.check_access("tiptaskforce_preset_check", context, data_dict)
    data = base.validate(schema.preset_check(), data_dict, context)
    preset, faults = _read(data)
    return {
        "taskforce": preset.yaml["taskforce.yaml"].get("slug") if not faults else None,
        "faults": [fault.dictize() for fault in faults],
    }


def tiptaskforce_preset_load(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Make a task force what a preset says, or bring it up to date; all or nothing.

    A second load of the same files changes nothing. What somebody changed by hand
    since the last load is kept; what the preset no longer has is retired where it is
    a place, a code or a standing deliverable, and left alone elsewhere. Where counts
    were sent already, another tally design holds for new periods only. Documents and
    the dates of the calendar are checked and not loaded yet. Periods and due reports
    are made as ``period_advance`` makes them.

    :param name: name of a preset that comes with the extension, or
    :param upload: a zip of the files of a preset, of at most 5 MB
    :param sample: whether the task force is marked as a sample, which stays so
    :returns: ``{taskforce, id, nouns}``; ``nouns`` counts per noun what
        was created, changed, unchanged, kept (changed by hand) and retired
    :raises ValidationError: with file, line, column and reason of each fault
    """
    tk.check_access("tiptaskforce_preset_load", context, data_dict)
    data = base.validate(schema.preset_load(), data_dict, context)
    preset, faults = _read(data)
    if faults:
        raise tk.ValidationError({"preset": [str(fault) for fault in faults]})
    step, done = _loaded(context, data, preset)
    # What the indicators ask for is due from now on, not from the next night on.
    calendar.advance(step)
    record.commit(step)
    return {
        "taskforce": step.taskforce.slug,
        "id": step.taskforce.id,
        "nouns": done,
    }


def _read(data: dict[str, Any]) -> tuple[layout.Preset, list[Any]]:
    """Return the preset and its faults, those between files only where it was read."""
    if bool(data.get("name")) == bool(data.get("upload")):
        raise base.invalid("name", tk._("Give a name or a zip, one of the two."))
    faults = Faults()
    if data.get("name"):
        files = source.of_name(data["name"])
    else:
        files = source.of_upload(data["upload"], faults)
    if not faults.found:
        source.check_names(files, faults)
    preset = layout.read(files, faults)
    if preset.is_whole(files):
        crosscheck.check(preset, faults)
    return preset, faults.found


def _loaded(
    context: Context, data: dict[str, Any], preset: layout.Preset
) -> tuple[base.Step, dict[str, dict[str, int]]]:
    values = wanted.taskforce(preset)
    slug = preset.yaml["taskforce.yaml"]["slug"]
    known = Taskforce.get(slug)
    row = known or _new_taskforce(context, slug, values["title"])
    is_sample = bool(data.get("sample") or row.is_sample)
    reader = base.reader_of(context)
    step = base.Step(context, reader, row, "preset", "load", data)
    values["settings"] |= _designed(row, wanted.design(preset))
    load = Load(step, preset, is_sample)
    load.bring_taskforce(row, {**values, "is_sample": is_sample})
    return step, load.run()


def _designed(row: Taskforce, design: designs.Design | None) -> dict[str, Any]:
    """Return the setting of the tally design, as it is once the preset has spoken.

    Where somebody has counted already, another design holds for new periods only.
    """
    found = designs.every(row)
    if design is None or (found and replace(found[-1], since="") == design):
        kept = row.settings.get(designs.SETTING)
        return {designs.SETTING: kept} if kept else {}
    counted = Tally.periods(row.id)
    if found and counted:
        since = designs.next_period(row, design.period, counted)
        design = replace(design, since=since)
        found = [one for one in found if one.since != since]
    else:
        found = []
    return {designs.SETTING: [one.dictize() for one in (*found, design)]}


def _new_taskforce(context: Context, slug: str, title: str) -> Taskforce:
    row = Taskforce(id=new_id(), slug=slug, title=title, settings={})
    row.taskforce_id = row.id
    row.organization_id = organization_for(context, row)
    row.created_by = base.reader_of(context).user_id or ""
    model.Session.add(row)
    return row
