"""Who was not reached: groups that are often missed, in what is published of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, abort, request

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import citation, reach
from ckanext.tiptaskforce.exchange.figures import TOTAL
from ckanext.tiptaskforce.views import base, figure_exhibit, public
from ckanext.tiptaskforce.vocabulary import ALERTS

Shown = dict[str, Any]


@dataclass(frozen=True)
class Margin(figure_exhibit.Sheet):
    """The part of a released table that counts by who the persons are."""

    released: tuple[str, ...] = ()

    def cell(self, key: figure_exhibit.Key) -> str:
        """The name of a cell in the released table, whose other columns are totals."""
        own = dict(zip(self.columns, key, strict=True))
        codes = [own.get(column, TOTAL) for column in self.released]
        return citation.cell_of(self.name, codes)


def read(slug: str) -> Response:
    """Answer: whom did nobody reach, as far as released figures tell?"""
    taskforce = base.call("taskforce_show", id=slug)
    told = [
        shown
        for shown in public.published(slug, kind="figures", brief=True)
        if shown["step"] != ALERTS and reach.is_about_people(shown["counts_by"])
    ]
    chosen = _chosen(slug, told)
    page = base.page(
        "reach/read",
        taskforce,
        told=told,
        publication=chosen,
        groups=_groups(chosen) if chosen else [],
        exhibits=_exhibits(chosen) if chosen else [],
        context=_context(slug),
    )
    return public.answer(page)


def _chosen(slug: str, told: list[Shown]) -> Shown | None:
    """Return the dataset that the address names, or the newest one, read whole."""
    named = request.args.get("series", "").strip()
    series = named or (told[0]["series"] if told else "")
    if not series:
        return None
    if series not in {one["series"] for one in told}:
        abort(404)
    return next(iter(public.published(slug, series=series)), None)


def _groups(shown: Shown) -> list[Shown]:
    """Return what a release says of each group that is often missed, in words."""
    dimensions = shown["manifest"].get("dimensions", {})
    return [
        {
            **told,
            "words": labels.word("missed", told["group"]),
            "why": _why(told),
        }
        for told in reach.missed(shown["tables"], dimensions)
    ]


def _why(told: Shown) -> str:
    """Return why a release does not tell of a group; nothing where it does."""
    known = {
        "not_asked": tk._("Those who count are not asked for: {dimensions}."),
        "not_released": tk._("No released table counts by: {dimensions}."),
        "no_code": tk._("There is no code for it in the list of: {dimensions}."),
    }
    reason = "no_code" if told.get("lacks_code") else told["is"]
    if reason not in known:
        return ""
    by = [labels.dimension(level) for level in told["by"]]
    return known[reason].format(dimensions=", ".join(by))


def _exhibits(shown: Shown) -> list[Shown]:
    """Return the released tables by who, each with how many of its groups are told."""
    tables, manifest = shown["tables"], shown["manifest"]
    found = []
    for name, levels in reach.crossings(tables):
        table = reach.margin(tables[name], levels)
        released = tuple(tables[name]["columns"][:-1])
        sheet = Margin(name, table, manifest, (), released=released)
        drawn = {**figure_exhibit.one(sheet), "chart": None}
        found.append({**drawn, "reached": reach.tally(table)})
    return found


def _context(slug: str) -> list[Shown]:
    """Return the national figures: those of others that are about no violation."""
    found = base.call("context_series_list", taskforce=slug, page_size=100)["items"]
    return [series for series in found if not series["violations"]]


blueprint = base.blueprint(
    "reach", (("/<slug>/reach", "read", read, ("GET",)),), is_public=True
)
