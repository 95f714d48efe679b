"""A strategy of 60 indicators with few and with 30,240 figures: pages, ways in and out.

The pages of the reporting loop are measured at both sizes, beside CKAN's dataset list
and an empty page of the theme; between them the figures come in by the import that
people use, and in the end all goes out, is wiped, comes in again and is compared.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from bench import pages, plan, site
from bench.frame import Figure, medians

FEW = 50
SECONDS_PER_10_000 = 10.0
HTML_KB = 40.0
CELLS = 60
_TAKEN = ("preview_seconds", "save_seconds", "cpu_seconds")
_AT = f"/taskforce/{plan.SLUG}"


def run() -> Iterator[Figure]:
    """Measure pages at both sizes, the import, one large report, and the round trip.

    Each figure is told as it is found: what breaks off has told the others.
    """
    few: list[Figure] = []
    with site.opened() as opened:
        site.say("making the strategy")
        made = _inside(opened, "load")
        _inside(opened, "bring", 1, FEW)
        few += _measured(opened, made, f"{FEW} figures")
        yield from few
        site.say("a third of the figures by the import, then all of them")
        _inside(opened, "wipe")
        _inside(opened, "load")
        third = _inside(opened, "bring", plan.N_QUARTERS // 3)
        _inside(opened, "wipe")
        made = _inside(opened, "load")
        whole = _inside(opened, "bring", plan.N_QUARTERS)
        yield from _imported(third, whole)
        many = _measured(opened, made, f"{whole['saved']} figures")
        yield from many
        yield from _same(few + many)
        site.say("out, wiped, in again, compared")
        yield from _round_trip(_inside(opened, "again", 1), whole)


def _inside(opened: SimpleNamespace, step: str, *words: int) -> dict[str, Any]:
    """Do a step in a process inside the site and return what it found."""
    said = (str(opened.demo.places.ini), step, *map(str, words))
    return json.loads(site.python(opened, "bench.roundtrip", *said).splitlines()[-1])


def _measured(opened: SimpleNamespace, made: dict[str, Any], size: str) -> list[Figure]:
    for role, token in made["tokens"].items():
        opened.logins[role] = {"token": token}
    sent = _submitted(opened, made["report"], size)
    known: pages.Pages = {
        "overview": ("coordinator", f"{_AT}/overview"),
        "IPTT": ("coordinator", f"{_AT}/strategy/A?view=iptt"),
        "indicator": ("coordinator", f"{_AT}/indicator/A-01"),
        "who owes what": ("coordinator", f"{_AT}/owed"),
        "report list": ("focal_point", f"{_AT}/report"),
        "report grid": ("focal_point", f"{_AT}/report/{made['report']}/edit"),
    }
    times = pages.times(opened, known, size) + pages.costs(opened, known, size)
    return sent + times + pages.weights(opened, known, size, HTML_KB)


def _submitted(opened: SimpleNamespace, report_id: str, size: str) -> list[Figure]:
    """Send a report of sixty cells in one request, take it back, and send it again."""
    token = opened.logins["focal_point"]["token"]
    reader = pages.visitor(opened, "coordinator")

    def call(name: str, **data: Any) -> dict[str, Any]:
        return site.call(opened.url, token, name, {"id": report_id, **data})

    state = call("report_show")
    if state["state"] == "accepted":
        call("report_renew", version=state["version"], note="Counted by groups.")
    taken = []

    def send() -> None:
        version = call("report_show")["version"]
        begun = time.perf_counter()
        sent = call("report_submit", version=version, values=_cells(), note="Groups.")
        taken.append((time.perf_counter() - begun) * 1000)
        call("report_recall", version=sent["version"])

    calls = {"send": send, pages.PEER: lambda: reader.get(pages.PEER)}
    peer = medians(calls, rounds=9)[pages.PEER]
    middle = sorted(taken)[len(taken) // 2]
    title = f"submit {CELLS} values in one request, {size}"
    return [Figure(title, middle, "ms", pages.PEER, peer)]


def _cells() -> list[dict[str, Any]]:
    return [
        {"sex": sex, "age_band": age, "setting": setting, "value": 3}
        for sex in plan.SPLITS["sex"]
        for age in plan.SPLITS["age_band"]
        for setting in plan.SPLITS["setting"]
    ]


def _imported(third: dict[str, Any], whole: dict[str, Any]) -> list[Figure]:
    n = whole["saved"]
    per = {k: whole[k] * 10_000 / n for k in _TAKEN}
    limit = SECONDS_PER_10_000
    return [
        *(
            Figure(f"import of {n}: {k}, per 10,000", v, "s", "limit", limit, goal=1)
            for k, v in per.items()
        ),
        Figure(
            f"import of {n}: peak of memory",
            whole["peak_mb"],
            "MB",
            f"import of {third['saved']}",
            third["peak_mb"],
        ),
    ]


def _round_trip(again: dict[str, Any], whole: dict[str, Any]) -> list[Figure]:
    """Return that all came back: as many figures as were there, and none in between."""
    n = again["values"]
    return [
        Figure("round trip: figures back", n, "", "brought", whole["saved"], goal=1),
        Figure("round trip: left by wiping", again["left_by_wiping"], "", "all", n),
        Figure(
            "round trip: out, CSV and XLSX",
            again["out_seconds"],
            "s",
            "in",
            (again["preview_seconds"] + again["save_seconds"]),
        ),
        Figure("round trip: CSV", again["csv_kb"], "kB", "XLSX", again["xlsx_kb"]),
    ]


def _same(found: list[Figure]) -> list[Figure]:
    """Return the queries with many figures beside those of the same page with few."""
    queries = {f.name: f.value for f in found if f.name.endswith(": queries")}
    few = f", {FEW} figures: queries"
    more = [
        (name.removesuffix(few), value, other)
        for name, value in queries.items()
        if name.endswith(few)
        for other_name, other in queries.items()
        if other_name != name and other_name.startswith(name.removesuffix(few) + ",")
    ]
    return [
        Figure(
            f"{page}: queries with all figures", other, "", "with few", value, goal=1
        )
        for page, value, other in more
    ]
