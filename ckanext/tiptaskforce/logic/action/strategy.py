"""The strategy of a task force: all of it to members, its words to anybody."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, references

# What a task force thinks of its own weaknesses is for its members.
INSIDE = ("principles", "swot", "version", "created", "modified")


@tk.side_effect_free
def tiptaskforce_strategy_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show the current strategy: its period, vision and lines; to members all of it.

    How the lines stand is not in here; the public learns that from a release.

    :param taskforce: slug or id of the task force
    :raises NotFound: where no strategy is current
    """
    step = base.begin_list(context, data_dict, "strategy", {}, verb="show")
    strategy = references.strategy(step.taskforce.id)
    if strategy is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    lines = references.lines(step.taskforce.id)
    shown = {**strategy.dictize(), "objectives": [line.dictize() for line in lines]}
    if step.scope.is_member:
        return shown
    return {key: value for key, value in shown.items() if key not in INSIDE}
