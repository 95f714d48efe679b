"""Due reports by workbook: filled offline, looked at, saved whole or not at all."""

from __future__ import annotations

import base64
import io

import ckan.plugins.toolkit as tk
import openpyxl
import pytest
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.model import report_value
from ckanext.tiptaskforce.model.report import Report


@pytest.fixture
def workbook(reporting, act, last):
    """Return the function that downloads the workbook of the last quarter."""

    def load():
        about = {"taskforce": reporting.slug, "kind": "report", "period": last}
        found = act("upload_template", reporting.focal_point, **about)
        return openpyxl.load_workbook(io.BytesIO(base64.b64decode(found["content"])))

    return load


@pytest.fixture
def bring(reporting, act, last):
    """Return the function that uploads a workbook and gives the preview."""

    def upload(book, **more):
        out = io.BytesIO()
        book.save(out)
        return act(
            "upload_create",
            more.pop("user", reporting.focal_point),
            taskforce=reporting.slug,
            kind="report",
            period=last,
            upload=FileStorage(io.BytesIO(out.getvalue()), "reports.xlsx"),
            **more,
        )

    return upload


@pytest.fixture
def save(reporting, act):
    """Return the function that commits a preview."""

    def commit(shown, **more):
        about = {"id": shown["id"], "version": shown["version"], **more}
        return act("upload_commit", reporting.focal_point, **about)

    return commit


def fill(book, row, **cells):
    """Type into a row of the workbook, by the headers of its columns."""
    page = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in page[1]}
    for header, value in cells.items():
        page.cell(row, heads[header.replace("_", " ")], value)
    return book


def row_of(report):
    model.Session.expire_all()
    return model.Session.get(Report, report["id"])


def kept(report):
    values = report_value.of_report(report["id"], 1)
    return {codes: amount.dictize() for codes, amount in values.items()}


class TestRoundTrip:
    def test_what_is_filled_in_offline_is_shown_and_then_saved(
        self, due, workbook, bring, save
    ):
        report = due()
        shown = bring(fill(workbook(), 2, Value=14))

        (change,) = shown["changes"]["items"]
        fields = {f["key"]: (f["old"], f["new"]) for f in change["fields"]}
        assert (change["row"], fields) == (2, {"value": (None, "14")})
        assert shown["problems"]["count"] == 0
        assert shown["sheet"] == f"RP {report['period']}"
        assert kept(report) == {}

        save(shown)
        assert kept(report) == {(): {"value": 14}}

    def test_the_same_file_again_changes_nothing(self, due, workbook, bring, save):
        report = due()
        book = fill(workbook(), 2, Value=14)
        save(bring(book))
        version = row_of(report).version

        again = bring(book)
        assert again["counts"]["changed"] == 0
        assert again["counts"]["unchanged"] == 1
        save(again)
        assert kept(report) == {(): {"value": 14}}
        assert row_of(report).version == version

    def test_cells_of_a_split_and_a_total_that_adds_up(
        self, due, workbook, bring, save
    ):
        report = due(disaggregations=["sex"])
        book = fill(fill(workbook(), 3, Value=4), 4, Value=6)
        save(bring(fill(book, 2, Value=10)))

        assert kept(report) == {
            (("sex", "F"),): {"value": 4},
            (("sex", "M"),): {"value": 6},
        }

    def test_a_stated_total_that_does_not_is_refused_with_both_figures(
        self, due, workbook, bring, save
    ):
        report = due(disaggregations=["sex"])
        book = fill(fill(workbook(), 3, Value=4), 4, Value=6)
        shown = bring(fill(book, 2, Value=12))

        (problem,) = shown["problems"]["items"]
        assert (problem["row"], problem["column"]) == (2, "Value")
        assert problem["problem"] == (
            "The rows below add up to 10, and 12 is stated here; the difference is 2."
        )
        with pytest.raises(tk.ValidationError):
            save(shown)
        assert kept(report) == {}

    def test_nothing_to_report_is_a_statement(self, due, workbook, bring, save, act):
        report = due()
        save(bring(fill(workbook(), 2, Nothing_to_report="yes")))

        assert kept(report) == {}
        assert row_of(report).nothing_to_report


class TestAnOlderFile:
    def test_leaves_what_somebody_saved_since_and_says_which_cell(
        self, due, workbook, bring, save, say, reporting
    ):
        report = due()
        book = workbook()
        say("update", reporting.focal_point, report, values=[{"value": 9}])

        shown = bring(book)
        (warning,) = shown["warnings"]["items"]
        assert (warning["row"], warning["column"]) == (2, "Value")
        assert "it was – and is 9 now, which stays" in warning["problem"]
        assert shown["counts"]["changed"] == 0
        assert kept(report) == {(): {"value": 9}}

    def test_is_refused_where_both_changed_the_same_cell(
        self, due, workbook, bring, save, say, reporting
    ):
        report = due()
        book = fill(workbook(), 2, Value=14)
        say("update", reporting.focal_point, report, values=[{"value": 9}])

        shown = bring(book)
        (problem,) = shown["problems"]["items"]
        assert (problem["row"], problem["column"]) == (2, "Value")
        assert "it was – and is 9 now. The file says 14." in problem["problem"]
        assert kept(report) == {(): {"value": 9}}

    def test_a_preview_that_is_older_than_the_report_saves_nothing(
        self, due, workbook, bring, save, say, reporting
    ):
        report = due()
        shown = bring(fill(workbook(), 2, Value=14))
        say("update", reporting.focal_point, report, values=[{"value": 9}])

        with pytest.raises(tk.ValidationError, match="changed since the preview"):
            save(shown)
        assert kept(report) == {(): {"value": 9}}


class TestWhatIsRefused:
    def test_a_workbook_of_another_period(self, due, workbook, bring, last):
        due()
        book = workbook()
        about = book["about"]
        for row in about.iter_rows():
            if row[0].value == "period":
                row[1].value = "2020-Q1"
        with pytest.raises(tk.ValidationError, match=f"not for RP, {last}"):
            bring(book)

    def test_a_column_that_is_not_ours_is_not_kept_for_a_moment(
        self, due, workbook, bring
    ):
        due()
        book = workbook()
        page = book.worksheets[0]
        page.cell(1, page.max_column + 1, "Names of the persons")
        with pytest.raises(tk.ValidationError, match="is not in the workbook"):
            bring(book)

    def test_a_report_that_was_sent_is_not_changed(
        self, due, workbook, bring, say, reporting
    ):
        report = due()
        book = fill(workbook(), 2, Value=14)
        sent = say("update", reporting.focal_point, report, values=[{"value": 9}])
        say("submit", reporting.focal_point, sent)

        assert bring(book)["problems"]["count"] > 0

    def test_another_organisation_may_not(self, due, workbook, bring, reporting):
        due()
        book = workbook()
        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            bring(book, user=reporting.coordinator, agency="RP")
