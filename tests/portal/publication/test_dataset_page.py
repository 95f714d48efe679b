"""What a dataset page offers to those who work with the figures further."""

from __future__ import annotations

import io
import shutil
import subprocess

import pandas as pd
import pytest
from openpyxl import load_workbook

DATA = "/taskforce/borno/data"
SERIES = f"{DATA}/progress"
R = shutil.which("Rscript")


class TestUsing:
    def test_the_lines_for_python_read_what_was_released(
        self, published, visit, tmp_path
    ):
        soup = visit(SERIES).soup
        code = soup.find(id="use-python").get_text()
        address = soup.find(id="use-address").get_text()
        assert address.startswith("http://test.ckan.net/taskforce/borno/data/")
        csv = visit(address.removeprefix("http://test.ckan.net")).data
        file = tmp_path / "table.csv"
        file.write_bytes(csv)
        names = {}

        exec(code.replace(address, str(file)), names)

        table, inner = names["table"], names["inner"]
        assert list(table.columns) == ["core_function", "state", "count"]
        total = table[(table.core_function == "TOTAL") & (table.state == "TOTAL")]
        assert total["count"].tolist() == [3]
        assert inner["count"].sum() == 3

    def test_what_is_withheld_becomes_missing_and_no_zero(
        self, published, visit, tmp_path
    ):
        soup = visit(SERIES).soup
        code = soup.find(id="use-python").get_text()
        address = soup.find(id="use-address").get_text()
        file = tmp_path / "table.csv"
        # NA is Namibia, and no missing code.
        file.write_text("country@iso,count\nNA,withheld\nNG,12\nTOTAL,31\n")
        names = {}

        exec(code.replace(address, str(file)), names)

        counts = names["table"]["count"]
        assert pd.isna(counts[0])
        assert counts[1:].tolist() == [12, 31]
        assert names["inner"]["country@iso"].tolist() == ["NA", "NG"]

    @pytest.mark.skipif(R is None, reason="R is not installed here")
    def test_r_reads_codes_as_codes_and_withheld_as_missing(
        self, published, visit, tmp_path
    ):
        soup = visit(SERIES).soup
        code = soup.find(id="use-r").get_text()
        address = soup.find(id="use-address").get_text()
        file = tmp_path / "table.csv"
        file.write_text("country@iso,count\nNA,withheld\n01,12\nTOTAL,31\n")
        tell = 'cat(names(table), table$count, inner[["country@iso"]], sep = "|")'
        code = code.replace(address, str(file)) + tell

        done = subprocess.run(
            [R, "--vanilla", "-"],
            input=code,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

        assert done.stderr == ""
        assert done.stdout == "country@iso|count|NA|12|31|NA|01"

    def test_a_spreadsheet_reads_the_same_from_address_and_workbook(
        self, published, visit
    ):
        soup = visit(SERIES).soup
        address = soup.find(id="use-address").get_text()
        csv = visit(address.removeprefix("http://test.ckan.net")).get_data(as_text=True)
        name = address.rsplit("/", 1)[1].removesuffix(".csv")
        (book,) = [
            a["href"]
            for a in soup.select("#files ~ ul a")
            if a["href"].endswith("xlsx")
        ]
        path = book.removeprefix("http://test.ckan.net")

        sheets = load_workbook(io.BytesIO(visit(path).data))

        rows = [",".join(map(str, row)) for row in sheets[name].values]
        assert rows == csv.splitlines()


class TestChanged:
    def test_the_first_release_says_nothing_of_another(self, published, visit):
        assert visit(SERIES).soup.find(id="changed") is None

    def test_a_correction_says_how_many_figures_differ(
        self, published, release, visit, log
    ):
        log(title="One more", template="1.1")
        release(title="State again")

        text = visit(SERIES).soup.find(id="changed").parent.get_text(" ", strip=True)

        assert "What changed since release 1" in text
        assert "stands in the place of release 1" in text
        # Of function 1: its total, what is in progress, and both sums over functions.
        assert "4 of 48 figures differ" in text

    def test_another_period_is_not_subtracted(self, published, release, visit):
        release(title="State of the next quarter", period="2026-Q4")

        text = visit(SERIES).soup.find(id="changed").parent.get_text(" ", strip=True)

        assert "It tells another period: release 1 told Jul–Sep 2026." in text
        assert "differ" not in text

    def test_a_figure_leads_to_a_form_for_a_concern(self, published, visit):
        page = visit(f"{SERIES}/v1?cell=function-state~1~TOTAL").soup
        (link,) = [a["href"] for a in page.select("a") if "kind=concern" in a["href"]]

        form = visit(link).soup

        assert form.h1.get_text(strip=True) == "Report a concern about a figure"
        assert form.find("input", {"name": "cell"})["value"] == "function-state~1~TOTAL"


@pytest.mark.parametrize("page", [DATA, SERIES, "/taskforce/borno"])
def test_each_public_page_leads_to_a_question(published, visit, page):
    links = [a["href"] for a in visit(page).soup.select("a")]

    assert [a for a in links if a.startswith("/taskforce/borno/request/new")]


def test_a_page_with_an_earlier_release_asks_as_few_queries(
    published, release, visit, queries
):
    release(title="State again")
    visit(SERIES)
    with queries() as found:
        page = visit(SERIES)

    assert page.soup.find(id="changed")
    assert len(found) <= 15
