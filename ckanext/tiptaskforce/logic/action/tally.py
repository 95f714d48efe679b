"""Tallies: counted by an agency's focal point, accepted by the data custodian.

Everybody inside is told where a tally stands. Its counts are shown to the focal
points of the agency and to the custodian alone, and stand in no event, no message
and no refusal.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import (
    base,
    designs,
    ownership,
    record,
    references,
    tallies,
    tally_debts,
)
from ckanext.tiptaskforce.logic.schema import tally as schema
from ckanext.tiptaskforce.model import contribution, tally_row
from ckanext.tiptaskforce.model.base import new_id, now
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.vocabulary import TallyState as State

NOUN = "tally"


@tk.side_effect_free
def tiptaskforce_tally_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List where the tallies stand, the newest period first; without any count.

    :param taskforce: slug or id of the task force
    :param period: code of a period, such as 2026-Q3
    :param agency: acronym or id of an agency
    :param state: draft, submitted, accepted or sent_back
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.tally_list())
    query = Tally.listed(
        step.taskforce.id,
        period=step.data.get("period"),
        agency_id=references.agency_id(step),
        state=step.data.get("state"),
    )
    return base.page(step, query, tallies.status(step))


@tk.side_effect_free
def tiptaskforce_tally_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell who has sent the counts of a period and who has not; never a count.

    :param taskforce: slug or id of the task force
    :param period: code of a period; by default the last one that has ended
    :returns: ``{period, due, periods, counts, items, owed, not_endorsed}``: an item for
        each organisation that has endorsed the protocol or sent counts, ``{agency,
        agency_name, id, state, edition, submitted_at, decided_at}`` with the state
        ``missing`` where there is no tally; ``counts`` are organisations by state,
        and ``owed`` what those still owe for whom the caller sends counts
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.tally_overview(), verb="overview"
    )
    return tally_debts.overview(step)


@tk.side_effect_free
def tiptaskforce_tally_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show where a tally stands; to its focal points and the custodian, its counts.

    :param id: uuid of the tally
    :returns: the status with ``verbs``; to those who may open the counts also
        ``rows``, ``accepted_rows`` (what counts until a correction is accepted),
        ``nothing_to_report`` and ``note``
    """
    step = base.begin_show(context, data_dict, NOUN)
    return tallies.opened(step, step.row)


def tiptaskforce_tally_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Open an agency's tally of a period, as a draft.

    :param taskforce: slug or id of the task force
    :param agency: acronym or id of the agency; by default the caller's
    :param period: code of a period that has begun, such as 2026-Q3
    :param rows: list of ``{step, <dimension>: code, …, n}`` by the tally design; n is
        a whole number from 1 to 10^12, and each combination stands once. Of
        ``violation`` a row may have several codes: a list, or a text with ; between
    :param nothing_to_report: true instead of rows
    :returns: the tally
    :raises ValidationError: naming row, key and reason, or where the agency has a
        tally of this period already
    """
    step = base.begin_create(context, data_dict, NOUN, schema.tally_create())
    known = record.answered(step, Tally)
    if known is not None:
        return tallies.opened(step, known)
    row = _described(step)
    design, _ = designs.of_period(step.taskforce, row.period)
    counts = tallies.stated(step, design, row.agency_id, {})
    if counts is None:
        message = tk._(
            "Missing. Give the rows, or say that there is nothing to report."
        )
        raise base.invalid("rows", message)
    _refuse_second(row)
    row.nothing_to_report = bool(step.data.get("nothing_to_report"))

    def store(made: Tally) -> None:
        tally_row.replace(step.taskforce.id, made.id, counts)

    return record.create(step, row, lambda made: tallies.opened(step, made), store)


def tiptaskforce_tally_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change a tally; of an accepted one this opens the next edition as a draft.

    :param id: uuid of the tally
    :param version: the version that the caller read
    :param rows: all rows anew; what is left out is no longer counted
    :param nothing_to_report: true instead of rows
    :returns: the tally
    :raises ValidationError: for a stale version, with where the tally stands now
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.tally_update())
    row = step.row
    design, _ = designs.of_period(step.taskforce, row.period)
    counts = tallies.stated(step, design, row.agency_id, tally_row.counts_of(row.id))
    if row.is_accepted:
        row.edition += 1
    record.move(step)
    if counts is not None:
        row.nothing_to_report = bool(step.data.get("nothing_to_report"))
    return _finish(step, counts)


def tiptaskforce_tally_submit(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Send a tally to the data custodian.

    :param id: uuid of the tally
    :param version: the version that the caller read
    :returns: the tally
    :raises ValidationError: without a valid endorsement of the protocol, and for a
        tally without rows that does not say that there is nothing to report
    """
    step = base.begin(context, data_dict, NOUN, "submit", schema.tally_submit())
    row = step.row
    tallies.check_agreement(step, row.agency_id)
    if not row.nothing_to_report and not tally_row.counts_of(row.id):
        message = tk._("No rows yet. Add some, or say that there is nothing to report.")
        raise base.invalid("rows", message)
    record.move(step)
    row.submitted_at, row.submitted_by = now(), step.reader.user_id or ""
    row.note = ""
    return _finish(step)


def tiptaskforce_tally_recall(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Take a tally back before the custodian has decided, to change it.

    :param id: uuid of the tally
    :param version: the version that the caller read
    :returns: the tally
    """
    step = base.begin(context, data_dict, NOUN, "recall", schema.tally_recall())
    record.move(step)
    step.row.submitted_at = None
    return _finish(step)


def tiptaskforce_tally_accept(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Accept a tally: what differs from what counted before counts from now on.

    :param id: uuid of the tally
    :param version: the version that the caller read
    :returns: the tally
    :raises NotAuthorized: for the tally of the own agency, where another custodian
        could accept it
    :raises ValidationError: where the agency's endorsement is no longer valid
    """
    step = base.begin(context, data_dict, NOUN, "accept", schema.tally_accept())
    row = step.row
    tallies.check_agreement(step, row.agency_id)
    _decide(step)
    row.accepted_edition = row.edition
    contribution.add(row, tally_row.counts_of(row.id), row.decided_at)
    return _finish(step)


def tiptaskforce_tally_send_back(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Send a tally back to its agency, with the reason.

    :param id: uuid of the tally
    :param version: the version that the caller read
    :param note: what to mend; only those who may open the counts read it
    :returns: the tally
    """
    step = base.begin(context, data_dict, NOUN, "send_back", schema.tally_send_back())
    _decide(step)
    step.row.note = step.data["note"]
    return _finish(step)


def _described(step: base.Step) -> Tally:
    taskforce_id, name = step.taskforce.id, step.data.get("agency")
    if name:
        agency_id = references.agency(taskforce_id, name).id
    else:
        about = {"taskforce": taskforce_id}
        agency_id = ownership.counting_agency_id(step.context, about)
    if agency_id is None:
        raise base.invalid("agency", tk._("Missing. Name the organisation."))
    return Tally(
        id=new_id(),
        agency_id=agency_id,
        period=step.data["period"],
        state=State.DRAFT.value,
        edition=1,
        accepted_edition=0,
    )


def _refuse_second(row: Tally) -> None:
    """Say it in words; where two come at once, the database refuses one of them."""
    if Tally.of_period(row.agency_id, row.period) is not None:
        message = tk._("This organisation has a tally of this period already.")
        raise base.invalid("period", message)


def _decide(step: base.Step) -> None:
    record.move(step)
    step.row.decided_at, step.row.decided_by = now(), step.reader.user_id or ""
    step.row.note = ""


def _finish(step: base.Step, counts: tally_row.Counts | None = None) -> dict[str, Any]:
    # New counts alone are a change too: the version must move with them.
    step.row.modified = now()
    record.record(step, step.row)
    if counts is not None:
        tally_row.replace(step.taskforce.id, step.row.id, counts)
    record.commit(step)
    return tallies.opened(step, step.row)
