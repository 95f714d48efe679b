"""Indicators: the reference sheets of the strategy, kept by coordination."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import (
    base,
    calendar,
    indicator_progress,
    indicators,
    record,
    references,
    released,
    standings,
)
from ckanext.tiptaskforce.logic.schema import indicator as schema
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.indicator import Indicator

NOUN = "indicator"


@tk.side_effect_free
def tiptaskforce_indicator_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the indicators of a strategy, by line and in their order.

    :param taskforce: slug or id of the task force
    :param objective: code of a line; with all lines below it
    :param agency: acronym or id of an agency that reports on it
    :param kind: number, per_cent or milestone
    :param code: the one with this code
    :param strategy: slug or id of a strategy; without it the current one
    :param violation: code of one grave violation that it touches
    :param retired: true for those that are no longer followed
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.indicator_list())
    query = Indicator.listed(
        step.taskforce.id,
        objective_ids=references.branch_ids(step),
        agency_id=references.agency_id(step),
        subcommittee_id=references.subcommittee_id(step),
        kind=step.data.get("kind"),
        code=step.data.get("code"),
        is_retired=bool(step.data.get("retired")),
        strategy_id=references.chosen_id(step),
        violation=step.data.get("violation"),
    )
    return base.page(step, query, indicators.shower(step))


@tk.side_effect_free
def tiptaskforce_indicator_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show the reference sheet of an indicator.

    :param id: uuid of the indicator
    :returns: the sheet with ``splits``: for each disaggregation its codes, with labels
    """
    step = base.begin_show(context, data_dict, NOUN)
    shown = indicators.shower(step)([step.row])[0]
    return {**shown, "splits": indicators.splits(step, step.row)}


@tk.side_effect_free
def tiptaskforce_indicator_read(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell anybody what the current strategy measures, and what was released of it.

    :param taskforce: slug or id of the task force
    :param objective: code of a line; with all lines below it
    :param indicator: code of the one indicator
    :returns: ``{items}`` of ``{code, title, objective, objective_title, published}``,
        where published are the totals of public releases, ``{from, to, value, series,
        number, title}``, the latest first; value is null where it is withheld
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.indicator_read(), verb="read"
    )
    return {"items": released.read(step)}


@tk.side_effect_free
def tiptaskforce_indicator_progress(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell how indicators went on, period by period, as far as the caller is shown it.

    :param taskforce: slug or id of the task force
    :param objective: code of a line; with all lines below it
    :param indicator: code of the one indicator
    :param split: one of its disaggregations, or ``agency``, as rows beside the total
    :param strategy: slug or id of a strategy; without it the current one
    :param retired: true for those that are no longer followed
    :returns: ``{items}``: each item the sheet with ``view`` (all, own or
        released: of counts of persons others are shown no figure that was not
        released), ``periods``, a cell ``{target, value, numerator, denominator,
        milestone, percent, label, reported, expected, words}`` for each of them,
        ``whole`` for the strategy, with ``label_computed`` beside a ``label`` that
        was set by hand, and ``split``
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.indicator_progress(), verb="progress"
    )
    return indicator_progress.of(step)


@tk.side_effect_free
def tiptaskforce_indicator_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell how the indicators stand: figure, target, per cent, word, and by which rule.

    :param taskforce: slug or id of the task force
    :param objective: code of a line; with all lines below it
    :param strategy: slug or id of a strategy; without it the current one
    :param period: code of a period; without it the whole strategy, by the roll-up rule
    :returns: ``{items, rule}``; each item has code, baseline, target, actual, percent,
        label, reported (of) expected; actual and percent are null where nobody has
        reported, and where counts of persons were not released to this reader
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.indicator_overview(), verb="overview"
    )
    code = step.data.get("period") or None
    if code:
        indicators.check_period(code)
    found = standings.stands(step, period=code)
    rule = standings.thresholds(step).words
    return {
        "taskforce": step.taskforce.slug,
        "period": code,
        "items": [stand.dictize() for stand in found],
        "rule": [phrase.render(tk._) for phrase in rule],
    }


def tiptaskforce_indicator_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Add an indicator to a line of the current strategy.

    :param taskforce: slug or id of the task force
    :param code: short name, unique in the strategy, such as A.2-1
    :param kind: number (default), per_cent or milestone
    :param unit: what is counted
    :param definition: what counts, and what does not
    :param rationale: why it is measured
    :param numerator: of a per cent, in words
    :param denominator: of a per cent, in words
    :param baseline: value before the work began; of a milestone, the step in words
    :param baseline_on: day of the baseline
    :param baseline_source: where the baseline comes from
    :param target: for the whole strategy; of a milestone, the step in words
    :param targets: ``{period code: target}``
    :param in_need: how many would need it
    :param verification: by what a reader could check it
    :param agencies: acronyms or ids of the agencies that report on it
    :param subcommittee: slug of the one whose chair reviews its reports
    :param frequency: month, quarter (default), half_year or year
    :param direction: up (default) or down, which of them is better
    :param disaggregations: at most 3 of place, zone and the code lists
    :param violations: list of codes of grave violations that it relates to
    :param counts_persons: true where its values count persons; then only the own
        agency and the custodian open them
    :param milestones: the steps in words, the first one first
    :param across_agencies: sum (default) or max
    :param across_places: sum (default), or max of each place, then summed
    :param across_periods: sum (default) or latest
    :returns: the indicator
    """
    step = base.begin_create(context, data_dict, NOUN, schema.indicator_create())
    known = record.answered(step, Indicator)
    if known is not None:
        return indicators.shower(step)([known])[0]
    row = _blank(step)
    indicators.fill(step, row)
    _refuse_second(row)

    def ask(_made: Indicator) -> None:
        calendar.advance(step)

    return record.create(
        step, row, lambda made: indicators.shower(step)([made])[0], ask
    )


def tiptaskforce_indicator_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change the reference sheet; what reports rest on cannot change any more.

    :param id: uuid of the indicator
    :param version: the version that the caller read
    :param kind: number, per_cent or milestone; fixed once somebody has reported
    :param unit: what is counted
    :param definition: what counts, and what does not
    :param rationale: why it is measured
    :param numerator: of a per cent, in words
    :param denominator: of a per cent, in words
    :param baseline: value before the work began; of a milestone, the step in words
    :param baseline_on: day of the baseline
    :param baseline_source: where the baseline comes from
    :param target: for the whole strategy; of a milestone, the step in words
    :param targets: ``{period code: target}``, all of them anew
    :param in_need: how many would need it
    :param verification: by what a reader could check it
    :param agencies: acronyms or ids of the agencies that report on it
    :param subcommittee: slug of the one whose chair reviews its reports
    :param frequency: month, quarter, half_year or year; fixed as kind
    :param direction: up or down, which of them is better
    :param disaggregations: at most 3 of place, zone and the code lists; fixed as kind
    :param violations: list of codes of grave violations that it relates to
    :param counts_persons: whether its values count persons; fixed as kind
    :param milestones: the steps in words, the first one first; fixed as kind
    :param across_agencies: sum or max
    :param across_places: sum, or max of each place, then summed
    :param across_periods: sum or latest
    :param label: a word over the computed one; empty for the computed one
    :param label_reason: why
    :returns: the indicator
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.indicator_update())
    indicators.fill(step, step.row)
    record.record(step, step.row)
    calendar.advance(step)
    record.commit(step)
    return indicators.shower(step)([step.row])[0]


def tiptaskforce_indicator_retire(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Follow an indicator no longer; it keeps its reports, and none is owed any more.

    :param id: uuid of the indicator
    :param version: the version that the caller read
    :param note: why
    :returns: the indicator
    """
    step = base.begin(context, data_dict, NOUN, "retire", schema.indicator_retire())
    if step.row.retired:
        raise base.invalid("state", tk._("It is retired already."))
    step.row.retired = step.data["note"]
    record.record(step, step.row)
    record.commit(step)
    return indicators.shower(step)([step.row])[0]


def _blank(step: base.Step) -> Indicator:
    """Return a new indicator with what holds where the call says nothing."""
    return Indicator(
        id=new_id(),
        taskforce_id=step.taskforce.id,
        kind="number",
        frequency="quarter",
        direction="up",
        counts_persons=False,
        is_sample=False,
        **dict.fromkeys(("across_agencies", "across_places", "across_periods"), "sum"),
        **dict.fromkeys(("unit", "definition", "rationale", "numerator"), ""),
        **dict.fromkeys(("denominator", "verification", "baseline_source"), ""),
        **dict.fromkeys(("label", "label_reason", "retired"), ""),
        agency_ids=[],
        disaggregations=[],
        violations=[],
        violation_links={},
        milestones=[],
        targets={},
        position=0,
    )


def _refuse_second(row: Indicator) -> None:
    """Say it in words; where two come at once, the database refuses one of them."""
    if Indicator.is_code(row.strategy_id, row.code):
        message = tk._("This strategy has an indicator with this code already.")
        raise base.invalid("code", message)
