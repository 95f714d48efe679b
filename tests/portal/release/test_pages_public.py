"""Public pages: what they show, what they never show, and how they are made."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json

import ckan.plugins.toolkit as tk
import pytest
from openpyxl import load_workbook

FRONT = "/taskforce/borno"
DATA = f"{FRONT}/data"
DATASET = f"{DATA}/progress"
PAGES = (
    FRONT,
    DATA,
    DATASET,
    f"{DATASET}/v1",
    f"{FRONT}/method",
    f"{FRONT}/strategy",
    f"{FRONT}/strategy/A",
    f"{FRONT}/strategy/A.2",
)
TABLES = ("function-state", "objective-state", "members-type")
LARGEST_PAGE = 15_000
DATA_BLOCK = "application/ld+json"


def numbers(table):
    return [int(td.get_text()) for td in table.select("td")]


class TestWhatAPageShows:
    def test_front_page_says_who_and_what(self, published, open_page):
        text = open_page(FRONT).soup.main.get_text(" ", strip=True)

        assert "4 organisations work together" in text
        assert "1 of 3 deliverables is in place" in text
        assert "Q3" not in text
        assert "Jul–Sep 2026" in text
        assert "2 objectives, 3 lines of action" in text

    def test_before_any_release_nothing_is_counted(self, work, open_page):
        text = open_page(FRONT).soup.main.get_text(" ", strip=True)

        assert "Nothing is published yet" in text
        assert "in place" not in text
        assert "4 organisations" not in text

    def test_dataset_opens_with_its_computed_sentence(self, published, open_page):
        soup = open_page(DATASET).soup

        assert soup.select_one(".tf-lead").get_text(strip=True) == (
            "1 of 3 deliverables is in place. 1 is in progress."
        )
        text = soup.main.get_text(" ", strip=True)
        assert "These figures show what member organisations recorded." in text
        assert "They do not measure how common trafficking is." in text
        assert "Jul–Sep 2026" in text
        assert "1 organisation" in text
        assert "Creative Commons Attribution 4.0" in text

    def test_strategy_says_how_it_stood_when_it_was_released(
        self, published, open_page, log
    ):
        log(title="Later work", template="1.1")

        soup = open_page(f"{FRONT}/strategy").soup

        cells = {
            row.th.get_text(strip=True): row.td.get_text(strip=True)
            for row in soup.select("tbody tr")
        }
        assert cells["A Line A"] == "1 of 2"
        assert cells["A.1 Line A.1"] == "0 of 0"
        assert cells["A.2 Line A.2"] == "1 of 2"
        assert cells["B.1 Line B.1"] == "0 of 1"
        assert "release 1," in soup.caption.get_text()

    def test_strategy_before_a_release_says_nothing_of_its_state(self, work, open_page):
        soup = open_page(f"{FRONT}/strategy").soup

        assert "has not been released yet" in soup.caption.get_text()
        assert soup.select("tbody td") == []

    def test_facets_are_links_with_counts_and_lead_somewhere(
        self, published, open_page
    ):
        soup = open_page(DATA).soup
        links = {
            a.get_text(" ", strip=True): a["href"] for a in soup.select(".tf-facets a")
        }

        assert set(links) == {
            "A Line A (1)",
            "B Line B (1)",
            "Jul–Sep 2026 (1)",
            "State of the work (1)",
            "Prevention (1)",
            "Protection (1)",
            "Prosecution (1)",
            "Partnership (1)",
        }
        for href in links.values():
            assert len(open_page(href).soup.select(".tf-dataset")) == 1
        assert (
            open_page(f"{DATA}?objective=A&period=2025-Q1").soup.select(".tf-dataset")
            == []
        )

    def test_a_filter_outside_the_closed_lists_is_refused(self, published, open_page):
        open_page(f"{DATA}?kind=secret", status=400)


class TestTrace:
    def test_from_a_figure_to_its_line_and_back(self, published, open_page):
        dataset = open_page(DATASET).soup
        rows = dataset.select("section[aria-labelledby=h-objective-state] tbody th a")
        links = [a["href"] for a in rows]
        assert links == [f"{FRONT}/strategy/{code}" for code in ("A.1", "A.2", "B.1")]

        line = open_page(links[1]).soup

        assert line.h1.get_text(strip=True) == "A.2 Line A.2"
        assert "1 of 2 deliverables is in place." in line.main.get_text()
        assert [a["href"] for a in line.select(".tf-dataset a")] == [DATASET]

    def test_an_objective_finds_what_counts_its_lines(self, published, open_page):
        soup = open_page(f"{FRONT}/strategy/B").soup

        assert [a["href"] for a in soup.select(".tf-dataset a")] == [DATASET]

    def test_an_unknown_line_does_not_exist(self, published, open_page):
        open_page(f"{FRONT}/strategy/Z.9", status=404)


class TestSameNumbersEverywhere:
    @pytest.mark.parametrize("name", TABLES)
    def test_page_csv_json_and_workbook_agree(self, published, open_page, app, name):
        soup = open_page(DATASET).soup
        table = soup.find("caption", id=f"t-{name}").find_parent("table")
        address = f"{DATASET}/v1"
        in_csv = list(csv.reader(io.StringIO(app.get(f"{address}/{name}.csv").text)))
        code = "progress-2026-q3"
        in_json = json.loads(app.get(f"{address}/{code}.json").data)["tables"][name]
        book = load_workbook(io.BytesIO(app.get(f"{address}/{code}.xlsx").data))
        in_book = [[str(cell) for cell in row] for row in book[name].values]

        counts = [int(row[-1]) for row in in_csv[1:]]
        assert sorted(numbers(table)) == sorted(counts)
        assert [in_json["columns"]] + [
            [str(cell) for cell in row] for row in in_json["rows"]
        ] == in_csv
        assert in_book == in_csv

    def test_where_no_indicator_is_kept_the_page_says_so_and_shows_no_zeros(
        self, house, publish, open_page, app
    ):
        window = {"period": ["2026-Q3"]}
        asked = {"kind": "progress", "window": window, "tables": ["status-words"]}
        publish(specification=asked, sentence=None)

        soup = open_page(DATASET).soup

        assert "No indicators are kept yet." in soup.select_one(".tf-exhibit").text
        assert soup.select(".tf-exhibit table") == []
        assert app.get(f"{DATASET}/v1/status-words.csv").text.endswith(",TOTAL,0\n")

    def test_each_row_of_the_page_is_the_row_of_the_file(self, published, open_page):
        soup = open_page(DATASET).soup
        table = soup.find("caption", id="t-function-state").find_parent("table")

        heads = [th.get_text(strip=True) for th in table.select("thead th")]
        first = table.select_one("tbody tr")

        assert heads[1:] == [
            "Total",
            "Planned",
            "In progress",
            "Waiting for review",
            "Delivered",
            "Outdated",
        ]
        assert first.th.get_text(strip=True) == "1 Support service delivery"
        assert numbers(first) == [2, 0, 1, 0, 1, 0]
        assert numbers(table.tfoot) == [3, 1, 1, 0, 1, 0]

    def test_files_are_the_audited_bytes_with_their_checksum(self, published, app):
        for entry in published["files"]:
            answer = app.get(f"{DATASET}/v1/{entry['name']}")

            assert hashlib.sha256(answer.data).hexdigest() == entry["sha256"]
            assert len(answer.data) == entry["size"]
            assert answer.headers["ETag"] == f'"{entry["sha256"]}"'
            assert answer.headers["Content-Disposition"].startswith("attachment")
            again = app.get(
                f"{DATASET}/v1/{entry['name']}",
                headers={"If-None-Match": answer.headers["ETag"]},
            )
            assert (again.status_code, again.data) == (304, b"")


class TestReaders:
    @pytest.mark.parametrize("path", PAGES)
    def test_anonymous_and_a_plain_account_read_the_same(
        self, house, published, open_page, path
    ):
        nobody = open_page(path).soup.main
        donor = open_page(path, house.donor).soup.main

        assert nobody.get_text(" ", strip=True) == donor.get_text(" ", strip=True)

    @pytest.mark.parametrize("path", [*PAGES, "/", "/dataset/", "/organization/borno"])
    def test_nothing_of_the_workspace_is_in_a_public_page(
        self, house, published, app, path
    ):
        app.set_session_user(None)
        text = app.get(path).text

        for secret in ("SECRET-TITLE", "Agency RP", "BRN", "/deliverable", "/work"):
            assert secret not in text
        assert house.reporter["name"] not in text

    def test_the_public_reads_the_vision_and_not_the_weaknesses(self, house, act):
        shown = act("strategy_show", house.donor, taskforce="borno")

        assert {"title", "vision", "from", "until", "objectives"} <= set(shown)
        assert not {"swot", "principles"} & set(shown)
        assert "swot" in act("strategy_show", house.observer, taskforce="borno")

    def test_the_public_is_told_no_live_count(self, house, published, act):
        shown = act("taskforce_show", None, id="borno")

        assert "members_by_type" not in shown
        assert "settings" not in shown


class TestReleases:
    def test_an_earlier_release_keeps_its_address_and_says_what_is_newer(
        self, published, publish, open_page
    ):
        publish(title="State of the work, again")

        old = open_page(f"{DATASET}/v1").soup
        new = open_page(DATASET).soup

        assert "Release 2 is newer." in old.main.get_text()
        assert old.h1.get_text(strip=True) == "State of the work"
        assert new.h1.get_text(strip=True) == "State of the work, again"
        assert new.find("a", href=f"{DATASET}/v1") is not None
        assert old.find("link", rel="canonical")["href"].endswith("/progress/v1")
        assert new.find("link", rel="canonical")["href"].endswith("/progress")

    def test_a_withdrawn_release_is_a_notice_and_its_files_are_gone(
        self, house, published, say, open_page
    ):
        name = published["files"][0]["name"]
        open_page(f"{DATASET}/v1/{name}")

        say(
            "withdraw",
            house.custodian,
            published["id"],
            reason="error_in_figures",
            note="SECRET-NOTE",
        )

        open_page(f"{DATASET}/v1/{name}", status=404)
        gone = open_page(f"{DATASET}/v1", status=404).soup.main.get_text(" ")
        notice = open_page(DATASET).soup.main.get_text(" ")
        for text in (gone, notice):
            assert "was withdrawn" in text
            assert "An error in the figures" in text
            assert "SECRET-NOTE" not in text
            assert "deliverables is in place" not in text
        assert open_page(DATA).soup.select(".tf-dataset") == []
        assert "in place" not in open_page(FRONT).soup.main.get_text()

    def test_after_a_withdrawal_the_release_before_it_speaks(
        self, house, published, publish, say, open_page
    ):
        second = publish(title="State of the work, again")
        say("withdraw", house.custodian, second["id"], reason="other")

        soup = open_page(DATASET).soup

        assert soup.h1.get_text(strip=True) == "State of the work"
        assert "Release 2 was withdrawn" in soup.main.get_text()

    def test_what_was_never_published_does_not_exist(self, house, draft, open_page):
        draft(series="hidden")

        open_page(f"{DATA}/hidden", status=404)
        open_page(f"{DATA}/hidden/v1", status=404)
        open_page(f"{DATA}/nothing", status=404)


class TestInsteadOfCore:
    @pytest.mark.parametrize(
        "path", ["/dataset/borno-progress", "/aggregate/borno-progress"]
    )
    def test_the_dataset_page_is_ours(self, published, open_page, path):
        soup = open_page(path).soup

        assert soup.h1.get_text(strip=True) == "State of the work"
        assert soup.find("link", rel="canonical")["href"] == (
            f"http://test.ckan.net{DATASET}"
        )

    @pytest.mark.parametrize(
        "path",
        [
            "/aggregate/new",
            "/aggregate/edit/borno-progress",
            "/dataset/edit/borno-progress",
            "/dataset/groups/borno-progress",
            "/dataset/borno-progress/resource/new",
        ],
    )
    def test_pages_that_edit_do_not_exist(self, house, published, open_page, path):
        open_page(path, status=404)
        open_page(path, house.root, status=404)

    def test_home_and_aggregate_lead_to_the_task_force(self, published, open_page):
        home = open_page("/", status=303).headers["Location"]
        catalogue = open_page("/aggregate/", status=303).headers["Location"]

        assert home.endswith(FRONT)
        assert catalogue.endswith(DATA)

    def test_the_download_of_a_resource_leads_to_the_audited_file(
        self, published, open_page
    ):
        """On a site that is not https as well, where CKAN's own way fails."""
        shown = tk.get_action("package_show")({"user": ""}, {"id": "borno-progress"})
        one = shown["resources"][0]
        at = "/dataset/borno-progress/resource"

        answer = open_page(f"{at}/{one['id']}/download/{one['name']}", status=302)

        assert answer.headers["Location"] == one["url"]
        open_page(f"{at}/{shown['id']}/download/x", status=404)

    def test_a_resource_leads_to_the_dataset(self, published, open_page):
        shown = tk.get_action("package_show")({"user": ""}, {"id": "borno-progress"})
        address = "/dataset/borno-progress/resource"

        answer = open_page(f"{address}/{shown['resources'][0]['id']}", status=303)

        assert answer.headers["Location"].endswith(DATASET)
        open_page(f"{address}/any", status=404)

    def test_search_shows_the_release(self, published, open_page):
        item = open_page("/dataset/").soup.select_one(".dataset-item")

        assert item.a["href"] == DATASET
        assert "State of the work · Jul–Sep 2026 · Release 1" in item.get_text()

    def test_a_portal_of_two_lists_both(self, house, act, open_page):
        act("taskforce_create", house.root, slug="coast", title="Coast task force")

        soup = open_page("/").soup

        assert [a.get_text() for a in soup.select(".tf-list__title")] == [
            "Borno task force",
            "Coast task force",
        ]


class TestHowPagesAreMade:
    @pytest.mark.parametrize("path", PAGES)
    def test_a_page_is_well_formed(self, published, open_page, path):
        soup = open_page(path).soup

        assert len(soup.find_all("h1")) == 1
        assert soup.title.get_text(strip=True).startswith(soup.h1.get_text(strip=True))
        assert soup.html["lang"] == "en"
        ids = [e["id"] for e in soup.select("[id]")]
        assert len(ids) == len(set(ids))
        for element in soup.find_all(True):
            assert "style" not in element.attrs
            assert not [name for name in element.attrs if name.startswith("on")]
        # A block of data for search engines is never run.
        run = [s for s in soup.find_all("script") if s.get("type") != DATA_BLOCK]
        assert not [s for s in run if not s.get("src")]
        for table in soup.find_all("table"):
            assert table.caption
            assert all(th.get("scope") for th in table.find_all("th"))
        for chart in soup.select("svg[role=img]"):
            assert chart.get("aria-label") or chart.find("desc").get_text(strip=True)

    def test_titles_differ_from_page_to_page(self, published, open_page):
        paths = [path for path in PAGES if path != f"{DATASET}/v1"]
        titles = {open_page(path).soup.title.get_text(strip=True) for path in paths}

        assert len(titles) == len(paths)

    @pytest.mark.parametrize("path", PAGES)
    def test_a_page_is_light(self, published, open_page, path):
        assert len(gzip.compress(open_page(path).data)) <= LARGEST_PAGE

    def test_a_chart_says_its_finding_and_every_value(self, published, open_page):
        chart = open_page(DATASET).soup.find(
            "svg", attrs={"aria-labelledby": "chart-function-state-title"}
        )

        assert chart.find("title").get_text() == (
            "Most is in place in 1 Support service delivery: 1 of 2"
        )
        assert "1 Support service delivery: Delivered 1, Waiting for review 0, " in (
            chart.find("desc").get_text()
        )

    def test_a_public_page_is_asked_about_every_time_and_sets_no_cookie(
        self, published, open_page, app
    ):
        first = open_page(DATASET)

        assert first.headers["Cache-Control"].startswith("no-cache")
        assert "Set-Cookie" not in first.headers
        again = app.get(DATASET, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")

    def test_a_signed_in_reader_gets_no_page_to_keep(self, house, published, open_page):
        answer = open_page(DATASET, house.donor)

        assert "ETag" not in answer.headers

    def test_queries_do_not_grow_with_what_is_published(
        self, house, published, publish, open_page, queries
    ):
        def sent(path):
            open_page(path)
            with queries() as found:
                open_page(path)
            return len(found)

        before = {path: sent(path) for path in PAGES}
        for number in range(4):
            publish(series=f"series-{number}", title=f"Series {number}")

        assert {path: sent(path) for path in PAGES} == before
        assert max(before.values()) <= 15

    def test_robots_are_kept_from_filtered_lists(self, app):
        assert "Disallow: /taskforce/*/data?" in app.get("/robots.txt").text


class TestWithoutTheSearchIndex:
    @pytest.mark.ckan_config("solr_url", "http://127.0.0.1:9/solr/dead")
    def test_public_pages_and_files_are_served_from_the_database(
        self, published, open_page
    ):
        for path in (*PAGES, "/dataset/borno-progress"):
            open_page(path)
        for entry in published["files"]:
            open_page(f"{DATASET}/v1/{entry['name']}")
        open_page("/", status=303)
