"""Accepted input of context series."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import clearable, needed, optional, paged
from ckanext.tiptaskforce.vocabulary import Licence, Violation

_YEAR = re.compile(r"(19|20)[0-9]{2}")
PARTS = ("value", "low", "high")


def points(value: Any) -> dict[str, dict[str, int]]:
    """Accept ``{year: {value, low?, high?}}``: whole numbers, a year at least."""
    found = v.mapping(value)
    if not found:
        raise tk.Invalid(tk._("Missing. Give a value."))
    for year, point in found.items():
        is_point = isinstance(point, dict) and "value" in point
        if not _YEAR.fullmatch(str(year)) or not is_point or set(point) - set(PARTS):
            message = tk._('Write it like {"2024": {"value": 7, "low": 5, "high": 9}}.')
            raise tk.Invalid(message)
        if not all(isinstance(n, int) and n >= 0 for n in point.values()):
            raise tk.Invalid(tk._("Each figure is a whole number of 0 or more."))
    return {str(year): dict(point) for year, point in found.items()}


def context_series_load() -> Schema:
    """One series: what it is, whose, under which licence, and its figures."""
    return {
        "slug": needed(v.slug),
        "title": needed(v.line, v.no_contact),
        "unit": needed(v.line, v.no_contact),
        "country": needed(v.line, v.no_contact),
        "source": needed(v.line, v.no_contact),
        "url": optional(v.https_link),
        "licence": needed(v.one_of(Licence)),
        "as_of": needed(v.day),
        "violations": clearable(v.many_of(Violation)),
        "points": v.nested(points),
    }


def context_series_list() -> Schema:
    """Which violation they stand beside."""
    return paged(violation=optional(v.one_of(Violation)))
