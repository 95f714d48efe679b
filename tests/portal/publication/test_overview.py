"""What front page and strategy read: a handful of releases whole, of however many."""

from __future__ import annotations

import pytest

from ckanext.tiptaskforce.logic import release_files

FRONT = "/taskforce/borno"
PAGES = (FRONT, f"{FRONT}/strategy", f"{FRONT}/strategy/A")
TABLES = ("function-state", "objective-state", "members-type")


@pytest.fixture
def of_tables(release):
    """Return the function that publishes a series with some tables of a period."""

    def make(series, *tables, period="2026-Q3"):
        window = {"period": [period]}
        chosen = {"kind": "progress", "window": window, "tables": list(tables)}
        return release(series=series, title=series.title(), specification=chosen)

    return make


@pytest.fixture
def opened(monkeypatch):
    """Collect the releases of which files are read."""
    found = []
    read = release_files.read_one

    def noted(row, name):
        found.append(row.series)
        return read(row, name)

    monkeypatch.setattr(release_files, "read_one", noted)
    return found


class TestOverview:
    def test_the_newest_of_each_table_tells(self, work, of_tables, act):
        of_tables("first", *TABLES)
        of_tables("old", *TABLES)
        of_tables("later", "function-state", period="2026-Q4")
        of_tables("members", "members-type")

        found = act("publication_overview", None, taskforce="borno", page_size=2)

        assert found["count"] == 4
        assert [one["series"] for one in found["items"]] == ["members", "later"]
        # `old` is the only one that counts by objective; a later period comes first.
        assert [one["series"] for one in found["telling"]] == [
            "members",
            "later",
            "old",
        ]
        assert all("tables" in one for one in found["telling"])
        assert not any("tables" in one for one in found["items"])

    def test_a_line_is_told_by_what_counts_it(self, work, of_tables, act):
        of_tables("lines", "objective-state")
        of_tables("members", "members-type")
        asked = {"taskforce": "borno", "objective": "A"}

        found = act("publication_overview", None, **asked)

        assert [one["series"] for one in found["items"]] == ["lines"]
        assert [one["series"] for one in found["telling"]] == ["lines"]

    def test_a_withdrawn_one_tells_nothing(self, work, of_tables, release, act):
        of_tables("old", *TABLES)
        release.withdraw(of_tables("later", "function-state", period="2026-Q4"))

        found = act("publication_overview", None, taskforce="borno")

        assert [one["series"] for one in found["telling"]] == ["old"]


@pytest.mark.parametrize("page", PAGES)
def test_many_series_cost_a_page_no_more(work, of_tables, visit, queries, opened, page):
    of_tables("old", *TABLES)
    visit(page)
    with queries() as few:
        visit(page)
    for n in range(4):
        of_tables(f"more{n}", *TABLES)
    visit(page)
    opened.clear()

    with queries() as many:
        visit(page)

    assert len(many) == len(few) <= 15
    assert set(opened) == {"more3"}
