"""Pages of the workspace beside CKAN's dataset list and an empty page of the theme.

``wall`` is what a reader waits for the web server; ``cpu`` is the processor time of the
same pages, one after the other in one process, which a busy machine does not change.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from bench import site
from bench.frame import Figure, medians
from bench.visitor import Visitor

PEER = "/dataset/"
# CKAN's page without any content but its frame.
EMPTY = "/about"
HALF = 0.5
ROUNDS = 25
QUERIES = 15
COLD_KB, WARM_KB, HTML_KB = 100.0, 30.0, 15.0
SIZES = (50, 5000)
PAGES = {
    "overview, coordinator": ("coordinator", "/taskforce/{tf}/overview"),
    "core functions, coordinator": (
        "coordinator",
        "/taskforce/{tf}/function",
    ),
    "who owes what, coordinator": (
        "coordinator",
        "/taskforce/{tf}/owed",
    ),
    "My work, reporter": ("reporter", "/taskforce/{tf}/work"),
    "deliverables, reporter": ("reporter", "/taskforce/{tf}/deliverable"),
    "front page, anonymous": (None, "/taskforce/{tf}"),
}


def run() -> list[Figure]:
    """Measure every page at every size."""
    found: list[Figure] = []
    with site.opened() as opened:
        for size in SIZES:
            site.say(f"growing the task force to {size} deliverables")
            grow(opened, size)
            found += _times(opened, size) + _costs(opened, size)
            found += _weights(opened, size)
    return found


def grow(opened: SimpleNamespace, size: int) -> None:
    """Bring the sample task force to a number of deliverables, the same ones always."""
    words = ("--deliverables", str(size), "--seed", "1")
    site.ckan(opened, "tiptaskforce", "sample-data", *words)


def _visitor(opened: SimpleNamespace, role: str | None) -> Visitor:
    token = opened.logins[role]["token"] if role else None
    return Visitor(opened.url, token)


def _times(opened: SimpleNamespace, size: int) -> list[Figure]:
    peer = _visitor(opened, "coordinator")
    calls: dict[str, Callable[[], object]] = {
        PEER: lambda: peer.get(PEER),
        EMPTY: lambda: peer.get(EMPTY),
    }
    for name, (role, address) in PAGES.items():
        visitor, url = _visitor(opened, role), address.format(tf=site.TASKFORCE)
        calls[name] = lambda visitor=visitor, url=url: visitor.get(url)
    return _beside(medians(calls, rounds=ROUNDS), size, "wall")


def _costs(opened: SimpleNamespace, size: int) -> list[Figure]:
    token = opened.logins["coordinator"]["token"]
    asked: dict[str, tuple[str | None, str]] = {
        PEER: (token, PEER),
        EMPTY: (token, EMPTY),
    }
    for name, (role, address) in PAGES.items():
        own = opened.logins[role]["token"] if role else None
        asked[name] = (own, address.format(tf=site.TASKFORCE))
    costs = site.costs(opened, asked, rounds=ROUNDS)
    queries = [
        Figure(
            f"{name}, {size}: queries",
            costs[name]["queries"],
            "",
            "limit",
            QUERIES,
            goal=1,
        )
        for name in PAGES
    ]
    cpu = {name: cost["cpu"] for name, cost in costs.items()}
    sql = {name: cost["sql"] for name, cost in costs.items()}
    in_sql = [
        Figure(f"{name}, {size}: sql", sql[name], "ms", PEER, sql[PEER])
        for name in PAGES
    ]
    return _beside(cpu, size, "cpu") + in_sql + queries


def _beside(taken: dict[str, float], size: int, what: str) -> list[Figure]:
    """Return the figures of a kind of time, each beside both peers."""
    found = []
    for name in PAGES:
        title, ms = f"{name}, {size}: {what}", taken[name]
        found += [
            Figure(title, ms, "ms", PEER, taken[PEER], goal=HALF),
            Figure(title, ms, "ms", EMPTY, taken[EMPTY]),
        ]
    return found


def _weights(opened: SimpleNamespace, size: int) -> list[Figure]:
    found = []
    for name, (role, address) in PAGES.items():
        url = address.format(tf=site.TASKFORCE)
        html, cold, requests = _visitor(opened, role).weight(url)
        title = f"{name}, {size}"
        found += [
            Figure(f"{title}: html", html / 1000, "kB", "limit", HTML_KB, goal=1),
            Figure(f"{title}: cold", cold / 1000, "kB", "limit", COLD_KB, goal=1),
            Figure(f"{title}: requests", requests, "", "limit", 8, goal=1),
        ]
    return found
