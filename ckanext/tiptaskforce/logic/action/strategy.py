"""Strategies: all of them to members, the words of the current one to anybody."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, calendar, history, record, strategies
from ckanext.tiptaskforce.logic.schema import strategy as schema
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.strategy import Strategy

NOUN = "strategy"
# What a task force thinks of its own weaknesses is for its members.
INSIDE = (
    *("principles", "swot", "version", "created", "modified", "adopted_on"),
    *("retired", "state", "dropped"),
)


@tk.side_effect_free
def tiptaskforce_strategy_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show the current strategy: its period, vision and lines; to members all of it.

    How the lines stand is not in here; the public learns that from a release.

    :param taskforce: slug or id of the task force
    :param strategy: slug or id of another strategy, for members
    :raises NotFound: where no strategy is current
    """
    step = base.begin_list(context, data_dict, NOUN, schema.strategy_show(), "show")
    is_member = step.scope.is_member
    if step.data.get("strategy") and not is_member:
        raise tk.ObjectNotFound(tk._("Not found."))
    shown = strategies.read(step)
    if shown is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    if is_member:
        return shown
    return {key: value for key, value in shown.items() if key not in INSIDE}


@tk.side_effect_free
def tiptaskforce_strategy_history(
    context: Context, data_dict: DataDict
) -> list[ActionResult.AnyDict]:
    """Tell what happened to a strategy, newest first, without naming a person.

    :param id: uuid of the strategy
    :returns: list of ``{at, verb, role, agency, note}``
    """
    step = base.begin_show(context, data_dict, NOUN, verb="history")
    return history.told(step)


@tk.side_effect_free
def tiptaskforce_strategy_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the strategies: the current one, former ones, and those in preparation.

    :param taskforce: slug or id of the task force
    :returns: ``{count, items, page, presets}``, the newest first, each with its
        ``state``: current, former or in_preparation; presets are the names of those
        from which a strategy can be begun
    """
    step = base.begin_list(context, data_dict, NOUN, schema.strategy_list())
    query = Strategy.listed(step.taskforce.id)
    found = base.page(step, query, strategies.shower(step))
    return {**found, "presets": strategies.presets()}


def tiptaskforce_strategy_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Begin a strategy: by hand, as a copy of another one, or from a preset.

    It is in preparation until it is adopted. A copy has the words, the lines and the
    indicators of the other one; its lines go on with the lines that they were copied
    from. Of the targets those of its own periods are kept, and no report.

    :param taskforce: slug or id of the task force
    :param slug: short name; without it its years, such as 2026-2028
    :param title: its title; a preset brings one
    :param from: its first day; a preset brings one
    :param until: its last day; a preset brings one
    :param vision: what it wants to come true
    :param principles: list of guiding principles, a line each
    :param strengths: list for the SWOT, a line each
    :param weaknesses: the same
    :param opportunities: the same
    :param threats: the same
    :param copy_of: slug or id of the strategy that is copied
    :param preset: name of a preset that comes with the extension
    :param preset_strategy: slug of a strategy in it; without it the first one
    :returns: the strategy with ``objectives``
    """
    step = base.begin_create(context, data_dict, NOUN, schema.strategy_create())
    known = record.answered(step, Strategy)
    if known is not None:
        return strategies.with_lines(step, known)
    row, lines, sheets = strategies.begun(step)
    return record.create(
        step,
        row,
        lambda made: strategies.with_lines(step, made),
        lambda _made: strategies.store(step, lines, sheets),
    )


def tiptaskforce_strategy_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change the words or the period of a strategy; an empty value clears a word.

    Its period decides for which periods reports on its indicators are asked.

    :param id: uuid of the strategy
    :param version: the version that the caller read
    :param title: its title
    :param from: its first day
    :param until: its last day
    :param vision: what it wants to come true
    :param principles: list of guiding principles, all of them anew
    :param strengths: list for the SWOT, all of them anew
    :param weaknesses: the same
    :param opportunities: the same
    :param threats: the same
    :returns: the strategy with ``objectives``
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.strategy_update())
    strategies.want_kept(step.row)
    strategies.fill(step, step.row)
    record.record(step, step.row)
    calendar.advance(step)
    record.commit(step)
    return strategies.with_lines(step, step.row)


def tiptaskforce_strategy_adopt(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Make a strategy the current one; the one before keeps its lines and history.

    Unfinished deliverables go on with the lines that follow theirs; delivered ones
    stay where they were delivered. Reports on the former indicators are asked for the
    periods that begin before the end of their strategy.

    :param id: uuid of the strategy
    :param version: the version that the caller read
    :returns: the strategy with ``objectives``
    """
    step = base.begin_show(context, data_dict, NOUN, schema.strategy_adopt(), "adopt")
    # Before any row is held, so that two who adopt never wait for each other.
    events.hold(f"strategies:{step.taskforce.id}")
    base.lock(step)
    strategies.want_kept(step.row)
    if step.row.is_current:
        raise base.invalid("state", tk._("It is the current strategy already."))
    if all(line.retired for line in scalars(Objective.of(step.row.id))):
        raise base.invalid("state", tk._("It has no line yet. Add one first."))
    strategies.adopt(step)
    calendar.advance(step)
    record.commit(step)
    return strategies.with_lines(step, step.row)


def tiptaskforce_strategy_drop(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Give up a strategy that was begun and never adopted; its log stays.

    Its short name is free again, so that another one may take it.

    :param id: uuid of the strategy
    :param version: the version that the caller read
    :param note: why
    :returns: the strategy, dropped
    :raises ValidationError: for the current one, and for one that was current once
    """
    step = base.begin_show(context, data_dict, NOUN, schema.strategy_drop(), "drop")
    # One that is adopted in this very moment is dropped by nobody.
    events.hold(f"strategies:{step.taskforce.id}")
    base.lock(step)
    strategies.drop(step)
    record.commit(step)
    return strategies.shown(step, step.row)
