"""Pages of the workspace beside CKAN's dataset list and an empty page of the theme.

``wall`` is what a reader waits for the web server; ``cpu`` is the processor time of the
same pages, one after the other in one process, which a busy machine does not change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
# A reader by the role of a login, and an address, by the name of the page.
Pages = Mapping[str, tuple[str | None, str]]
PAGES: Pages = {
    "overview, coordinator": ("coordinator", f"/taskforce/{site.TASKFORCE}/overview"),
    "core functions, coordinator": (
        "coordinator",
        f"/taskforce/{site.TASKFORCE}/function",
    ),
    "who owes what, coordinator": (
        "coordinator",
        f"/taskforce/{site.TASKFORCE}/owed",
    ),
    "My work, reporter": ("reporter", f"/taskforce/{site.TASKFORCE}/work"),
    "deliverables, reporter": ("reporter", f"/taskforce/{site.TASKFORCE}/deliverable"),
    "front page, anonymous": (None, f"/taskforce/{site.TASKFORCE}"),
}


def run() -> list[Figure]:
    """Measure every page at every size."""
    found: list[Figure] = []
    with site.opened() as opened:
        for size in SIZES:
            site.say(f"growing the task force to {size} deliverables")
            grow(opened, size)
            said = str(size)
            found += times(opened, PAGES, said) + costs(opened, PAGES, said)
            found += weights(opened, PAGES, said)
    return found


def grow(opened: SimpleNamespace, size: int) -> None:
    """Bring the sample task force to a number of deliverables, the same ones always."""
    words = ("--deliverables", str(size), "--seed", "1")
    site.ckan(opened, "tiptaskforce", "sample-data", *words)


def times(opened: SimpleNamespace, pages: Pages, size: str) -> list[Figure]:
    """Return how long readers wait for pages, beside both peers."""
    peer = visitor(opened, "coordinator")
    calls: dict[str, Callable[[], object]] = {
        PEER: lambda: peer.get(PEER),
        EMPTY: lambda: peer.get(EMPTY),
    }
    for name, (role, address) in pages.items():
        reader = visitor(opened, role)
        calls[name] = lambda reader=reader, url=address: reader.get(url)
    return _beside(medians(calls, rounds=ROUNDS), pages, size, "wall")


def costs(opened: SimpleNamespace, pages: Pages, size: str) -> list[Figure]:
    """Return processor time, time in the database and queries of pages."""
    token = opened.logins["coordinator"]["token"]
    asked: dict[str, tuple[str | None, str]] = {
        PEER: (token, PEER),
        EMPTY: (token, EMPTY),
    }
    for name, (role, address) in pages.items():
        own = opened.logins[role]["token"] if role else None
        asked[name] = (own, address)
    found = site.costs(opened, asked, rounds=ROUNDS)
    queries = [
        Figure(
            f"{name}, {size}: queries",
            found[name]["queries"],
            "",
            "limit",
            QUERIES,
            goal=1,
        )
        for name in pages
    ]
    cpu = {name: cost["cpu"] for name, cost in found.items()}
    sql = {name: cost["sql"] for name, cost in found.items()}
    in_sql = [
        Figure(f"{name}, {size}: sql", sql[name], "ms", PEER, sql[PEER])
        for name in pages
    ]
    return _beside(cpu, pages, size, "cpu") + in_sql + queries


def weights(
    opened: SimpleNamespace, pages: Pages, size: str, html_kb: float = HTML_KB
) -> list[Figure]:
    """Return what travels for pages, with an empty cache and without."""
    found = []
    for name, (role, address) in pages.items():
        html, cold, requests = visitor(opened, role).weight(address)
        title = f"{name}, {size}"
        found += [
            Figure(f"{title}: html", html / 1000, "kB", "limit", html_kb, goal=1),
            Figure(f"{title}: cold", cold / 1000, "kB", "limit", COLD_KB, goal=1),
            Figure(f"{title}: requests", requests, "", "limit", 8, goal=1),
        ]
    return found


def visitor(opened: SimpleNamespace, role: str | None) -> Visitor:
    """Return a reader with the seat of a role, or without any."""
    token = opened.logins[role]["token"] if role else None
    return Visitor(opened.url, token)


def _beside(
    taken: dict[str, float], pages: Pages, size: str, what: str
) -> list[Figure]:
    """Return the figures of a kind of time, each beside both peers."""
    found = []
    for name in pages:
        title, ms = f"{name}, {size}: {what}", taken[name]
        found += [
            Figure(title, ms, "ms", PEER, taken[PEER], goal=HALF),
            Figure(title, ms, "ms", EMPTY, taken[EMPTY]),
        ]
    return found
