"""Files that are refused, and what becomes of the rows that were read."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import ckan.plugins.toolkit as tk
import click
import openpyxl
import pytest
from ckan import model
from click.testing import CliRunner

from ckanext.tiptaskforce.cli import tiptaskforce
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.upload import Upload

HEAD = "Title,Status,Due\n"


def book(rows, change=None):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


ROWS = [["Title", "Status", "Due"], ["Map", "planned", dt.date(2090, 1, 1)]]


def _with(part, content):
    out = io.BytesIO(book(ROWS))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(part, content)
    return out.getvalue()


def _bomb():
    return _with("xl/media/zeros.bin", bytes(60 * 1024 * 1024))


def _hidden(made):
    made.create_sheet("second").sheet_state = "hidden"


REFUSED = {
    "nothing": (b"", "t.csv", "empty"),
    "headers alone": (HEAD, "t.csv", "no rows"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "t.csv", "content"),
    "a text as a workbook": (HEAD, "t.xlsx", "content"),
    "another ending": (HEAD, "t.txt", "Only .xlsx and .csv"),
    "an old workbook": (bytes.fromhex("d0cf11e0a1b11ae1") * 99, "t.xls", ""),
    "no workbook inside": (b"PK\x03\x04", "t.xlsx", ""),
    "a bomb": (_bomb, "t.xlsx", ""),
    "macros": (lambda: _with("xl/vbaProject.bin", b"x"), "t.xlsx", "macro"),
    "a hidden sheet": (lambda: book(ROWS, _hidden), "t.xlsx", "hidden"),
    "merged cells": (
        lambda: book(ROWS, lambda made: made.active.merge_cells("A2:B2")),
        "t.xlsx",
        "merged",
    ),
    "no such sheet": (lambda: book(ROWS), "t.xlsx", "no sheet", {"sheet": "Other"}),
    "more than 10 MB": (b"a,b\n" * (3 * 1024 * 1024), "t.csv", "10 MB"),
    "NUL": (b"Title,Status\na\x00b,planned\n", "t.csv", "Line 2"),
    "no sure letters": (b"Title,Status\n\x81\x8d\x8f,planned\n", "t.csv", "line 2"),
    "ragged rows": ("a,b\n1,2,3\n", "t.csv", "Line 2 has 3 columns"),
    "one header twice": ("Title,title\na,b\n", "t.csv", "Two columns"),
    "too many rows": ("a,b\n" + "1,2\n" * 20_001, "t.csv", "20000 rows"),
}


@pytest.fixture
def stored(house):
    """Return how many uploads and events there are."""

    def counts():
        model.Session.rollback()
        session = model.Session
        return session.query(Upload).count(), session.query(events.Event).count()

    return counts


class TestRefusedFiles:
    @pytest.mark.parametrize("name", REFUSED)
    def test_is_refused_with_the_reason_and_stored_nowhere(self, bring, stored, name):
        content, file_name, needle, *more = REFUSED[name]
        before = stored()

        with pytest.raises(tk.ValidationError) as refused:
            bring(
                content() if callable(content) else content,
                file_name,
                **(more[0] if more else {}),
            )

        assert needle in str(refused.value.error_dict["upload"])
        assert stored() == before

    @pytest.mark.parametrize("upload", ["text", 3, None])
    def test_what_is_no_file_is_refused(self, house, act, upload):
        asked = {"taskforce": "borno", "kind": "deliverable", "upload": upload}

        with pytest.raises(tk.ValidationError) as refused:
            act("upload_create", house.reporter, **asked)

        assert "upload" in refused.value.error_dict

    def test_hidden_rows_are_read_and_reported(self, bring, told):
        def hide(made):
            made.active.row_dimensions[2].hidden = True

        shown = bring(book(ROWS, hide), "t.xlsx")

        assert told(shown) == (1, 0, 0, 0)
        assert any("hidden" in note and "2" in note for note in shown["notes"])

    def test_the_named_sheet_is_read_and_the_others_are_told(self, bring, told):
        def add(made):
            made.create_sheet("First", 0).append(["Other", "things"])

        shown = bring(book(ROWS, add), "t.xlsx", sheet="Sheet")

        assert told(shown) == (1, 0, 0, 0)
        assert any("First" in note for note in shown["notes"])

    def test_a_formula_of_a_workbook_is_told_by_its_cell(self, bring, problems_of):
        rows = [ROWS[0], ['=CONCAT("M";"ap")', "planned", dt.date(2090, 1, 1)]]
        shown = bring(book(rows), "t.xlsx")

        assert problems_of(shown) == [(2, "Title")]
        assert "A2" in shown["problems"]["items"][0]["problem"]

    def test_more_rows_than_one_import_saves_are_refused(self, bring, in_days):
        rows = "".join(f"Piece {n},planned,{in_days(9)}\n" for n in range(5_001))

        with pytest.raises(tk.ValidationError) as refused:
            bring(HEAD + rows)

        assert "5001" in str(refused.value.error_dict["upload"])


class TestWhatIsKept:
    def row(self, shown):
        model.Session.expire_all()
        return model.Session.get(Upload, shown["id"])

    def test_the_commit_clears_the_rows(self, bring, commit, in_days):
        shown = bring(f"{HEAD}Map,planned,{in_days(9)}\n")
        assert self.row(shown).cells

        commit(shown)

        row = self.row(shown)
        assert (row.cells, row.headers, row.mapping) == ([], [], {})
        assert set(row.result) == {"counts"}

    def test_the_drop_clears_the_rows(self, house, act, bring, in_days):
        shown = bring(f"{HEAD}Map,planned,{in_days(9)}\n")

        act("upload_drop", house.reporter, id=shown["id"], version=shown["version"])

        row = self.row(shown)
        assert (row.state, row.cells, row.result) == ("dropped", [], {})

    def test_a_day_clears_the_rows(self, bring, commit, in_days):
        text = f"{HEAD}Map,planned,{in_days(9)}\n"
        shown = bring(text)
        row = self.row(shown)
        row.created -= dt.timedelta(hours=25)
        model.Session.commit()

        with pytest.raises(tk.ValidationError) as refused:
            commit({"id": shown["id"], "version": row.version})
        assert "state" in refused.value.error_dict
        bring(text)

        row = self.row(shown)
        assert (row.state, row.cells, row.result) == ("expired", [], {})

    def test_a_command_clears_them_too(self, app, bring, in_days):
        shown = bring(f"{HEAD}Map,planned,{in_days(9)}\n")
        row = self.row(shown)
        row.created -= dt.timedelta(hours=25)
        model.Session.commit()
        parent = click.Context(click.Group("ckan"))
        parent.meta["flask_app"] = app.flask_app

        done = CliRunner().invoke(tiptaskforce, ("uploads", "expire"), parent=parent)

        assert (done.exit_code, done.output) == (0, "1 upload cleared.\n")
        assert self.row(shown).cells == []

    def test_no_cell_enters_the_event_log(self, bring, commit, in_days):
        shown = bring(f"Title,Status,Due,Other\nMap,planned,{in_days(9)},Wxyzzy\n")
        commit(shown)

        values = model.Session.query(events.EventValue).all()
        assert values
        assert "Wxyzzy" not in str([value.value for value in values])

    def test_a_number_in_the_name_of_the_file_is_not_kept(self, bring, in_days):
        text = f"{HEAD}Map,planned,{in_days(9)}\n"

        assert bring(text, "call 08031234567.csv")["file_name"] == "file.csv"
        assert bring(text, "../../a\u202eb.csv")["file_name"] == "ab.csv"

    def test_an_upload_is_there_for_its_maker_alone(self, house, act, bring, in_days):
        shown = bring(f"{HEAD}Map,planned,{in_days(9)}\n")

        for who in ("focal_point", "coordinator", "root", "donor"):
            with pytest.raises(tk.ObjectNotFound):
                act("upload_show", getattr(house, who), id=shown["id"])
