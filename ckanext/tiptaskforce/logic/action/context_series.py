"""Context series: figures of others about a country, with source, licence and date.

They stand beside our own figures and are never mixed with them. What is not openly
licensed, or not known to be, is for members alone.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, record
from ckanext.tiptaskforce.logic.schema import context_series as schema
from ckanext.tiptaskforce.model.base import new_id, scalars
from ckanext.tiptaskforce.model.context_series import ContextSeries

NOUN = "context_series"
_FIELDS = (
    *("title", "unit", "country", "source", "url", "licence", "as_of"),
    *("violations", "points"),
)


@tk.side_effect_free
def tiptaskforce_context_series_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the context series; who holds no seat reads what is openly licensed.

    :param taskforce: slug or id of the task force
    :param violation: code of the grave violation that they stand beside
    :returns: ``{count, items, page}`` of ``{slug, title, unit, country, source, url,
        licence, is_open, as_of, violations, points: [{year, value, low, high}],
        edition, earlier: [{edition, source, licence, as_of, points}]}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.context_series_list())
    is_stranger = not step.reader.seats(step.taskforce.id)
    query = ContextSeries.listed(
        step.taskforce.id,
        is_open=is_stranger,
        violation=step.data.get("violation"),
    )
    every = scalars(query)

    def shown(found: list[ContextSeries]) -> list[dict[str, Any]]:
        return [row.dictize(is_open=is_stranger) for row in found]

    return base.part(step, every, shown)


def tiptaskforce_context_series_load(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Load a context series; of one of the same name the older figures are kept.

    Newer figures open the next edition; the same ones again change nothing.

    :param taskforce: slug or id of the task force
    :param slug: short name of the series
    :param title: what it measures
    :param unit: what is counted
    :param country: the country, by its name in the source
    :param source: who publishes it, and which version
    :param url: https address of the source
    :param licence: cc0, cc-by, cc-by-igo, cc-by-sa, odc-by, or not-open where it is
        not openly licensed or not confirmed: then it is shown to members alone
    :param as_of: day of the data
    :param violations: list of codes of grave violations that it stands beside
    :param points: ``{year: {value, low?, high?}}``
    :returns: the series
    :raises ValidationError: for figures older than those that stand
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.context_series_load(), verb="load"
    )
    row = ContextSeries.get(step.taskforce.id, step.data["slug"])
    if row is None:
        row = ContextSeries(id=new_id(), slug=step.data["slug"], url="")
        _fill(row, step.data)
        return record.create(step, row, _shown)
    if step.data["as_of"] < row.as_of:
        message = tk._("Older than the figures that stand: they are of {day}.")
        raise base.invalid("as_of", message.format(day=row.as_of.isoformat()))
    if _is_other(row, step.data):
        row.put_away()
    _fill(row, step.data)
    record.record(step, row)
    record.commit(step)
    return _shown(row)


def _is_other(row: ContextSeries, data: dict[str, Any]) -> bool:
    """Tell whether a call brings other figures than those that stand."""
    return any(getattr(row, name) != data[name] for name in ("as_of", "points"))


def _fill(row: ContextSeries, data: dict[str, Any]) -> None:
    row.put({"url": None, "violations": None, **data}, _FIELDS)


def _shown(row: ContextSeries) -> dict[str, Any]:
    return row.dictize()
