"""Releases: made by one person, approved by another, published by the job alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import (
    base,
    datasets,
    nouns,
    publications,
    publishing,
    record,
    release_files,
    released,
    subscriptions,
    violation_links,
)
from ckanext.tiptaskforce.logic.figures import alerted, columns, consent, little
from ckanext.tiptaskforce.logic.schema import release as schema
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.vocabulary import ReleaseKind, Sensitivity

log = logging.getLogger(__name__)
NOUN = "release"
_TEXTS = ("title", "sentence", "caveats", "next_update")
_WORDS = (*_TEXTS, "specification", "sensitivity")


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
    filters["made_as"] = nouns.releases_listed(step.reader, step.taskforce.id)
    query = Release.listed(step.taskforce.id, **filters)
    return base.page(step, query, lambda found: [row.dictize() for row in found])


@tk.side_effect_free
def tiptaskforce_release_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show a release: its state, how far its job is, and what the caller may do.

    :param id: uuid of the release
    :returns: the release with ``verbs``, ``is_silent`` (no worker seems to have its
        job), ``is_stalled`` (for a minute already) and ``is_mine`` (the caller wrote or
        proposed it, so another approves), ``later`` (tallies accepted since its check);
        to an agency whose counts it holds neither sentence nor objections of others
    """
    step = base.begin_show(context, data_dict, NOUN)
    row = step.row
    shown = {
        **row.dictize(),
        "taskforce": step.taskforce.slug,
        "verbs": base.allowed_verbs(step, row),
        "is_silent": publishing.is_silent(row),
        "is_stalled": publishing.is_stale(row),
        "is_mine": step.reader.user_id in {*row.editor_ids, row.proposed_by},
        "indicators": released.codes_of(row),
        **(consent.about(step, row) if row.kind == ReleaseKind.FIGURES else {}),
    }
    return consent.told(step, row, shown)


@tk.side_effect_free
def tiptaskforce_release_preview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show what the public would read of a release, and what the check found.

    :param id: uuid of the release
    :returns: ``{tables, manifest, report, beside, period, as_of, faults, sparse}``: of
        figures with the totals of earlier periods, and with the tables that show less
        than half of those counted; empty tables before it was made
    """
    step = base.begin_show(context, data_dict, NOUN, verb="preview")
    row = step.row
    if not row.files:
        return {"tables": {}, "manifest": {}, "faults": [], "sparse": []}
    shown = publications.content(step.taskforce, row)
    return {
        **{n: shown[n] for n in ("tables", "manifest", "report", "period", "as_of")},
        "beside": publications.beside(step.taskforce, row),
        "faults": release_files.faults_of(row),
        "sparse": little.tables(row, shown),
    }


@tk.side_effect_free
def tiptaskforce_release_offer(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show what a release of figures can be made of.

    :param taskforce: slug or id of the task force
    :param step: alerts, for a release of alerts; left out, for one of persons
    :returns: ``{steps, periods, columns, tables, indicators}``: steps and periods of
        which anything was accepted, the columns of tables, the tables that are usual,
        and code and title of the indicators that count persons
    """
    accepted = schema.release_offer()
    step = base.begin_list(context, data_dict, NOUN, accepted, verb="offer")
    if step.data.get("step"):
        return {**alerted.offer(step.taskforce), "indicators": []}
    known = released.offered(step.taskforce.id)
    told = [{"code": row.code, "title": row.title} for row in known]
    return {**columns.offer(step.taskforce), "indicators": told}


@tk.side_effect_free
def tiptaskforce_release_pending(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the proposed releases of figures that hold counts of the caller's agency.

    :param taskforce: slug or id of the task force
    :returns: ``{count, items, page}``; each item says until when to object
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.release_pending(), verb="pending"
    )
    query = Release.holding(step.taskforce.id, consent.own_agency_ids(step))
    return base.page(
        step,
        query,
        lambda found: [
            consent.told(step, row, {**row.dictize(), **consent.about(step, row)})
            for row in found
        ],
    )


@tk.side_effect_free
def tiptaskforce_release_share(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show the focal point of an agency which of its counts go into a release.

    :param id: uuid of the release
    :returns: ``{title, step, periods, agencies: [{agency, rows}]}``
    """
    step = base.begin_show(context, data_dict, NOUN, verb="share")
    return consent.share(step, step.row)


def tiptaskforce_release_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Draft a release.

    :param taskforce: slug or id of the task force
    :param title: title for the public
    :param series: short name of the series; each series is one public dataset
    :param specification: ``{kind: progress, window: {period: [code]}, tables: [ids]}``,
        or ``{kind: figures, step, window, tables: [[columns]], coarsen?, zeros?}``
    :param sentence: the main finding in one sentence, for the public; where it is left
        out, the check computes it from the counts
    :param indicators: codes of the indicators that count persons whose value the total
        of these figures is; the dataset names them, and their pages show it
    :param caveats: what a reader must know
    :param next_update: day of the next release
    :param sensitivity: low, moderate or high; it is printed with the release
    :returns: the release
    """
    step = base.begin_create(context, data_dict, NOUN, schema.release_create())
    known = record.answered(step, Release)
    if known is not None:
        return known.dictize()
    series = step.data["series"]
    _check_tables(step)
    if not datasets.is_free(step.taskforce, series):
        message = tk._(
            "Another dataset has the name {name} already, or it is too long."
        )
        name = datasets.name_of(step.taskforce, series)
        raise base.invalid("series", message.format(name=name))
    row = Release(series=series)
    row.kind = step.data["specification"]["kind"]
    # Counts of persons are moderate at least; counts of work are open to all members.
    is_figures = row.kind == ReleaseKind.FIGURES
    row.sensitivity = (Sensitivity.MODERATE if is_figures else Sensitivity.LOW).value
    _fill(step, row)
    return record.create(step, row, lambda made: made.dictize())


def tiptaskforce_release_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a release that is not proposed; it becomes a draft and is made anew.

    :param id: uuid of the release
    :param version: the version that the caller read
    :param indicators: as in release_create; empty for none
    :returns: the release
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.release_update())
    _check_tables(step)
    # A sentence that was computed from counts that are thrown away goes with them.
    if publications.is_sentence_computed(step.taskforce, step.row):
        step.row.sentence = ""
    _fill(step, step.row)
    step.row.files, step.row.snapshot, step.row.advice = [], {}, []
    return _moved(step, *_ledger_follows(step.row))


def tiptaskforce_release_protect(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Start the job that counts, writes and audits; ``show`` tells how far it is.

    :param id: uuid of the release
    :param version: the version that the caller read
    :returns: the release, protecting
    """
    step = base.begin(context, data_dict, NOUN, "protect", schema.release_step())
    publishing.intend(step.row)
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
    return _moved(step, *_ledger_follows(step.row))


def tiptaskforce_release_propose(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Propose an audited release to the second person.

    :param id: uuid of the release
    :param version: the version that the caller read
    :param little: each table of ``sparse`` in release_preview, as confirmed
    :returns: the release, proposed
    """
    step = base.begin(context, data_dict, NOUN, "propose", schema.release_propose())
    if not step.row.sentence:
        raise base.invalid("sentence", tk._("Missing. Say the main finding first."))
    little.want_confirmed(step)
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
    :raises ValidationError: for figures while an agency may still object
    """
    step = base.begin(context, data_dict, NOUN, "approve", schema.release_step())
    consent.want_time(step)
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
    return _moved(step, *_ledger_follows(step.row))


def tiptaskforce_release_object(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Object, for an agency, to a release that holds its counts; it is a draft again.

    :param id: uuid of the release
    :param version: the version that the caller read
    :param note: the reason, for the custodian and the coordinators
    :returns: what an agency is told of the release, a draft
    """
    step = base.begin(context, data_dict, NOUN, "object", schema.release_noted())
    consent.objected(step)
    moved = _moved(step, *_ledger_follows(step.row))
    return consent.told(step, step.row, moved)


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
    return _moved(step, *_ledger_follows(step.row))


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
    record.move(step)
    record.record(step, step.row)
    reached("recorded")
    publishing.withdrawn(step.row)
    subscriptions.tell(step.row)
    reached("shown")
    record.commit(step)
    reached("committed")
    for job in (jobs.index, *_ledger_follows(step.row)):
        jobs.enqueue(job, step.row.id)
    jobs.write_letters()
    return step.row.dictize()


def _check_tables(step: base.Step) -> None:
    """Hold the tables of figures against the tally design; a kind never changes."""
    chosen = step.data.get("specification")
    if chosen is None:
        return
    made_as = nouns.made_as(chosen["kind"], chosen)
    before = step.row and nouns.made_as(step.row.kind, step.row.specification)
    if before not in (None, made_as):
        message = tk._("kind: a release keeps the kind that it was made with.")
        raise base.invalid("specification", message)
    if chosen["kind"] == ReleaseKind.FIGURES:
        columns.check(step.taskforce, chosen)


def _ledger_follows(row: Release) -> tuple[Callable[[str], None], ...]:
    """Return the job that tells the ledger; a web process never opens the vault."""
    return (jobs.settle,) if row.kind == ReleaseKind.FIGURES else ()


def _fill(step: base.Step, row: Release) -> None:
    row.put(step.data, _WORDS)
    if "indicators" in step.data:
        row.indicator_ids = released.chosen(step)
    violation_links.fill(step, row, columns.violations(row.specification))
    row.editor_ids = sorted({*(row.editor_ids or ()), step.reader.user_id or ""})


def _moved(step: base.Step, *after: Callable[[str], None]) -> dict[str, Any]:
    record.move(step)
    record.record(step, step.row)
    record.commit(step)
    for job in after:
        jobs.enqueue(job, step.row.id)
    return step.row.dictize()
