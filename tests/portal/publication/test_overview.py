"""What front page and strategy read: a handful of releases whole, of however many."""

from __future__ import annotations

import pytest

from ckanext.tiptaskforce import config
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


class TestDamaged:
    """The stored bytes of the newest release are not the audited ones."""

    @pytest.fixture
    def damaged(self, work, release):
        release()
        newest = release(period="2026-Q4", title="Work of the autumn")
        folder = config.release_path() / newest["id"]
        (folder / "progress-2026-q4.json").write_bytes(b"{}")

    @pytest.mark.usefixtures("damaged")
    def test_the_last_whole_one_of_its_series_tells_in_its_place(self, act):
        telling = act("publication_overview", None, taskforce="borno")["telling"]

        assert [(one["number"], bool(one["tables"])) for one in telling] == [
            (2, False),
            (1, True),
        ]

    @pytest.mark.usefixtures("damaged")
    @pytest.mark.parametrize("page", PAGES)
    def test_a_page_says_so_and_which_release_it_shows(self, visit, page):
        shown = visit(page).soup

        (notice,) = shown.find_all(class_="tf-notice", role="note")
        assert "file of release 2 is not the one that was checked" in notice.get_text()
        assert notice.a["href"].endswith("/data/progress/v2")
        assert shown.select_one('a[href$="/data/progress/v1"]')

    def test_a_whole_one_needs_no_such_notice(self, work, release, visit):
        release()

        assert all(visit(page).soup.find(class_="tf-notice") is None for page in PAGES)

    def test_where_none_is_whole_no_figure_is_shown(self, work, release, visit):
        made = release()
        (config.release_path() / made["id"] / "progress-2026-q3.json").unlink()

        shown = visit(FRONT).soup

        assert shown.find(class_="tf-headline") is None
        assert "release 1 is not the one that was checked" in shown.main.get_text()


def test_the_front_page_tells_a_computed_sentence_in_french(work, release, visit):
    release()

    told = visit(f"/fr{FRONT}").soup.find(class_="tf-dataset__sentence").get_text()

    assert "livrable" in told


def test_a_dataset_page_tells_its_whole_method_in_french(work, release, visit):
    window = {"period": ["2026-Q3"]}
    chosen = {"kind": "progress", "window": window, "tables": [*TABLES, "status-words"]}
    release(specification=chosen)

    (method,) = visit(f"/fr{FRONT}/data/progress").soup.select(
        "[aria-labelledby=method]"
    )

    assert "Chaque livrable consigné" in method.get_text()
    assert "Each " not in method.get_text()


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
