"""Deliverables: logged by an agency, reviewed by a chair or a coordinator."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import (
    attaching,
    base,
    deliverables,
    record,
    references,
    timelines,
    years,
)
from ckanext.tiptaskforce.logic.schema import deliverable as schema
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.vocabulary import DeliverableState as State

FIX_DAYS = 7
NOUN = "deliverable"


@tk.side_effect_free
def tiptaskforce_deliverable_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the deliverables that the caller may know of.

    :param taskforce: slug or id of the task force
    :type taskforce: string
    :param state: planned, in_progress, submitted, delivered or dropped
    :param core_function: 1 to 6
    :param subcommittee: its slug
    :param objective: code of a line, or of an objective with all its lines
    :param strategy: slug or id of its strategy; without it the current one
    :param agency: acronym or id of the responsible agency, or of a partner
    :param responsible: acronym or id of the responsible agency alone
    :param consulted: whether affected people were consulted: yes, planned or no
    :param overdue: only open work whose date has passed
    :param outdated: only delivered work whose review date has passed
    :param violation: code of one grave violation that it touches
    :param q: words of the title
    :param sort: due, title, modified or state, with ``-`` in front for descending
    :returns: ``{count, items, page}``
    :raises NotAuthorized: without a seat in the task force
    :raises ValidationError: for a filter or key outside the closed lists
    """
    step = base.begin_list(context, data_dict, NOUN, schema.deliverable_list())
    query, values = deliverables.listed(step)
    return base.page(step, query, deliverables.shown_many(step), **values)


@tk.side_effect_free
def tiptaskforce_deliverable_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one deliverable with what the caller may do to it (``verbs``).

    :param id: uuid of the deliverable
    :type id: string
    :raises NotFound: where it does not exist for the caller
    """
    step = base.begin_show(context, data_dict, NOUN)
    shown = deliverables.shown(step, step.row)
    return {**shown, "verbs": base.allowed_verbs(step, step.row)}


@tk.side_effect_free
def tiptaskforce_deliverable_history(
    context: Context, data_dict: DataDict
) -> list[ActionResult.AnyDict]:
    """Tell what happened to a deliverable, newest first, without naming a person.

    Its evidence is told of as far as the caller sees it, and so are its comments.

    :param id: uuid of the deliverable
    :returns: list of ``{at, noun, verb, role, agency, note, changes, comment}``;
        ``changes`` are ``{field, from, to}``, ``comment`` is one of ``comment_list``
    """
    step = base.begin_show(context, data_dict, NOUN, verb="history")
    return timelines.of(step)


@tk.side_effect_free
def tiptaskforce_deliverable_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List what a year is planned from: open work, and what is to be done again.

    :param taskforce: slug or id of the task force
    :param year: the year that is planned
    :param agency: acronym or id of the responsible agency
    :returns: ``{count, items, page, missing}``; items are deliverables with ``verb``
        (update for open ones, renew for those delivered the year before) and
        ``proposed_due``, and ``template_title`` of its standing deliverable; missing
        are the standing deliverables that nobody has logged
    """
    accepted = schema.deliverable_overview()
    step = base.begin_list(context, data_dict, NOUN, accepted, verb="overview")
    show = deliverables.shown_many(step)
    found = base.page(
        step,
        years.query(step),
        lambda rows: [years.proposed(step, one) for one in show(rows)],
    )
    return {**found, "missing": years.missing(step)}


def tiptaskforce_deliverable_plan(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Assign and date many deliverables at once: all rows are saved, or none.

    A row with an id changes an open deliverable, or starts the next edition of a
    delivered one; a row without one logs a planned deliverable.

    :param taskforce: slug or id of the task force
    :param rows: list of 1 to 200 of ``{id, version, agency?, partners?, due?}`` or
        ``{template?, title?, agency, partners?, due}``
    :param subcommittee: slug of the one whose year is planned; its chair must name it
    :param is_preview: true to try the rows out and save nothing
    :returns: ``{items, is_saved}``; items are ``{row, verb, id, title, agency,
        partners, due}``
    :raises ValidationError: naming row, field and reason of all that is refused
    """
    accepted = schema.deliverable_plan()
    step = base.begin_create(context, data_dict, NOUN, accepted, verb="plan")
    references.subcommittee_id(step)
    if not step.data.get("rows"):
        raise base.invalid("rows", tk._("Missing. Give a value."))
    items = years.run(step)
    return {"items": items, "is_saved": not step.data.get("is_preview")}


def tiptaskforce_deliverable_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Log a deliverable; with status ``delivered`` it goes to review at once.

    :param taskforce: slug or id of the task force
    :param title: one line, about the work and never about a person
    :param status: planned, in_progress or delivered
    :param due: day by which it is owed; planned and in_progress need it
    :param finished_on: day on which it was finished; delivered needs it
    :param template: code of the standing deliverable, such as 1.2; it gives core
        function, subcommittee and line where the call does not
    :param agency: acronym or id of the responsible agency; by default the caller's
    :param evidence: list of ``{staged}`` (a key of ``document_stage``) or ``{url}``
    :param idempotency_key: the same key and body make one deliverable only
    :returns: the deliverable
    :raises NotAuthorized: for another agency's work
    :raises ValidationError: naming each field, the reason and what is allowed
    """
    step = base.begin_create(context, data_dict, NOUN, schema.deliverable_create())
    known = record.answered(step, Deliverable)
    if known is not None:
        return deliverables.shown(step, known)
    row = deliverables.opened(step)
    if step.data["status"] == "delivered":
        _submit(step, row, deliverables.finished_day(step))
    return record.create(
        step,
        row,
        lambda made: deliverables.shown(step, made),
        lambda made: attaching.attach(step, made),
    )


def tiptaskforce_deliverable_attach(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Add files and links as evidence of a deliverable: all of them are kept, or none.

    :param id: uuid of the deliverable
    :param evidence: list of 1 to 20 of ``{staged}`` (a key of ``document_stage``) or
        ``{url}``
    :param title: what they are; by default the title of the deliverable
    :param replaces: uuid of the document of which a single one is the next version
    :returns: ``{items}``, the documents
    :raises ValidationError: naming each file and link that is refused
    """
    accepted = schema.deliverable_attach()
    step = base.begin_show(context, data_dict, NOUN, accepted, verb="attach")
    if not step.data.get("evidence"):
        raise base.invalid("upload", tk._("Choose a file or give a link."))
    items = attaching.attach(step, step.row)
    record.commit(step)
    return {"items": items}


def tiptaskforce_deliverable_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a deliverable that is still open.

    :param id: uuid of the deliverable
    :param version: the version that the caller read
    :param status: planned or in_progress
    :returns: the deliverable
    :raises ValidationError: for a stale version, with the current copy
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.deliverable_update())
    if step.row.state not in (State.PLANNED, State.IN_PROGRESS):
        raise base.invalid("state", tk._("Recall it first; it waits for review."))
    deliverables.change(step)
    return _finish(step)


def tiptaskforce_deliverable_submit(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Send a finished deliverable to review.

    :param id: uuid of the deliverable
    :param version: the version that the caller read
    :param finished_on: day on which it was finished, not ahead; by default today
    :returns: the deliverable
    """
    step = base.begin(context, data_dict, NOUN, "submit", schema.deliverable_submit())
    step.row.put(step.data, ("evidence_url", "note"))
    day = step.data.get("finished_on") or step.row.finished_on or step.taskforce.today
    step.data["finished_on"] = day
    _submit(step, step.row, deliverables.finished_day(step))
    return _finish(step)


def tiptaskforce_deliverable_recall(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Take a deliverable back from review, to change it.

    :param id: uuid of the deliverable
    :param version: the version that the caller read
    :returns: the deliverable
    """
    step = base.begin(context, data_dict, NOUN, "recall", schema.deliverable_recall())
    record.move(step)
    step.row.submitted_at = None
    return _finish(step)


def tiptaskforce_deliverable_accept(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Accept a submitted deliverable; only accepted work counts as delivered.

    :param id: uuid of the deliverable
    :param version: the version that the caller read
    :param review_by: day by which it must be renewed; by default as its template says
    :returns: the deliverable
    :raises NotAuthorized: for the work of the own agency, where another may review
    """
    step = base.begin(context, data_dict, NOUN, "accept", schema.deliverable_accept())
    _decide(step)
    step.row.is_sent_back, step.row.fix_by = False, None
    step.row.review_by = deliverables.review_day(step)
    return _finish(step)


def tiptaskforce_deliverable_send_back(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Send a submitted deliverable back to its agency, with the reason.

    :param id: uuid of the deliverable
    :param version: the version that the caller read
    :param note: what to mend
    :param fix_by: day by which to mend it; by default in seven days
    :returns: the deliverable
    """
    step = base.begin(
        context, data_dict, NOUN, "send_back", schema.deliverable_send_back()
    )
    _decide(step)
    step.row.is_sent_back = True
    step.row.fix_by = _fix_by(step)
    return _finish(step)


def tiptaskforce_deliverable_drop(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Give a deliverable up, with the reason; it stays readable and counts no more.

    :param id: uuid of the deliverable
    :param version: the version that the caller read
    :param note: why
    :returns: the deliverable
    """
    step = base.begin(context, data_dict, NOUN, "drop", schema.deliverable_drop())
    record.move(step)
    step.row.decision_note = step.data["note"]
    return _finish(step)


def tiptaskforce_deliverable_renew(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Open the next edition of a delivered one, which counts until the new is accepted.

    :param id: uuid of the delivered edition
    :param version: the version that the caller read
    :param due: day by which the next edition is owed
    :returns: the next edition
    :raises ValidationError: where a next edition is open already
    """
    step = base.begin(context, data_dict, NOUN, "renew", schema.deliverable_renew())
    row = deliverables.next_edition(step)
    record.add(step, row)
    record.commit(step)
    return deliverables.shown(step, row)


def _submit(step: base.Step, row: Deliverable, finished_on: date) -> None:
    row.state = State.SUBMITTED.value
    row.finished_on = finished_on
    row.submitted_at = now()
    row.submitted_by = step.reader.user_id or ""


def _decide(step: base.Step) -> None:
    record.move(step)
    step.row.decided_at = now()
    step.row.decision_note = step.data.get("note") or ""


def _fix_by(step: base.Step) -> date:
    today = step.taskforce.today
    fix_by = step.data.get("fix_by") or today + timedelta(days=FIX_DAYS)
    if fix_by < today:
        raise base.invalid("fix_by", tk._("Give a day that is not past."))
    return fix_by


def _finish(step: base.Step) -> dict[str, Any]:
    record.record(step, step.row)
    record.commit(step)
    return deliverables.shown(step, step.row)
