"""The public side as it is served: on paper, and read by the programs of others."""

from __future__ import annotations

import csv
import io
import math
import re
import shutil
import subprocess

import pikepdf
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from dev import browser as chromium

DATASETS = ("referrals", "referrals/v1", "progress", "alerts")
MOST_SHEETS = 2
R = shutil.which("Rscript")
# Tells what the lines have read, as files: the table, then its inner part.
TELL = """
write.csv(table, row.names = FALSE)
cat("--\\n")
write.csv(inner, row.names = FALSE)
"""


@pytest.mark.browser
@pytest.mark.parametrize("language", ["", "/fr"])
@pytest.mark.parametrize("series", DATASETS)
def test_a_dataset_prints_on_two_sheets_of_a4_with_every_table(
    window, series, language
):
    at = window(None, chromium.WIDE)
    at.page.goto(f"{at.url}{language}/taskforce/borno/data/{series}")
    tables = at.page.locator("main section.tf-exhibit table").count()

    with pikepdf.open(io.BytesIO(at.page.pdf(prefer_css_page_size=True))) as printed:
        sheets = [page.mediabox for page in printed.pages]

    assert tables > 0
    assert len(sheets) <= MOST_SHEETS
    for _, _, width, height in ((float(edge) for edge in box) for box in sheets):
        assert (round(width), round(height)) == (595, 842)
    # What a screen shows is on paper too: each table has its rows, none is hidden.
    at.page.emulate_media(media="print")
    assert at.page.locator("main section.tf-exhibit table:visible").count() == tables


class TestUsing:
    """What a page says about other programs, done with the site that serves it."""

    @pytest.fixture
    def soup(self, get):
        def read(series):
            status, _, body = get(f"/taskforce/borno/data/{series}")
            assert status == 200
            return BeautifulSoup(body, "html.parser")

        return read

    @pytest.mark.parametrize("series", ["referrals", "progress"])
    def test_the_lines_for_python_run_as_they_stand(
        self, soup, get, site, series, monkeypatch
    ):
        # pandas asks by way of a proxy, which does not know this machine's own name.
        monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
        page = soup(series)
        address = page.find(id="use-address").get_text()
        names = {}

        exec(page.find(id="use-python").get_text(), names)

        _, headers, body = get(address.removeprefix(site.url))
        lines = [line.split(",") for line in body.decode().splitlines()]
        table, inner = names["table"], names["inner"]
        assert list(table.columns) == lines[0]
        withheld = [line for line in lines if line[-1] == "withheld"]
        assert table["count"].isna().sum() == len(withheld)
        told = [None if math.isnan(n) else int(n) for n in table["count"]]
        plain = [None if n == "withheld" else int(n) for *_, n in lines[1:]]
        assert told == plain
        assert 0 < len(inner) < len(table)
        assert (series == "referrals") is bool(withheld)

    @pytest.mark.skipif(R is None, reason="R is not installed here")
    @pytest.mark.parametrize("series", ["referrals", "progress", "alerts"])
    def test_the_lines_for_r_run_as_they_stand(
        self, soup, get, site, series, monkeypatch
    ):
        monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
        page = soup(series)
        address = page.find(id="use-address").get_text()
        code = page.find(id="use-r").get_text() + TELL

        done = subprocess.run(
            [R, "--vanilla", "-"],
            input=code,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

        assert (done.returncode, done.stderr) == (0, "")
        _, _, body = get(address.removeprefix(site.url))
        lines = list(csv.reader(io.StringIO(body.decode())))
        missing = [[v if v != "withheld" else "NA" for v in line] for line in lines]
        table, inner = done.stdout.split("--\n")
        assert list(csv.reader(io.StringIO(table))) == missing
        kept = [line for line in missing if "TOTAL" not in line]
        assert list(csv.reader(io.StringIO(inner))) == kept
        assert 1 < len(kept) < len(missing)

    def test_a_spreadsheet_reads_text_and_numbers(self, soup, get, site):
        page = soup("referrals")
        address = page.find(id="use-address").get_text()
        # The address is of one release; the words beside it say so.
        assert re.search(r"/data/referrals/v\d+/", address)

        status, headers, body = get(address.removeprefix(site.url))

        assert status == 200
        assert headers["Content-Type"] == "text/csv; charset=utf-8"
        name = address.rsplit("/", 1)[1].removesuffix(".csv")
        (book,) = {a["href"] for a in page.select("a[href$='.xlsx']")}
        _, _, data = get(book.removeprefix(site.url))
        rows = list(load_workbook(io.BytesIO(data))[name].values)
        assert [",".join(map(str, row)) for row in rows] == body.decode().splitlines()
        kinds = {type(cell) for row in rows[1:] for cell in row[:-1]}
        assert kinds == {str}
        assert {type(row[-1]) for row in rows[1:]} == {int, str}
