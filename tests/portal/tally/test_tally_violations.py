"""Counts by grave violation: several codes of one row, on every way in."""

from __future__ import annotations

import base64
import io
from typing import Any

import ckan.plugins.toolkit as tk
import openpyxl
import pytest
from bs4 import BeautifulSoup
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.model.taskforce import Taskforce

BASE = "/taskforce/borno"
BOTH = "recruitment_use;abduction"
LINE = f"NG008021~forced_labour~{BOTH}"
HEAD = "Area,Form of exploitation,Violation,Step,Girls"


@pytest.fixture(autouse=True)
def by_violation(counting) -> None:
    """Let the task force count by violation as well."""
    taskforce = Taskforce.get("borno")
    (design,) = taskforce.settings["tally_designs"]
    design = {**design, "dimensions": [*design["dimensions"], "violation"]}
    taskforce.settings = {**taskforce.settings, "tally_designs": [design]}
    model.Session.commit()


@pytest.fixture
def bring(counting, act, count):
    """Return the function that uploads counts into a draft, and the draft."""
    tally = count(rows=[])

    def upload(content: str | bytes, name: str = "counts.csv") -> dict[str, Any]:
        data = content.encode() if isinstance(content, str) else content
        file = FileStorage(io.BytesIO(data), filename=name)
        asked = {"taskforce": "borno", "kind": "tally", "tally": tally["id"]}
        return act("upload_create", counting.focal_point, **asked, upload=file)

    upload.tally = tally
    return upload


def refused(call) -> list[str]:
    with pytest.raises(tk.ValidationError) as found:
        call()
    return found.value.error_dict["rows"]


class TestRows:
    @pytest.mark.parametrize(
        "said",
        [["abduction", "recruitment_use"], "abduction; recruitment_use", BOTH],
    )
    def test_a_row_has_several_in_the_order_of_the_list(self, count, row, said):
        made = count(rows=[row(violation=said)])

        assert made["rows"] == [row(violation=BOTH)]

    def test_the_same_codes_in_another_order_are_the_same_row(self, count, row):
        rows = [row(violation=BOTH), row(violation=["abduction", "recruitment_use"])]

        (said,) = refused(lambda: count(rows=rows))
        assert "The same codes stand in row 1 already." in said

    def test_none_of_the_six_stands_alone(self, count, row):
        assert count(rows=[row(violation="none")])["rows"][0]["violation"] == "none"

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            (None, "Missing."),
            ([], "Missing."),
            ("theft", "Not a code of the list."),
            (["abduction", "military_use"], "Not a code of the list."),
            ([["abduction"]], "Not a code of the list."),
            ({"abduction": 1}, "Not a code of the list."),
            ("abduction;", "Not a code of the list."),
            (["abduction", "abduction"], "Names a code twice."),
            (["abduction", "none"], "stands alone"),
        ],
    )
    def test_what_is_none_of_them_is_refused(self, count, row, said, words):
        (found,) = refused(lambda: count(rows=[row(violation=said)]))

        assert found.startswith("Row 1, violation: ")
        assert words in found
        assert "theft" not in found

    def test_a_design_without_them_takes_none(self, counting, count, row):
        taskforce = Taskforce.get("borno")
        (design,) = taskforce.settings["tally_designs"]
        design = {**design, "dimensions": design["dimensions"][:-1]}
        taskforce.settings = {**taskforce.settings, "tally_designs": [design]}
        model.Session.commit()

        (found,) = refused(lambda: count(rows=[row(violation="abduction")]))
        assert found == "Row 1, violation: Unknown field."


class TestDesign:
    def test_the_secretariat_switches_it_on_for_new_periods(self, counting, act):
        about = {"taskforce": "borno"}
        shown = act("tally_design_show", counting.secretariat, **about)
        about["version"] = shown["version"]

        changed = act(
            "tally_design_update",
            counting.secretariat,
            **about,
            dimensions=["place", "violation"],
        )

        (_, violation) = changed["dimensions"]
        assert violation["multi"] is True
        assert [code["code"] for code in violation["codes"]] == [
            "killing_maiming",
            "recruitment_use",
            "attacks_schools_hospitals",
            "sexual_violence",
            "abduction",
            "denial_access",
            "none",
        ]

    def test_indicators_are_not_split_by_it(self, counting, act):
        said = {"objective": "A.2", "code": "A.2-9", "title": "Persons reached"}
        about = {"taskforce": "borno", **said, "disaggregations": ["violation"]}

        with pytest.raises(tk.ValidationError) as found:
            act("indicator_create", counting.secretariat, **about)

        assert "disaggregations" in found.value.error_dict


class TestForm:
    @pytest.fixture
    def form(self, browser):
        """Return the page, its address and its fields, for counts just begun."""
        page = browser("focal_point")
        data = {"period": "2026-Q3", "key": "one"}
        answer = page.post(f"{BASE}/tally/new", data=data)
        soup = BeautifulSoup(answer.text, "html.parser")
        form = soup.find("form", attrs={"data-tf-unsent": True})
        fields = {
            tag["name"]: tag.get("value", "")
            for tag in form.find_all("input")
            if tag.get("type") != "checkbox"
        }
        return page, answer.request.path, fields

    def test_boxes_make_a_line_of_several(self, form, act, counting):
        page, address, fields = form
        where = {"place": "NG008021", "form_of_exploitation": "forced_labour"}
        ticked = {"violation": ["abduction", "recruitment_use"]}

        added = page.post(address, data={**fields, **where, **ticked, "do": "add"})

        words = "Recruitment or use of children; Abduction"
        assert f"Maiduguri · forced labour · {words}" in added.text
        cells = {"line": [LINE], f"n/{LINE}/referred/F.child": "12"}
        page.post(address, data={**fields, **cells, "do": "save"})
        (tally,) = act("tally_list", counting.focal_point, taskforce="borno")["items"]
        shown = act("tally_show", counting.focal_point, id=tally["id"])
        assert [(row["violation"], row["n"]) for row in shown["rows"]] == [(BOTH, 12)]
        again = page.get(address).text
        assert f'name="n/{LINE}/referred/F.child" value="12"' in again

    @pytest.mark.parametrize(
        ("ticked", "words"),
        [
            ([], "Choose one."),
            (["abduction", "none"], "What says that there is none is ticked alone."),
        ],
    )
    def test_what_makes_no_line_is_said_and_kept(self, form, ticked, words):
        page, address, fields = form
        where = {"place": "NG008021", "form_of_exploitation": "forced_labour"}

        answer = page.post(
            address, data={**fields, **where, "violation": ticked, "do": "add"}
        )

        soup = BeautifulSoup(answer.text, "html.parser")
        assert words in answer.text
        boxes = soup.find_all("input", attrs={"name": "violation", "checked": True})
        assert [box["value"] for box in boxes] == ticked


class TestFile:
    def test_a_cell_names_several_in_words_or_codes(self, bring, act, counting):
        found = bring(
            f"{HEAD}\n"
            "Maiduguri,forced labour,Abduction; Recruitment or use of children,"
            "referred,7\n"
            "Gwoza,other,none,screened,2\n"
        )

        assert found["problems"]["count"] == 0
        about = {"id": found["id"], "version": found["version"]}
        act("upload_commit", counting.focal_point, **about)
        shown = act("tally_show", counting.focal_point, id=bring.tally["id"])
        assert [(row["violation"], row["n"]) for row in shown["rows"]] == [
            (BOTH, 7),
            ("none", 2),
        ]

    @pytest.mark.parametrize("said", ["theft", "Abduction; None of the six recorded"])
    def test_what_is_none_of_them_is_shown_before_anything_is_saved(self, bring, said):
        found = bring(f"{HEAD}\nMaiduguri,forced labour,{said},referred,7\n")

        (problem,) = found["problems"]["items"]
        assert (problem["row"], problem["key"]) == (2, "violation")

    def test_the_template_goes_round(self, bring, act, counting, row):
        user, tally = counting.focal_point, bring.tally
        about = {"id": tally["id"], "version": tally["version"]}
        rows = [row(violation=BOTH), row(violation="none", n=3)]
        act("tally_update", user, **about, rows=rows)
        asked = {"taskforce": "borno", "kind": "tally", "tally": tally["id"]}
        content = base64.b64decode(act("upload_template", user, **asked)["content"])

        again = bring(content, "counts.xlsx")

        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell.value for line in book.worksheets[0] for cell in line]
        assert "Recruitment or use of children; Abduction" in cells
        assert (again["problems"]["count"], again["changes"]["count"]) == (0, 0)
