"""Counts from a file: looked at, saved once, and open to two seats alone."""

from __future__ import annotations

import base64
import io

import ckan.plugins.toolkit as tk
import openpyxl
import pytest
import sqlalchemy as sa
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.model.upload import Upload

HEAD = "Area,Form of exploitation,Step,Women,Girls,Men"
FIRST = f"{HEAD}\nMaiduguri,forced labour,referred,7,3,\nGwoza,other,screened,,,2\n"


@pytest.fixture
def tally(counting, act):
    """An empty draft of RP for Q3 2026."""
    asked = {"taskforce": "borno", "period": "2026-Q3", "rows": []}
    return act("tally_create", counting.focal_point, **asked)


@pytest.fixture
def bring(counting, act, tally):
    """Return the function that uploads counts into the draft."""

    def upload(content, name="counts.csv", user=None, **more):
        data = content.encode() if isinstance(content, str) else content
        file = FileStorage(io.BytesIO(data), filename=name)
        asked = {"taskforce": "borno", "kind": "tally", "tally": tally["id"], **more}
        who = user or counting.focal_point
        return act("upload_create", who, **asked, upload=file)

    return upload


@pytest.fixture
def save(counting, act, tally):
    """Return the function that saves an upload and shows what the tally counts."""

    def saved(shown, **more):
        asked = {"id": shown["id"], "version": shown["version"], **more}
        act("upload_commit", counting.focal_point, **asked)
        return counts(act("tally_show", counting.focal_point, id=tally["id"]))

    return saved


@pytest.fixture
def template(counting, act, tally):
    """Return the open workbook of the draft's template."""
    asked = {"taskforce": "borno", "kind": "tally", "tally": tally["id"]}
    found = act("upload_template", counting.focal_point, **asked)
    return openpyxl.load_workbook(io.BytesIO(base64.b64decode(found["content"])))


def counts(shown):
    keys = ("place", "form_of_exploitation", "step", "sex", "age_group", "n")
    return sorted(tuple(row[key] for key in keys) for row in shown["rows"])


def told(shown):
    return tuple(shown["counts"][k] for k in ("new", "changed", "unchanged", "bad"))


def refusal(call):
    with pytest.raises(tk.ValidationError) as refused:
        call()
    return refused.value.error_dict


def as_bytes(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


SAVED = [
    ("NG008011", "other", "screened", "M", "adult", 2),
    ("NG008021", "forced_labour", "referred", "F", "adult", 7),
    ("NG008021", "forced_labour", "referred", "F", "child", 3),
]


class TestPath:
    def test_nothing_is_saved_before_it_is_said_so(self, bring, act, counting, tally):
        shown = bring(FIRST)

        assert told(shown) == (2, 0, 0, 0)
        assert [c["name"] for c in shown["changes"]["items"]] == [
            "Maiduguri · forced labour · referred",
            "Gwoza · other · screened",
        ]
        now = act("tally_show", counting.focal_point, id=tally["id"])
        assert (now["version"], now["rows"]) == (1, [])

    def test_the_same_file_again_changes_nothing(self, bring, save):
        assert save(bring(FIRST)) == SAVED

        assert told(bring(FIRST)) == (0, 0, 2, 0)

    def test_a_cell_is_changed_another_taken_away_the_rest_stays(self, bring, save):
        save(bring(FIRST))
        again = bring(f"{HEAD}\nMaiduguri,forced labour,referred,0,4,\n")

        assert told(again) == (0, 1, 0, 0)
        fields = again["changes"]["items"][0]["fields"]
        assert [(f["column"], f["old"], f["new"]) for f in fields] == [
            ("Girls", "3", "4"),
            ("Women", "7", "0"),
        ]
        assert save(again) == [
            SAVED[0],
            ("NG008021", "forced_labour", "referred", "F", "child", 4),
        ]

    def test_a_row_for_each_count_by_codes_says_the_same(self, bring, save):
        save(bring(FIRST))
        head = "period,agency,step,place,sex,age_group,form_of_exploitation,n\n"
        rows = "".join(
            f"2026-Q3,RP,{step},{place},{sex},{age},{form},{n}\n"
            for place, form, step, sex, age, n in SAVED
        )

        assert told(bring(head + rows)) == (0, 0, 3, 0)

    def test_a_filled_template_is_saved(self, template, bring, save):
        page = template.worksheets[0]
        heads = {cell.value: cell.column for cell in page[1]}
        for header, value in (
            ("Area", "Jere"),
            ("Form of exploitation", "forced marriage"),
            ("Step", "identified"),
            ("Girls", 12),
        ):
            page.cell(2, heads[header], value)

        assert save(bring(as_bytes(template), "filled.xlsx")) == [
            ("NG008013", "forced_marriage", "identified", "F", "child", 12)
        ]

    def test_the_template_holds_what_is_counted_already(
        self, bring, save, act, counting
    ):
        shown = bring(FIRST)
        save(shown)
        asked = {"taskforce": "borno", "kind": "tally", "tally": shown["tally"]}
        found = act("upload_template", counting.focal_point, **asked)
        content = base64.b64decode(found["content"])

        assert found["file_name"] == "borno-RP-2026-Q3-counts.xlsx"
        assert told(bring(content, "t.xlsx")) == (0, 0, 2, 0)


class TestProblems:
    def test_each_is_told_by_row_and_column_with_the_nearest(self, bring):
        shown = bring(
            f"{HEAD}\n"
            "Maidugury,forced labour,referred,1,,\n"
            "Jere,forced labor,referred,1,,\n"
            "Jere,other,referred,many,,\n"
            "Jere,other,screened,,,\n"
            "Gwoza,other,referred,5,,\n"
        )
        found = shown["problems"]["items"]

        assert [(p["row"], p["column"]) for p in found] == [
            (2, "Area"),
            (3, "Form of exploitation"),
            (4, "Women"),
            (5, "Count"),
        ]
        assert found[0]["nearest"] == ["Maiduguri (NG008021)"]
        assert found[1]["nearest"] == ["forced labour", "forced marriage"]
        assert told(shown) == (1, 0, 0, 4)

    def test_bad_rows_are_left_out_only_when_asked(self, bring, save):
        shown = bring(f"{HEAD}\nJere,other,referred,many,,\nGwoza,other,referred,5,,\n")
        assert "skip_bad" in refusal(lambda: save(shown))

        assert save(shown, skip_bad=True) == [
            ("NG008011", "other", "referred", "F", "adult", 5)
        ]

    def test_a_cell_that_stands_twice_is_named(self, bring):
        shown = bring(f"{HEAD}\nJere,other,referred,1,,\nJere,other,referred,2,,\n")

        assert [p["row"] for p in shown["problems"]["items"]] == [2, 3]

    def test_another_period_or_organisation_is_refused(self, bring):
        head = "period,agency,step,place,sex,age_group,form_of_exploitation,n\n"
        row = "referred,NG008013,F,adult,other,4\n"
        shown = bring(f"{head}2026-Q2,RP,{row}2026-Q3,BRN,{row}")

        assert [(p["row"], p["key"]) for p in shown["problems"]["items"]] == [
            (2, "period"),
            (3, "agency"),
        ]

    def test_a_template_of_another_period_is_refused_whole(self, template, bring):
        template["about"].cell(3, 2, "2026-Q2")
        template.worksheets[0].append(["Jere", "other", "referred", 4])
        said = refusal(lambda: bring(as_bytes(template), "old.xlsx"))

        assert said["upload"] == [
            "This template is not for RP, 2026-Q3. Nothing was read."
        ]

    def test_a_column_of_names_is_refused_whole_and_not_kept(self, bring):
        said = refusal(
            lambda: bring(f"Name,{HEAD}\nAmina Bello,Jere,other,referred,4,,\n")
        )

        assert said["upload"][0].startswith("1 column is not in the template.")
        assert model.Session.scalar(sa.select(sa.func.count(Upload.id))) == 0

    def test_a_count_that_was_saved_since_makes_a_new_preview(
        self, bring, save, act, counting, tally
    ):
        save(bring(FIRST))
        shown = bring(f"{HEAD}\nMaiduguri,forced labour,referred,8,,\n")
        now = act("tally_show", counting.focal_point, id=tally["id"])
        asked = {"id": tally["id"], "version": now["version"], "rows": now["rows"]}
        act("tally_update", counting.focal_point, **asked)

        assert "rows" in refusal(lambda: save(shown))


class TestConfidence:
    @pytest.mark.parametrize(
        "who",
        [
            *("reporter", "coordinator", "secretariat", "custodian", "observer"),
            *("other_focal_point", "donor", "root"),
        ],
    )
    def test_nobody_else_brings_counts_or_reads_them(
        self, bring, act, counting, tally, who
    ):
        user = getattr(counting, who)
        shown = bring(FIRST)

        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            bring(FIRST, user=user)
        for verb in ("show", "correct"):
            with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
                act(f"upload_{verb}", user, id=shown["id"])
        asked = {"taskforce": "borno", "kind": "tally", "tally": tally["id"]}
        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            act("upload_template", user, **asked)

    def test_an_ended_seat_closes_the_preview_at_once(self, bring, act, counting):
        shown = bring(FIRST)
        seat = counting.seat["focal_point"]
        act("seat_end", counting.root, id=seat["id"], version=seat["version"])

        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            act("upload_show", counting.focal_point, id=shown["id"])

    def test_no_count_and_no_digest_of_it_enters_the_log(self, bring, save, counting):
        save(bring(FIRST.replace("7,3", "73910462,3")))
        model.Session.remove()
        query = "SELECT field, value::text FROM tiptaskforce_event_value"
        logged = list(model.Session.execute(sa.text(query)))

        assert [field for field, value in logged if "73910462" in value] == []
        assert {"sha256", "cells", "result"} & {field for field, _ in logged} == set()

    def test_rows_are_cleared_with_the_save_and_with_the_drop(
        self, bring, save, act, counting
    ):
        first, second = bring(FIRST), bring(FIRST)
        save(first)
        asked = {"id": second["id"], "version": second["version"]}
        act("upload_drop", counting.focal_point, **asked)
        model.Session.remove()
        found = model.Session.scalars(sa.select(Upload))

        kept = [(u.headers, u.cells, u.sha256, set(u.result)) for u in found]
        assert sorted(kept, key=str) == [
            ([], [], "", set()),
            ([], [], "", {"counts"}),
        ]
