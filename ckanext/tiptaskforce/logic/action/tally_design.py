"""The tally design: by which codes a task force counts, from which period on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import (
    base,
    designs,
    record,
    references,
    what_if,
    working_places,
)
from ckanext.tiptaskforce.logic.designs import STEP, Design
from ckanext.tiptaskforce.logic.schema import tally_design as schema
from ckanext.tiptaskforce.model.tally import Tally

NOUN = "tally_design"
_EVERYWHERE: Mapping[str, frozenset[str]] = {}
_PLAIN = ("period", "steps", "dimensions", "place_level")


@tk.side_effect_free
def tiptaskforce_tally_design_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show by which codes is counted, with the words of each code.

    :param taskforce: slug or id of the task force
    :param period: code of a period; by default what new periods are counted by
    :param agency: acronym or id of the agency that is to count
    :returns: ``{taskforce, version, since, period, place_level, steps, dimensions,
        optional, zones}``; a step is ``{code, labels}``, a dimension
        ``{dimension, codes, offered, multi}``, and ``version`` is that of the task
        force; ``offered`` are the codes that the agency may count by, or null for all,
        and ``multi`` tells that a row may have several of the codes
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.tally_design_show(), verb="show"
    )
    asked, agency = step.data.get("period"), step.data.get("agency")
    if asked:
        design = designs.of_period(step.taskforce, asked)[0]
    else:
        design = designs.newest(step.taskforce)
    if not agency:
        return _shown(step, design)
    agency_id = references.agency(step.taskforce.id, agency).id
    places = working_places.offered(step.taskforce, design, agency_id)
    return _shown(step, design, places)


@tk.side_effect_free
def tiptaskforce_tally_design_preview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Try tables with the accepted counts of a period: which could be published?

    The answer speaks of small counts; it is for the data custodian alone, and nothing
    of it is kept.

    :param taskforce: slug or id of the task force
    :param step: step that is counted, by default referrals
    :param period: code of a period with accepted counts, by default the last
    :param tables: list of tables, each a list of columns such as ``[lga, sex]``, at
        most 8; by default those that a quarter usually publishes
    :returns: ``{step, period, k, n_rows, n_withheld, refusal, is_late, seconds, tables,
        steps, periods, offered, chosen}``; where the time was over (``is_late``), what
        is None was not worked out; a table is ``{columns, n_cells, small_share,
        survives, n_rows, n_withheld, share_shown, cost, coarser}``, where ``cost`` is
        how many rows more the others withhold because of it
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.tally_design_preview(), verb="preview"
    )
    designs.newest(step.taskforce)
    return what_if.answer(step)


def tiptaskforce_tally_design_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change by which codes is counted, from a period on that nobody has counted yet.

    :param taskforce: slug or id of the task force
    :param version: the version of the task force that the caller read
    :param since: code of the first period; by default the next one
    :param period: month, quarter, half_year or year
    :param steps: list of the steps that are counted
    :param dimensions: list of code lists, ``place`` or ``zone`` among them
    :param place_level: the level of the places that are counted by
    :returns: the design
    :raises ValidationError: for a period that somebody has counted, and for a name
        or code that is not known
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.tally_design_update(), verb="update"
    )
    step.row = step.taskforce
    base.lock(step)
    step.taskforce = step.row
    design = _changed(step)
    _check(step, design)
    earlier = [d for d in designs.every(step.taskforce) if d.since != design.since]
    found = [*(d.dictize() for d in earlier), design.dictize()]
    step.row.settings = {**step.row.settings, designs.SETTING: found}
    record.record(step, step.row, "taskforce", "update")
    record.commit(step)
    return _shown(step, design)


def _changed(step: base.Step) -> Design:
    now = designs.newest(step.taskforce)
    fields = {k: step.data[k] for k in _PLAIN if step.data.get(k) is not None}
    changed = {**now.dictize(), **fields}
    changed["since"] = step.data.get("since") or _next(step, changed["period"])
    return Design(**changed)


def _next(step: base.Step, kind: str) -> str:
    counted = Tally.periods(step.taskforce.id)
    return designs.next_period(step.taskforce, kind, counted)


def _check(step: base.Step, design: Design) -> None:
    _check_since(step, design)
    _check_names("steps", design.steps, designs.steps(step.taskforce))
    known = sorted(designs.lists(step.taskforce) | designs.MULTI)
    _check_names("dimensions", design.dimensions, known)
    rivals = designs.rivals(design.dimensions)
    if rivals:
        message = tk._("Count by one of these two: {names}.")
        raise base.invalid("dimensions", message.format(names=", ".join(rivals)))
    for name in design.dimensions:
        if not designs.choices(step.taskforce, design, name):
            message = tk._("{name} has no codes to count by.").format(name=name)
            raise base.invalid("dimensions", message)


def _check_since(step: base.Step, design: Design) -> None:
    try:
        first = period.parse(design.since)
    except ValueError:
        first = None
    if first is None or period.containing(first.start, design.period) != first:
        message = tk._("Not a period of this length. Write it like {example}.")
        example = _next(step, design.period)
        raise base.invalid("since", message.format(example=example))
    ends = [period.parse(code).end for code in Tally.periods(step.taskforce.id)]
    newest = designs.newest(step.taskforce).since
    is_late = bool(newest) and period.parse(newest).start > first.start
    if is_late or any(end >= first.start for end in ends):
        message = tk._("Somebody has counted this period, or one after it, already.")
        raise base.invalid("since", message)


def _check_names(key: str, names: list[str], known: list[str]) -> None:
    if not names or len(set(names)) != len(names):
        raise base.invalid(key, tk._("Name at least one, and none twice."))
    unknown = [name for name in names if name not in known]
    if unknown:
        message = tk._("{names} is not known. Allowed: {known}.")
        told = message.format(names=", ".join(unknown)[:200], known=", ".join(known))
        raise base.invalid(key, told)


def _shown(
    step: base.Step, design: Design, places: Mapping[str, frozenset[str]] = _EVERYWHERE
) -> dict[str, Any]:
    def codes(name: str) -> list[dict[str, Any]]:
        found = designs.choices(step.taskforce, design, name)
        return [choice.dictize() for choice in found if not choice.is_retired]

    def dimension(name: str) -> dict[str, Any]:
        found, limited = codes(name), places.get(name)
        own = [c["code"] for c in found if limited is not None and c["code"] in limited]
        return {
            "dimension": name,
            "codes": found,
            "offered": None if limited is None else own,
            "multi": name in designs.MULTI,
        }

    return {
        **design.dictize(),
        "taskforce": step.taskforce.slug,
        "version": step.taskforce.version,
        "since": design.since or None,
        "steps": codes(STEP),
        "dimensions": [dimension(name) for name in design.dimensions],
    }
