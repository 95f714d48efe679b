"""Overview and My work beside CKAN's dataset list and an empty page of the theme."""

from __future__ import annotations

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
            found += _times(opened, size) + _weights(opened, size)
            found += _queries(opened, size)
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
    calls = {PEER: lambda: peer.get(PEER), EMPTY: lambda: peer.get(EMPTY)}
    for name, (role, address) in PAGES.items():
        visitor, url = _visitor(opened, role), address.format(tf=site.TASKFORCE)
        calls[name] = lambda visitor=visitor, url=url: visitor.get(url)
    taken = medians(calls, rounds=ROUNDS)
    found = []
    for name in PAGES:
        title = f"{name}, {size}"
        found += [
            Figure(title, taken[name], "ms", PEER, taken[PEER], goal=HALF),
            Figure(title, taken[name], "ms", EMPTY, taken[EMPTY]),
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


def _queries(opened: SimpleNamespace, size: int) -> list[Figure]:
    found = []
    for name, (role, address) in PAGES.items():
        if role is None:
            continue
        url = address.format(tf=site.TASKFORCE)
        n = site.queries(opened, opened.logins[role]["token"], [url])[url]
        found.append(
            Figure(f"{name}, {size}: queries", n, "", "limit", QUERIES, goal=1)
        )
    return found
