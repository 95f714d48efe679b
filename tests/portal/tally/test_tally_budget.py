"""What the pages of counts cost, for few and for many counts and organisations."""

from __future__ import annotations

import gzip
import itertools
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from ckan import model
from sqlalchemy.engine.interfaces import CacheStats

BASE = "/taskforce/borno"
MOST_QUERIES = 15
MOST_BYTES = 15_000
PAGES = (
    ("focal_point", "/work"),
    ("focal_point", "/tally"),
    ("focal_point", "/tally/{tally}"),
    ("focal_point", "/tally/{tally}/edit"),
    ("focal_point", "/tally/{tally}/check"),
    ("focal_point", "/tally/{tally}/import"),
    ("reporter", "/tally/{tally}"),
    ("custodian", "/tally/{tally}"),
    ("secretariat", "/admin/agreement"),
    ("observer", "/admin/tally"),
    ("coordinator", "/admin/tally/edit"),
)


@pytest.fixture
def cost(app, counting, queries):
    """Return a function that reads every page and tells its queries and its weight."""

    def read(who, page):
        user = model.User.get(getattr(counting, who)["id"])
        browser = app.test_client(user=user)
        browser.get(BASE + page)
        with queries() as sent:
            answer = browser.get(BASE + page)
        assert answer.status_code == 200
        return len(sent), len(gzip.compress(answer.get_data()))

    def every(tally):
        return {(who, page): read(who, page.format(tally=tally)) for who, page in PAGES}

    return every


def test_pages_cost_the_same_for_one_and_for_many_counts(
    cost, act, counting, count, row
):
    made = count()
    few = cost(made["id"])
    codes = itertools.product(
        ("screened", "identified", "referred"),
        ("NG008011", "NG008013", "NG008021"),
        ("F", "M", "UNK"),
        ("child", "adult", "UNK"),
        ("forced_labour", "forced_marriage", "other", "UNK"),
    )
    keys = ("step", "place", "sex", "age_group", "form_of_exploitation")
    rows = [row(**dict(zip(keys, found, strict=True)), n=123) for found in codes]
    asked = {"id": made["id"], "version": made["version"]}
    act("tally_update", counting.focal_point, **asked, rows=rows)
    for number in range(40):
        act(
            "agency_create",
            counting.coordinator,
            taskforce="borno",
            acronym=f"N{number}",
            name=f"Agency {number}",
            type="national_ngo",
        )
    many = cost(made["id"])

    grown = {p: (few[p][0], many[p][0]) for p in PAGES if many[p][0] != few[p][0]}
    assert grown == {}
    assert {p: many[p][0] for p in PAGES if many[p][0] > MOST_QUERIES} == {}
    assert {p: many[p][1] for p in PAGES if many[p][1] > MOST_BYTES} == {}


@contextmanager
def written_anew():
    """Collect the statements for which SQLAlchemy had no compiled form at hand."""
    found = []
    anew = (CacheStats.CACHE_MISS, CacheStats.NO_CACHE_KEY)

    def note(_connection, _cursor, statement, _values, context, _many):
        if context.cache_hit in anew:
            found.append(statement)

    sa.event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("who", "page"), [("focal_point", "/overview"), ("coordinator", "/owed")]
)
def test_what_is_owed_is_not_compiled_for_each_page(app, counting, who, page):
    browser = app.test_client(user=model.User.get(getattr(counting, who)["id"]))
    for _ in range(2):
        browser.get(BASE + page)
    with written_anew() as found:
        assert browser.get(BASE + page).status_code == 200
    assert found == []
