"""Pages ask as often with nothing on them as with many of every kind of work."""

from __future__ import annotations

import pytest
from ckan import model

from ckanext.tiptaskforce import labels

BASE = "/taskforce/borno"
MOST_QUERIES = 15
LISTS = ("/work", "/work?of=agency", "/work?of=subcommittee")
PAGES = (
    ("observer", "/overview"),
    ("coordinator", "/overview"),
    ("coordinator", "/owed"),
    ("coordinator", "/review"),
    ("chair", "/review"),
    ("coordinator", "/audit"),
    ("observer", "/function"),
    ("observer", "/function/1"),
    ("chair", "/subcommittee/protection"),
    ("reporter", "/deliverable"),
    ("reporter", "/deliverable?state=in_progress"),
    ("coordinator", "/deliverable/plan"),
    ("observer", "/meeting"),
    ("coordinator", "/meeting/attendance"),
    ("observer", "/action"),
    ("observer", "/document"),
    ("chair", "/notice"),
    ("focal_point", "/report"),
    ("focal_point", "/tally"),
    ("secretariat", "/partnership"),
    ("secretariat", "/input"),
    ("secretariat", "/release"),
    ("secretariat", "/request"),
    ("mrm_focal", "/alert"),
    ("observer", "/agency"),
)


@pytest.fixture
def asked(app, counting, queries, token_of):
    """Return the function that tells how often each page asks, by session or token."""
    tokens = {}

    def read(who, page, *, by_token):
        user = getattr(counting, who)
        browser, headers = app.test_client(user=model.User.get(user["id"])), {}
        if by_token:
            tokens.setdefault(who, token_of(user))
            browser, headers = app.test_client(), {"Authorization": tokens[who]}
        browser.get(BASE + page, headers=headers)
        with queries() as sent:
            answer = browser.get(BASE + page, headers=headers)
        assert answer.status_code == 200, (who, page)
        return len(sent)

    def every(pages, *, by_token=False):
        return {(who, page): read(who, page, by_token=by_token) for who, page in pages}

    return every


def grown(few, many):
    return {page: (few[page], many[page]) for page in few if few[page] != many[page]}


@pytest.mark.parametrize("by_token", [False, True], ids=["session", "token"])
def test_my_work_of_every_seat(filling, asked, act, by_token):
    seats = ("coordinator", *filling.house.seat)
    pages = [(who, page) for who in seats for page in LISTS]
    none = asked(pages, by_token=by_token)
    filling.once()
    one = asked(pages, by_token=by_token)
    kinds = set()
    for who in seats:
        found = act("task_list", getattr(filling.house, who), taskforce="borno")
        kinds |= found["kinds"].keys()
    assert kinds == set(labels.words("task"))
    for _ in range(6):
        filling.once()
    many = asked(pages, by_token=by_token)

    assert grown(one, many) == {}
    assert grown(none, many) == {}
    assert {page: n for page, n in many.items() if n > MOST_QUERIES} == {}


def test_all_other_lists(filling, asked):
    filling.once()
    one = asked(PAGES)
    for _ in range(6):
        filling.once()
    many = asked(PAGES)

    assert grown(one, many) == {}
    assert {page: n for page, n in many.items() if n > MOST_QUERIES} == {}
