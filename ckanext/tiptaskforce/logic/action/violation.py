"""The six grave violations, and how trafficking in persons relates to each."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, coverage, crosswalk, record
from ckanext.tiptaskforce.logic.schema import violation as schema
from ckanext.tiptaskforce.vocabulary import Violation

NOUN = "violation"


@tk.side_effect_free
def tiptaskforce_violation_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the six grave violations with their links to trafficking in persons.

    :param taskforce: slug or id of the task force
    :returns: ``{count, items, page, wider, version}``; an item is ``{violation, title,
        link, acts, means, forms, statement, source, paragraph, reading}``. ``link`` is
        filed_under, intersects, consequence, tactic or not_stated; source and
        paragraph are null where the source says nothing; ``reading`` is the task
        force's own ``{link, text, source}`` or null. ``wider`` lists what the
        mechanism records beside the six
    """
    step = base.begin_list(context, data_dict, NOUN, schema.violation_list())
    items = crosswalk.every(step.taskforce)
    return {
        "count": len(items),
        "items": items,
        "page": 1,
        "wider": crosswalk.wider(),
        "version": step.taskforce.version,
    }


@tk.side_effect_free
def tiptaskforce_violation_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one grave violation, with the deliverables that touch it, as counts.

    :param taskforce: slug or id of the task force
    :param violation: code of the violation
    :returns: the violation as in the list with ``delivered`` (in place), ``live`` (not
        dropped), ``meetings``, ``decisions``, ``action_points`` and ``by``: for
        objective, subcommittee, agency, state and core_function a list of ``{code,
        title, delivered, live}``; the code null is what has none. Counts hold what the
        caller may see
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.violation_show(), verb="show"
    )
    return coverage.of(step)


@tk.side_effect_free
def tiptaskforce_violation_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell what is done about each grave violation, by core function.

    :param taskforce: slug or id of the task force
    :returns: ``{items}``: six of ``{violation, title, cells, live, indicators,
        documents, releases, meetings, decisions, action_points}``, a cell
        ``{core_function, delivered, live}``, the last one, null, for what has no core
        function. Counts hold what the caller may see
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.violation_overview(), verb="overview"
    )
    return {"items": coverage.every(step)}


def tiptaskforce_violation_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Write the task force's own reading of a violation, or take it away.

    It is shown apart from what the source says and changes nothing of it.

    :param taskforce: slug or id of the task force
    :param version: the version of the task force that the caller read
    :param violation: code of the violation
    :param link: filed_under, intersects, consequence, tactic, may_amount_to or
        not_stated
    :param text: the reading; left out, the reading is removed
    :param source: what the reading rests on
    :returns: the violation as in the list, with the ``version`` of the task force
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.violation_update(), verb="update"
    )
    step.row = step.taskforce
    base.lock(step)
    step.taskforce = step.row
    found = crosswalk.read(step)
    step.row.settings = {**step.row.settings, crosswalk.SETTING: found}
    record.record(step, step.row, "taskforce", "update")
    record.commit(step)
    return _shown(step)


def _shown(step: base.Step) -> dict[str, Any]:
    found = crosswalk.shown(step.taskforce, Violation(step.data["violation"]))
    return {**found, "version": step.taskforce.version}
