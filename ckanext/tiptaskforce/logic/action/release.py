"""Releases: made by one person, approved by another, published by the job alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import jobs, lifecycle
from ckanext.tiptaskforce.exchange import finding, progress
from ckanext.tiptaskforce.logic import (
    base,
    datasets,
    publications,
    publishing,
    record,
    release_files,
)
from ckanext.tiptaskforce.logic.schema import release as schema
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.release import Release

log = logging.getLogger(__name__)
NOUN = "release"
_WORDS = ("title", "sentence", "caveats", "next_update", "specification")


@tk.side_effect_free
def tiptaskforce_release_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the releases of a task force, published or not, newest first.

    :param taskforce: slug or id of the task force
    :param state: one state, such as proposed
    :param series: one series
    :param kind: progress or figures
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.release_list())
    filters = {name: step.data.get(name) for name in ("state", "series", "kind")}
    query = Release.listed(step.taskforce.id, **filters)
    return base.page(step, query, lambda found: [row.dictize() for row in found])


@tk.side_effect_free
def tiptaskforce_release_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show a release: its state, how far its job is, and what the caller may do.

    :param id: uuid of the release
    :returns: the release with ``verbs``, ``is_stalled`` (its job went silent) and
        ``is_mine`` (the caller wrote or proposed it, so another person approves)
    """
    step = base.begin_show(context, data_dict, NOUN)
    row = step.row
    return {
        **row.dictize(),
        "taskforce": step.taskforce.slug,
        "verbs": base.allowed_verbs(step, row),
        "is_stalled": publishing.is_stale(row),
        "is_mine": step.reader.user_id in {*row.editor_ids, row.proposed_by},
    }


@tk.side_effect_free
def tiptaskforce_release_preview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show what the public would read of a release, and what the check found.

    :param id: uuid of the release
    :returns: ``{tables, manifest, faults}``; empty tables before it was made
    """
    step = base.begin_show(context, data_dict, NOUN, verb="preview")
    row = step.row
    if not row.files:
        return {"tables": {}, "manifest": {}, "faults": []}
    shown = publications.content(step.taskforce, row)
    return {
        "tables": shown["tables"],
        "manifest": shown["manifest"],
        "faults": release_files.faults_of(row),
    }


def tiptaskforce_release_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Draft a release.

    :param taskforce: slug or id of the task force
    :param title: title for the public
    :param series: short name of the series; each series is one public dataset
    :param specification: ``{kind: progress, window: {period: [code]}, tables: [ids]}``
    :param sentence: the main finding in one sentence, for the public; where it is left
        out, the check computes it from the counts
    :param caveats: what a reader must know
    :param next_update: day of the next release
    :returns: the release
    """
    step = base.begin_create(context, data_dict, NOUN, schema.release_create())
    known = record.answered(step, Release)
    if known is not None:
        return known.dictize()
    series = step.data["series"]
    if not datasets.is_free(step.taskforce, series):
        message = tk._(
            "Another dataset has the name {name} already, or it is too long."
        )
        name = datasets.name_of(step.taskforce, series)
        raise base.invalid("series", message.format(name=name))
    row = Release(series=series)
    row.kind = step.data["specification"]["kind"]
    _fill(step, row)
    return record.create(step, row, lambda made: made.dictize())


def tiptaskforce_release_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a release that is not proposed; it becomes a draft and is made anew.

    :param id: uuid of the release
    :param version: the version that the caller read
    :returns: the release
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.release_update())
    # A sentence that was computed from counts that are thrown away goes with them.
    if step.row.sentence == finding.text(progress.tables(step.row.snapshot)):
        step.row.sentence = ""
    _fill(step, step.row)
    step.row.files, step.row.snapshot = [], {}
    return _moved(step)


def tiptaskforce_release_protect(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Start the job that counts, writes and audits; ``show`` tells how far it is.

    :param id: uuid of the release
    :param version: the version that the caller read
    :returns: the release, protecting
    """
    step = base.begin(context, data_dict, NOUN, "protect", schema.release_step())
    publishing.start(step.row)
    return _moved(step, jobs.protect)


def tiptaskforce_release_cancel(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Stop the job; the release is a draft again.

    :param id: uuid of the release
    :param version: the version that the caller read
    """
    step = base.begin(context, data_dict, NOUN, "cancel", schema.release_step())
    step.row.progress = {}
    return _moved(step)


def tiptaskforce_release_propose(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Propose an audited release to the second person.

    :param id: uuid of the release
    :param version: the version that the caller read
    :returns: the release, proposed
    """
    step = base.begin(context, data_dict, NOUN, "propose", schema.release_step())
    if not step.row.sentence:
        raise base.invalid("sentence", tk._("Missing. Say the main finding first."))
    step.row.proposed_by = step.reader.user_id or ""
    step.row.proposed_at = now()
    return _moved(step)


def tiptaskforce_release_approve(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Approve a release that another person proposed, and start its publication.

    :param id: uuid of the release
    :param version: the version that the caller read
    :returns: the release, publishing
    :raises NotAuthorized: for whoever proposed or edited it
    """
    step = base.begin(context, data_dict, NOUN, "approve", schema.release_step())
    faults = release_files.faults_of(step.row)
    if faults:
        raise base.invalid("files", tk._("The stored files are not the audited ones."))
    step.row.approved_by = step.reader.user_id or ""
    publishing.start(step.row)
    return _moved(step, jobs.publish)


def tiptaskforce_release_send_back(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Send a proposed release back to its maker, with the reason.

    :param id: uuid of the release
    :param version: the version that the caller read
    :param note: what to change
    """
    step = base.begin(context, data_dict, NOUN, "send_back", schema.release_noted())
    step.row.note = step.data["note"]
    return _moved(step)


def tiptaskforce_release_drop(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Give an unpublished release up, with the reason.

    :param id: uuid of the release
    :param version: the version that the caller read
    :param note: why
    """
    step = base.begin(context, data_dict, NOUN, "drop", schema.release_noted())
    step.row.note = step.data["note"]
    return _moved(step)


def tiptaskforce_release_withdraw(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Withdraw a published release: page, files and API stop in the next request.

    :param id: uuid of the release
    :param version: the version that the caller read
    :param reason: error_in_figures, disclosure_risk, consent_withdrawn,
        published_by_mistake or other; it is public
    :returns: the release, withdrawn
    """
    step = base.begin(context, data_dict, NOUN, "withdraw", schema.release_withdraw())
    reached = step.context.get("tiptaskforce_reached", publishing.unheard)
    publishing.hold(step.row)
    step.row.withdraw_reason = step.data["reason"]
    step.row.withdrawn_at = now()
    step.row.note = step.data.get("note") or ""
    step.row.state = _target(step)
    record.record(step, step.row)
    reached("recorded")
    publishing.withdrawn(step.row)
    reached("shown")
    record.commit(step)
    reached("committed")
    jobs.enqueue(jobs.index, step.row.id)
    return step.row.dictize()


def _fill(step: base.Step, row: Release) -> None:
    for field in _WORDS:
        if step.data.get(field) is not None:
            setattr(row, field, step.data[field])
    row.editor_ids = sorted({*(row.editor_ids or ()), step.reader.user_id or ""})


def _target(step: base.Step) -> str:
    row = lifecycle.transition(NOUN, step.verb)
    assert row is not None, step.verb  # noqa: S101  the table and the verbs are ours
    return row.target


def _moved(step: base.Step, job: Callable[[str], None] | None = None) -> dict[str, Any]:
    step.row.state = _target(step)
    record.record(step, step.row)
    record.commit(step)
    if job is not None:
        jobs.enqueue(job, step.row.id)
    return step.row.dictize()
