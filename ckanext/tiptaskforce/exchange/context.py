"""Yearly figures of others, read from the files in which they publish them.

Read are country and year with a few measures that stand beside a grave violation, and
national figures that a task force copied into a table with the columns of ``OWN``; rows
of single incidents, and any text of theirs, are never read.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.vocabulary import Violation

# The columns of a file that a task force makes itself of what others publish.
OWN = ("country", "year", "title", "unit", "source", "value")
UCDP = "Uppsala Conflict Data Program (UCDP), organized violence, country-year"
INSIGHT = "Insecurity Insight"
Point = dict[str, int]
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


class NotReadError(Exception):
    """A file is none of those that are known here; the message says which are."""


@dataclass(frozen=True)
class Measure:
    """A column of a file, and what it stands for; ``low`` and ``high`` are bounds."""

    slug: str
    column: str
    title: str
    unit: str
    # None for what is about trafficking itself: it stands beside our own figures.
    violation: Violation | None
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Series:
    """One measure for one country."""

    measure: Measure
    source: str
    points: dict[str, Point] = field(default_factory=dict)


_DEATHS = "cumulative_total_deaths_{}_in_orgvio_cy"
_BOUND = "cumulative_total_deaths_in_orgvio_{}_cy"
UCDP_MEASURES = (
    Measure(
        "ucdp-deaths",
        _BOUND.format("best"),
        N_("Deaths in organised violence, best estimate"),
        N_("deaths of persons of any age"),
        Violation.KILLING_MAIMING,
        low=_BOUND.format("low"),
        high=_BOUND.format("high"),
    ),
    Measure(
        "ucdp-civilian-deaths",
        _DEATHS.format("civilians"),
        N_("Deaths of civilians in organised violence"),
        N_("deaths of civilians of any age"),
        Violation.KILLING_MAIMING,
    ),
)
INSIGHT_MEASURES = (
    Measure(
        "insecurity-insight-sexual-violence",
        "CRSV events",
        N_("Conflict-related sexual violence, recorded events"),
        N_("events"),
        Violation.SEXUAL_VIOLENCE,
    ),
    Measure(
        "insecurity-insight-sexual-violence-minors",
        "Events Affecting Minors",
        N_("Sexual violence that affected minors, recorded events"),
        N_("events"),
        Violation.SEXUAL_VIOLENCE,
    ),
    Measure(
        "insecurity-insight-schools",
        "Attacks on Schools",
        N_("Attacks on schools, recorded events"),
        N_("events"),
        Violation.ATTACKS_SCHOOLS_HOSPITALS,
    ),
    Measure(
        "insecurity-insight-students-kidnapped",
        "Students Kidnapped",
        N_("Students reported as kidnapped"),
        N_("students"),
        Violation.ABDUCTION,
    ),
    Measure(
        "insecurity-insight-camps",
        "Total number of camp residents killed",
        N_("Residents of camps killed in recorded events"),
        N_("persons of any age"),
        Violation.KILLING_MAIMING,
    ),
)


def read(name: str, data: bytes, country: str) -> list[Series]:
    """Return the series that a file holds for a country.

    :param name: the name of the file; its ending tells which kind it is
    :raises NotReadError: for another file, or a country that it does not have
    """
    if own := _own(name, data):
        return _made(name, own, country)
    rows, source, measures, columns = _of_kind(name, data)
    own = [row for row in rows if row.get(columns[0]) == country]
    if not own:
        raise NotReadError(f"{name}: holds no row of {country!r}")
    found = [Series(m, source, _points(m, own, columns[1])) for m in measures]
    return [series for series in found if series.points]


Rows = Sequence[Mapping[str, Any]]


def _own(name: str, data: bytes) -> Rows:
    """Return the rows of a file that a task force made itself; none of another one."""
    if not name.endswith(".csv"):
        return ()
    rows = [*csv.DictReader(io.StringIO(_text(name, data)))]
    return rows if rows and not set(OWN) - set(rows[0]) else ()


def _made(name: str, rows: Rows, country: str) -> list[Series]:
    """Return a series for each title, unit and source of a country."""
    told: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["country"] == country:
            key = (str(row["title"]), str(row["unit"]), str(row["source"]))
            told.setdefault(key, []).append(row)
    if not told:
        raise NotReadError(f"{name}: holds no row of {country!r}")
    found = []
    for (title, unit, source), own in told.items():
        slug = _NOT_SLUG.sub("-", title.lower()).strip("-")[:60].strip("-")
        bounds = [part if part in own[0] else "" for part in ("low", "high")]
        measure = Measure(slug, "value", title, unit, None, *bounds)
        found.append(Series(measure, source, _points(measure, own, "year")))
    return [series for series in found if series.points]


def _of_kind(
    name: str, data: bytes
) -> tuple[Rows, str, Sequence[Measure], tuple[str, str]]:
    text = _text(name, data)
    if name.endswith(".json"):
        return _listed(name, text), INSIGHT, INSIGHT_MEASURES, ("Country", "Year")
    rows = [*csv.DictReader(io.StringIO(text))]
    if not rows or "country_cy" not in rows[0]:
        raise NotReadError(
            f"{name}: neither country-years of UCDP (CSV) nor an overview of "
            f"Insecurity Insight (JSON), nor a table with the columns {', '.join(OWN)}"
        )
    source = f"{UCDP}, version {rows[0].get('version', '')}"
    return rows, source, UCDP_MEASURES, ("country_cy", "year_cy")


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadError(f"{name}: is no text in UTF-8") from error


def _listed(name: str, text: str) -> Rows:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise NotReadError(f"{name}: is no JSON") from error
    is_list = isinstance(found, list) and all(isinstance(row, dict) for row in found)
    if not is_list or not found or {"Country", "Year"} - set(found[0]):
        raise NotReadError(f"{name}: is no overview by country and year")
    return found


def _points(
    measure: Measure, rows: Iterable[Mapping[str, Any]], year: str
) -> dict[str, Point]:
    columns = {"value": measure.column, "low": measure.low, "high": measure.high}
    found: dict[str, Point] = {}
    for row in rows:
        said = {
            part: _whole(row.get(column)) for part, column in columns.items() if column
        }
        point = {part: number for part, number in said.items() if number is not None}
        if "value" in point:
            found[str(row[year])] = point
    return found


def _whole(value: Any) -> int | None:
    """Return a whole number; what is blank, or false, was not told."""
    text = str(value).strip().replace(",", "")
    return int(text) if text.isascii() and text.isdigit() else None
