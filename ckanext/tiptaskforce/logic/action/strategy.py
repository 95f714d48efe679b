"""The strategy of a task force, as anybody may read it."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.model.strategy import Strategy


@tk.side_effect_free
def tiptaskforce_strategy_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show the current strategy: its period, vision, principles and lines.

    How the lines stand is not in here; the public learns that from a release.

    :param taskforce: slug or id of the task force
    :raises NotFound: where no strategy is current
    """
    step = base.begin_list(context, data_dict, "strategy", {}, verb="show")
    strategy = Strategy.current(step.taskforce.id)
    if strategy is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    lines = references.lines(step.taskforce.id)
    return {**strategy.dictize(), "objectives": [line.dictize() for line in lines]}
