"""A made-up strategy of three years with its figures, the same ones always.

Five objectives of twelve indicators each, 42 organisations, twelve quarters that are
over: a figure for each of them, 30,240 in all.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from collections.abc import Iterator
from typing import Any

import yaml

from ckanext.tiptaskforce.exchange import period as periods

SLUG = "plan"
N_AGENCIES, N_QUARTERS, N_PER_OBJECTIVE = 42, 12, 12
OBJECTIVES = "ABCDE"
AGENCIES = [f"O{number:02}" for number in range(1, N_AGENCIES + 1)]
KINDS = ("number",) * 9 + ("per_cent",) * 2 + ("milestone",)
STEPS = ["Begun", "Drafted", "Agreed", "In force"]
# Its cells are 60; in the file of former years it stands as a total alone.
SPLIT = "E-01"
SPLITS = {
    "sex": ["F", "M"],
    "age_band": ["0-11", "12-17", "18-24", "25-59", "60+"],
    "setting": ["camp", "host", "town", "village", "school", "market"],
}
HEADERS = ("Indicator", "Organisation", "Period", "Value", "Numerator", "Denominator")
Line = tuple[str, str, str, str, str, str, str]


def quarters(today: dt.date) -> list[str]:
    """Return the codes of the last twelve quarters that are over, the oldest first."""
    found = [periods.preceding(periods.containing(today, "quarter"))]
    while len(found) < N_QUARTERS:
        found.append(periods.preceding(found[-1]))
    return [one.code for one in reversed(found)]


def preset(today: dt.date) -> bytes:
    """Return the task force and its strategy as the zip of a preset."""
    every = [periods.parse(code) for code in quarters(today)]
    strategy = {
        "slug": "three-years",
        "title": "Three years",
        "from": every[0].start.isoformat(),
        "until": every[-1].end.isoformat(),
        "current": "true",
        "objectives": [{"code": c, "title": f"Objective {c}"} for c in OBJECTIVES],
    }
    lists = [
        {"list": name, "codes": [{"code": c, "en": c} for c in codes]}
        for name, codes in SPLITS.items()
    ]
    lines = [f"{a},Organisation {a},national_ngo" for a in AGENCIES]
    files = {
        "taskforce.yaml": yaml.safe_dump({"slug": SLUG, "title": "Made-up strategy"}),
        "strategy.yaml": yaml.safe_dump({"strategies": [strategy]}),
        "indicators.yaml": yaml.safe_dump({"indicators": list(_indicators())}),
        "codes.yaml": yaml.safe_dump({"lists": lists}),
        "agencies.csv": "\n".join(["acronym,name,type", *lines]) + "\n",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def table(
    codes: list[str], n_values: int | None = None, agency: str | None = None
) -> str:
    """Return the figures of some quarters, or the first of them, as a file of ours.

    :param agency: those of one organisation alone
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*HEADERS, "Step"])
    lines = (line for line in _figures(codes) if agency in (None, line[1]))
    for number, line in enumerate(lines):
        if number == n_values:
            break
        writer.writerow(line)
    return out.getvalue()


def codes_and_kinds() -> Iterator[tuple[str, str]]:
    """Yield each indicator with its kind; every kind stands in every objective."""
    for objective in OBJECTIVES:
        for number in range(1, N_PER_OBJECTIVE + 1):
            yield f"{objective}-{number:02}", KINDS[number - 1]


def _indicators() -> Iterator[dict[str, Any]]:
    for code, kind in codes_and_kinds():
        number = int(code[2:])
        aim = "In force" if kind == "milestone" else str(100 * number)
        yield {
            "code": code,
            "objective": code[0],
            "title": f"Made-up indicator {code}",
            "kind": kind,
            "agencies": [*AGENCIES],
            "target": "80" if kind == "per_cent" else aim,
            **({"unit": "plans"} if kind == "number" else {}),
            **({"milestones": [*STEPS]} if kind == "milestone" else {}),
            **({"disaggregations": list(SPLITS)} if code == SPLIT else {}),
        }


def _figures(codes: list[str]) -> Iterator[Line]:
    drawn = random.Random(20261126)  # noqa: S311  the same figures in every run
    for period in codes:
        for code, kind in codes_and_kinds():
            for agency in AGENCIES:
                yield (code, agency, period, *_figure(kind, drawn))


def _figure(kind: str, drawn: random.Random) -> tuple[str, str, str, str]:
    if kind == "per_cent":
        whole = drawn.randint(1, 90)
        return "", str(drawn.randint(0, whole)), str(whole), ""
    if kind == "milestone":
        return "", "", "", drawn.choice(STEPS)
    return str(drawn.randint(0, 400)), "", "", ""
