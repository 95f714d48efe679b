"""Deliverables brought in from a tracker: previewed, saved whole, saved once."""

from __future__ import annotations

import base64
import io

import ckan.plugins.toolkit as tk
import openpyxl
import pytest

HEAD = "Title,Status,Due\n"


class TestRoundTrip:
    def test_template_filled_saved_and_uploaded_again_changes_nothing(
        self, fill, told, house, act, bring, commit, listed, in_days
    ):
        rows = [
            {
                "Tracker id": "7",
                "Title": "Referral pathway",
                "Status": "In progress",
                "Due": in_days(30),
                "Standing deliverable": "1.2 Standing deliverable 1.2",
                "Note": "Second edition",
                "Related violations": "Abduction; Killing and maiming",
                "Level": "High",
            },
            {
                "Title": "Key messages",
                "Status": "Delivered",
                "Finished on": in_days(-2),
                "Link": "https://example.org/messages.pdf",
            },
        ]
        content = fill("deliverable", house.reporter, rows)

        first = bring(content, "filled.xlsx")
        assert (told(first), first["problems"]["items"]) == ((2, 0, 0, 0), [])
        done = commit(first)
        again = bring(content, "filled.xlsx")

        assert (done["state"], done["counts"]["saved"]) == ("committed", 2)
        assert told(again) == (0, 0, 2, 0)
        assert listed() == ["Key messages", "Referral pathway"]
        assert listed(state="submitted") == ["Key messages"]
        made = act("deliverable_list", house.reporter, taskforce="borno", q="pathway")
        (item,) = made["items"]
        assert (item["agency"], item["objective"], item["tracker_key"]) == (
            "RP",
            "A.2",
            "7",
        )
        assert item["violations"] == ["abduction", "killing_maiming"]
        assert item["visibility"] == "subcommittee"

    def test_a_changed_cell_is_shown_old_beside_new_and_saved(
        self, told, bring, commit, listed, in_days
    ):
        commit(bring(f"{HEAD}Map,planned,{in_days(10)}\n"))

        shown = bring(f"{HEAD}Map,in progress,{in_days(20)}\n")
        (change,) = shown["changes"]["items"]

        assert told(shown) == (0, 1, 0, 0)
        assert [(f["column"], f["old"], f["new"]) for f in change["fields"]] == [
            ("Status", "Planned", "In progress"),
            ("Due", in_days(10), in_days(20)),
        ]
        commit(shown)
        assert listed(state="in_progress") == ["Map"]

    def test_finished_work_is_changed_and_sent_to_review(
        self, bring, commit, listed, in_days
    ):
        commit(bring(f"{HEAD}Map,planned,{in_days(10)}\n"))

        commit(
            bring(
                "Title,Status,Finished on,Link\n"
                f"Map,Completed,{in_days(-1)},https://example.org/map\n"
            )
        )

        assert listed(state="submitted") == ["Map"]

    def test_an_empty_cell_changes_nothing(self, told, bring, commit, in_days):
        commit(bring(f"Title,Status,Due,Note\nMap,planned,{in_days(9)},Draft\n"))

        shown = bring(f"Title,Status,Due,Note\nMap,planned,{in_days(9)},\n")

        assert told(shown) == (0, 0, 1, 0)

    def test_a_formula_is_kept_as_text(self, bring, commit, listed, in_days):
        commit(bring(f'{HEAD}"=HYPERLINK(1)",planned,{in_days(9)}\n'))

        assert listed() == ["=HYPERLINK(1)"]


class TestProblems:
    def test_each_is_told_by_row_column_and_nearest(self, told, bring, listed, in_days):
        shown = bring(
            "Title,Status,Due,Standing deliverable,Organisation\n"
            f"Good,planned,{in_days(9)},1.1,RP\n"
            f"Code,planned,{in_days(9)},1.1 Standing deliverabel 1.1,RP\n"
            f"Past,planned,{in_days(-9)},,RP\n"
            f",planned,{in_days(9)},,RP\n"
            f"Foreign,planned,{in_days(9)},,BRN\n"
            "Dateless,in progress,,,RP\n"
        )

        found = [
            (item["row"], item["column"], item["nearest"][:1])
            for item in shown["problems"]["items"]
        ]
        assert found == [
            (3, "Standing deliverable", ["1.1 Standing deliverable 1.1"]),
            (4, "Due", []),
            (5, "Title", []),
            (6, "Organisation", []),
            (7, "Due", []),
        ]
        assert told(shown) == (1, 0, 0, 5)
        assert listed() == []

    def test_all_or_nothing_unless_the_bad_rows_are_left_out(
        self, bring, commit, listed, in_days
    ):
        shown = bring(f"{HEAD}Good,planned,{in_days(9)}\nBad,planned,{in_days(-9)}\n")

        with pytest.raises(tk.ValidationError) as refused:
            commit(shown)

        assert list(refused.value.error_dict) == ["skip_bad"]
        assert listed() == []
        commit(shown, skip_bad=True)
        assert listed() == ["Good"]

    def test_the_rows_to_correct_come_back_with_their_problem(
        self, house, act, bring, in_days
    ):
        shown = bring(f"{HEAD}Good,planned,{in_days(9)}\nBad,plan,{in_days(9)}\n")

        found = act("upload_correct", house.reporter, id=shown["id"])

        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(found["content"])))
        rows = [[cell.value for cell in row] for row in book.worksheets[0]]
        assert rows == [
            ["Title", "Status", "Due", "Problem"],
            ["Bad", "plan", in_days(9), "Status: This is not in the list."],
        ]

    def test_a_phone_number_is_refused_and_kept_nowhere(self, bring, act, house):
        shown = bring(
            "Title,Status,Due,Other\nRing 08031234567,planned,,+2348031234567\n"
        )

        assert "8031234567" not in str(shown)
        assert [item["column"] for item in shown["problems"]["items"]] == ["Title"]
        again = act("upload_show", house.reporter, id=shown["id"])
        assert "8031234567" not in str(again)

    def test_a_likely_name_must_be_confirmed(self, bring, commit, listed, in_days):
        shown = bring(f"{HEAD}Visit of Mrs Aisha Bukar,planned,{in_days(9)}\n")

        assert [item["row"] for item in shown["warnings"]["items"]] == [2]
        with pytest.raises(tk.ValidationError) as refused:
            commit(shown)
        assert list(refused.value.error_dict) == ["confirm"]
        commit(shown, confirm=True)
        assert listed() == ["Visit of Mrs Aisha Bukar"]

    def test_rows_that_are_the_same_entry_are_named(self, bring, in_days):
        shown = bring(
            f"ID,{HEAD}1,One,planned,{in_days(9)}\n1,Two,planned,{in_days(8)}\n"
        )

        words = [item["problem"] for item in shown["problems"]["items"]]
        assert len(words) == 2
        assert all("2, 3" in word for word in words)

    def test_what_waits_for_review_keeps_what_it_says(
        self, told, bring, commit, in_days
    ):
        text = f"Title,Status,Finished on,Note\nMap,done,{in_days(-1)},%s\n"
        commit(bring(text % "One"))

        assert told(bring(text % "One")) == (0, 0, 1, 0)
        shown = bring(text % "Two")
        assert told(shown) == (0, 0, 0, 1)
        assert shown["problems"]["items"][0]["column"] == "Note"


class TestEntry:
    def test_the_same_id_of_two_agencies_is_two_entries(
        self, house, bring, commit, listed, in_days
    ):
        commit(bring(f"ID,{HEAD}1,Ours,planned,{in_days(9)}\n"))
        theirs = bring(
            f"ID,{HEAD}1,Theirs,planned,{in_days(9)}\n", user=house.other_reporter
        )

        commit(theirs, house.other_reporter)

        assert listed() == ["Ours", "Theirs"]

    def test_an_id_finds_the_row_under_a_new_title(
        self, bring, commit, listed, in_days
    ):
        commit(bring(f"ID,{HEAD}1,Old,planned,{in_days(9)}\n"))
        commit(bring(f"ID,{HEAD}1,New,planned,{in_days(9)}\n"))

        assert listed() == ["New"]

    def test_hidden_entries_are_neither_found_nor_told(
        self, told, house, log, bring, in_days
    ):
        log(
            user=house.other_reporter,
            title="Secret",
            template="2.1",
            visibility="agency",
            due=in_days(9),
        )

        shown = bring(
            f"Title,Status,Due,Organisation\nSecret,in progress,{in_days(9)},BRN\n"
        )

        assert told(shown) == (0, 0, 0, 1)

    def test_a_moved_date_finds_the_open_edition(
        self, told, house, act, log, bring, in_days
    ):
        made = log(title="Map", status="delivered", finished_on=in_days(-1), due=None)
        act("deliverable_accept", house.chair, id=made["id"], version=1)
        again = {"id": made["id"], "version": 2, "due": in_days(30)}
        act("deliverable_renew", house.reporter, **again)

        shown = bring(f"{HEAD}Map,planned,{in_days(60)}\n")

        assert told(shown) == (0, 1, 0, 0)
        (change,) = shown["changes"]["items"]
        assert change["fields"][0]["old"] == in_days(30)

    def test_dropped_stays_dropped(
        self, told, house, act, bring, commit, listed, in_days
    ):
        commit(bring(f"{HEAD}Map,planned,{in_days(9)}\n"))
        found = act("deliverable_list", house.reporter, taskforce="borno")
        (made,) = found["items"]
        words = {"id": made["id"], "version": made["version"], "note": "Not needed"}
        act("deliverable_drop", house.reporter, **words)

        shown = bring(f"{HEAD}Map,in progress,{in_days(9)}\n")

        assert told(shown) == (0, 0, 1, 0)
        assert "dropped" in shown["warnings"]["items"][0]["problem"]


class TestConflict:
    def test_an_entry_changed_since_the_preview_stops_the_commit(
        self, house, act, bring, commit, listed, in_days
    ):
        commit(bring(f"{HEAD}Map,planned,{in_days(9)}\nPlan,planned,{in_days(9)}\n"))
        shown = bring(
            f"{HEAD}Map,planned,{in_days(12)}\nPlan,planned,{in_days(9)}\n"
            f"New,planned,{in_days(9)}\n"
        )
        found = act("deliverable_list", house.reporter, taskforce="borno", q="Map")
        act(
            "deliverable_update",
            house.focal_point,
            id=found["items"][0]["id"],
            version=1,
            note="Wait",
        )

        with pytest.raises(tk.ValidationError) as refused:
            commit(shown)

        assert "(rows 2)" in refused.value.error_dict["rows"][0]
        assert listed() == ["Map", "Plan"]
        fresh = act("upload_show", house.reporter, id=shown["id"])
        commit(fresh)
        assert listed() == ["Map", "New", "Plan"]

    def test_two_uploads_of_one_file_make_one_entry(
        self, bring, commit, listed, in_days
    ):
        text = f"{HEAD}Map,planned,{in_days(9)}\n"
        one, two = bring(text), bring(text)
        commit(one)

        with pytest.raises(tk.ValidationError) as refused:
            commit(two)

        assert "rows" in refused.value.error_dict
        assert listed() == ["Map"]

    def test_a_double_tap_saves_once(self, bring, commit, listed, in_days):
        shown = bring(f"{HEAD}Map,planned,{in_days(9)}\n")
        commit(shown)

        with pytest.raises(tk.ValidationError):
            commit(shown)
        assert listed() == ["Map"]

    def test_a_right_that_ended_after_the_preview_is_no_right(
        self, house, act, bring, commit, listed, in_days
    ):
        shown = bring(f"{HEAD}Map,planned,{in_days(9)}\n")
        seat = house.seat["reporter"]
        act("seat_end", house.root, id=seat["id"], version=seat["version"])

        with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
            commit(shown)
        assert listed() == []
