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
    ("focal_point", "/work?of=agency"),
    ("chair", "/work?of=subcommittee"),
    ("reporter", "/deliverable"),
    ("reporter", "/deliverable?page_size=100"),
    ("reporter", "/deliverable/new?template=1.2"),
    ("observer", "/overview"),
    ("observer", "/strategy/A.2"),
    ("observer", "/function"),
    ("secretariat", "/function"),
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
    ("observer", "/document?versions=all&q=a"),
    ("secretariat", "/partnership"),
    ("secretariat", "/input"),
    ("focal_point", "/agency/{agency}/handover"),
    ("focal_point", "/subcommittee/protection"),
    ("observer", ""),
    ("observer", "/strategy"),
    ("observer", "/data"),
    ("observer", "/reach"),
    ("observer", "/method"),
    ("reporter", "/deliverable/{submitted}"),
    ("coordinator", "/review/{submitted}"),
    ("observer", "/agency/{agency}"),
    ("reporter", "/document/new"),
    ("secretariat", "/admin/people/new"),
    ("secretariat", "/admin/people/{seat}/end"),
    ("secretariat", "/admin/people/{seat}/hand-on"),
    ("secretariat", "/admin/setting"),
    ("secretariat", "/admin/handover"),
    ("secretariat", "/release/new"),
    ("reporter", "/import"),
    ("secretariat", "/release"),
)


def fill(house: Any, act: Any, in_days: Any, n: int) -> str:
    """Log so many deliverables, every third of them into review; return the first."""
    logged = []
    for number in range(n):
        is_done = number % 3 == 0
        made = act(
            "deliverable_create",
            house.reporter,
            taskforce="borno",
            title=f"Piece {number}",
            template="1.2",
            status="delivered" if is_done else "in_progress",
            **({"finished_on": in_days(0)} if is_done else {"due": in_days(number)}),
        )
        logged.append(made["id"])
    return logged[0]


@pytest.fixture
def cost(app, house, queries, token_of):
    """Return a function that reads a page and tells its queries and its weight.

    A reader comes with a session, as a browser does, or with a token, as a program.
    """
    tokens: dict[str, str] = {}

    def read(who: str, page: str, *, by_token: bool) -> tuple[int, int]:
        if by_token:
            browser, headers = app.test_client(), {"Authorization": tokens[who]}
        else:
            user = model.User.get(getattr(house, who)["id"])
            browser, headers = app.test_client(user=user), {}
        browser.get(BASE + page, headers=headers)
        with queries() as sent:
            answer = browser.get(BASE + page, headers=headers)
        assert (answer.status_code, answer.request.path.startswith(BASE)) == (200, True)
        return len(sent), len(gzip.compress(answer.get_data()))

    def every(submitted: str, *, by_token: bool) -> dict[Any, tuple[int, int]]:
        for who in {who for who, _ in PAGES} - set(tokens):
            tokens[who] = token_of(getattr(house, who))
        ids = {"submitted": submitted, "agency": house.agency["RP"]["id"]}
        ids["seat"] = house.seat["focal_point"]["id"]
        return {
            (who, page): read(who, page.format(**ids), by_token=by_token)
            for who, page in PAGES
        }

    return every


@pytest.mark.parametrize("by_token", [False, True], ids=["session", "token"])
def test_pages_ask_the_same_for_1_and_for_100_rows(cost, house, act, in_days, by_token):
    first = fill(house, act, in_days, 1)
    few = cost(first, by_token=by_token)
    fill(house, act, in_days, 100)
    many = cost(first, by_token=by_token)

    grown = {p: (few[p][0], many[p][0]) for p in PAGES if many[p][0] != few[p][0]}
    assert grown == {}
    assert {p: many[p][0] for p in PAGES if many[p][0] > MOST_QUERIES} == {}
    assert {p: many[p][1] for p in PAGES if many[p][1] > MOST_BYTES} == {}
