"""What a page costs: a fixed number of queries, and few bytes on a slow line."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from ckan import model

BASE = "/taskforce/borno"
MOST_QUERIES = 15
MOST_BYTES = 15_000
PAGES = (
    ("reporter", "/work"),
    ("reporter", "/deliverable"),
    ("reporter", "/deliverable?page_size=100"),
    ("reporter", "/deliverable/new?template=1.2"),
    ("observer", "/overview"),
    ("observer", "/strategy/A.2"),
    ("observer", "/function"),
    ("observer", "/function/1"),
    ("observer", "/subcommittee"),
    ("observer", "/subcommittee/protection"),
    ("coordinator", "/work"),
    ("coordinator", "/owed"),
    ("coordinator", "/review"),
    ("coordinator", "/audit"),
    ("secretariat", "/admin/people"),
    ("observer", "/agency"),
    ("observer", "/document"),
)


def fill(house: Any, act: Any, in_days: Any, n: int) -> None:
    """Log so many deliverables, every third of them into review."""
    for number in range(n):
        is_done = number % 3 == 0
        act(
            "deliverable_create",
            house.reporter,
            taskforce="borno",
            title=f"Piece {number}",
            template="1.2",
            status="delivered" if is_done else "in_progress",
            **({"finished_on": in_days(0)} if is_done else {"due": in_days(number)}),
        )


@pytest.fixture
def cost(app, house, queries):
    """Return a function that reads a page and tells its queries and its weight."""

    def read(who: str, page: str) -> tuple[int, int]:
        user = model.User.get(getattr(house, who)["id"])
        browser = app.test_client(user=user)
        browser.get(BASE + page)
        with queries() as sent:
            answer = browser.get(BASE + page)
        assert (answer.status_code, answer.request.path.startswith(BASE)) == (200, True)
        return len(sent), len(gzip.compress(answer.get_data()))

    return read


def test_pages_ask_the_same_for_1_and_for_100_rows(cost, house, act, in_days):
    fill(house, act, in_days, 1)
    few = {page: cost(*page) for page in PAGES}
    fill(house, act, in_days, 100)
    many = {page: cost(*page) for page in PAGES}

    grown = {p: (few[p][0], many[p][0]) for p in PAGES if many[p][0] != few[p][0]}
    assert grown == {}
    assert {p: many[p][0] for p in PAGES if many[p][0] > MOST_QUERIES} == {}
    assert {p: many[p][1] for p in PAGES if many[p][1] > MOST_BYTES} == {}
