"""A task force of full size: 20,000 deliverables and 36 meetings a year for five years.

Every page that lists some of them, beside CKAN's dataset list and an empty page of the
theme: what it weighs, and how often it asks the database, few and all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

from bench import pages, site
from bench.frame import Figure

FEW, ALL = 50, 20_000
_WEIGHTS = partial(pages.weights, html_kb=40.0)
_AT = f"/taskforce/{site.TASKFORCE}"


def run() -> Iterator[Figure]:
    """Measure each page with few and with all, and hold their queries side by side."""
    found: list[Figure] = []
    with site.opened() as opened:
        for size in (FEW, ALL):
            site.say(f"{size} deliverables")
            pages.grow(opened, size)
            if size == ALL:
                site.say("meetings of five years")
                site.python(opened, "bench.gatherings", str(opened.demo.places.ini))
            known = _pages(opened)
            for measured in (pages.times, pages.costs, _WEIGHTS):
                made = measured(opened, known, str(size))
                found += made
                # The run is long: what is measured is told at once.
                yield from made
    yield from _same(found)


def _pages(opened: SimpleNamespace) -> pages.Pages:
    """Return the pages by name; those of one thing are of the first that is listed."""
    work = _first(opened, "deliverable_list", state="delivered")
    met = _first(opened, "meeting_list", whole=True)
    return {
        "overview": ("coordinator", f"{_AT}/overview"),
        "core functions": ("coordinator", f"{_AT}/function"),
        "core function": ("coordinator", f"{_AT}/function/1"),
        "subcommittee": ("chair", f"{_AT}/subcommittee/protection"),
        "who owes what": ("coordinator", f"{_AT}/owed"),
        "deliverables": ("reporter", f"{_AT}/deliverable"),
        "deliverables, page 400": ("reporter", f"{_AT}/deliverable?page=400"),
        "deliverables, filtered": (
            "reporter",
            f"{_AT}/deliverable?state=delivered&core_function=2",
        ),
        "deliverables, search": ("reporter", f"{_AT}/deliverable?q=Gwoza"),
        "deliverable": ("reporter", f"{_AT}/deliverable/{work}"),
        "plan of the year": ("coordinator", f"{_AT}/deliverable/plan"),
        "meetings": ("observer", f"{_AT}/meeting"),
        "meeting": ("observer", f"{_AT}/meeting/{met}"),
        "attendance": ("coordinator", f"{_AT}/meeting/attendance"),
        "action points": ("observer", f"{_AT}/action"),
        "documents": ("observer", f"{_AT}/document"),
        "audit": ("coordinator", f"{_AT}/audit"),
        "audit, page 100": ("coordinator", f"{_AT}/audit?page=100"),
        "review": ("coordinator", f"{_AT}/review"),
        "My work, reporter": ("reporter", f"{_AT}/work"),
        "My work, focal point": ("focal_point", f"{_AT}/work"),
        "My work, chair": ("chair", f"{_AT}/work"),
        "My work, coordinator": ("coordinator", f"{_AT}/work"),
    }


def _first(opened: SimpleNamespace, name: str, **asked: Any) -> str:
    """Return the id of the first of a list, as an observer sees it."""
    told = {"taskforce": site.TASKFORCE, "page_size": 1, **asked}
    token = opened.logins["observer"]["token"]
    return site.call(opened.url, token, name, told)["items"][0]["id"]


def _same(found: list[Figure]) -> Iterator[Figure]:
    """Yield the queries with all beside those of the same page with few."""
    few = {f.name: f.value for f in found if f.name.endswith(f", {FEW}: queries")}
    every = {f.name: f.value for f in found if f.name.endswith(f", {ALL}: queries")}
    for name, value in few.items():
        page = name.removesuffix(f", {FEW}: queries")
        told = every[f"{page}, {ALL}: queries"]
        said = f"{page}: queries with {ALL}"
        yield Figure(said, told, "", f"with {FEW}", value, goal=1)
