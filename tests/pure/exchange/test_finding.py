"""The words of a release, worked out by hand from small tables."""

from __future__ import annotations

import pytest

from ckanext.tiptaskforce.exchange import finding, progress

STATES = ["planned", "in_progress", "submitted", "delivered", "outdated"]


def states(*rows, functions=("1", "2"), column="core_function"):
    """Return the released table that holds these counts, with its totals."""
    columns = [[column, list(functions)], ["state", STATES]]
    frozen = {"columns": columns, "counts": rows}
    return {"columns": [column, "state", "count"], "rows": progress.cells(frozen)}


def said(tables):
    return " ".join(str(phrase) for phrase in finding.sentences(tables))


def word(column, code):
    return f"{column} {code}"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), "No deliverable is recorded yet."),
        ((("1", "delivered", 1),), "The only deliverable is in place."),
        ((("1", "planned", 1),), "The only deliverable is not in place yet."),
        ((("1", "planned", 3),), "None of 3 deliverables is in place yet."),
        ((("1", "delivered", 3),), "All 3 deliverables are in place."),
        (
            (("1", "delivered", 1), ("2", "in_progress", 1)),
            "1 of 2 deliverables is in place. 1 is in progress.",
        ),
        (
            (
                ("1", "delivered", 4),
                ("2", "delivered", 7),
                ("2", "in_progress", 7),
                ("2", "planned", 6),
                ("1", "outdated", 1),
            ),
            "11 of 25 deliverables are in place. 7 are in progress. "
            "1 is outdated: its date of review has passed.",
        ),
        (
            (("1", "delivered", 2), ("2", "outdated", 2)),
            "2 of 4 deliverables are in place. "
            "2 are outdated: their date of review has passed.",
        ),
    ],
)
def test_the_state_of_the_work_in_words(rows, expected):
    assert said({"function-state": states(*rows)}) == expected


def test_work_waiting_for_review_is_not_in_place():
    table = states(("1", "submitted", 2), ("1", "delivered", 1))

    assert said({"function-state": table}) == "1 of 3 deliverables is in place."


def test_without_functions_the_lines_speak():
    table = states(("A.1", "delivered", 2), functions=("A.1",), column="objective")

    assert said({"objective-state": table}) == "All 2 deliverables are in place."


def test_indicators_met_or_on_track():
    frozen = {
        "columns": [
            ["objective", ["A", "B"]],
            ["status", ["met", "on_track", "no_status"]],
        ],
        "counts": [["A", "met", 3], ["B", "on_track", 6], ["B", "no_status", 5]],
    }
    table = {
        "columns": ["objective", "status", "count"],
        "rows": progress.cells(frozen),
    }

    assert said({"status-words": table}) == "Indicators met or on track: 9 of 14."
    frozen["counts"] = []
    table["rows"] = progress.cells(frozen)
    assert said({"status-words": table}) == "No indicators are kept yet."


def members(**counts):
    frozen = {"columns": [["type", list(counts)]], "counts": [*counts.items()]}
    return {"columns": ["type", "count"], "rows": progress.cells(frozen)}


def test_members_by_type():
    table = members(government=21, national_ngo=12, international_ngo=3, un=5, icrc=1)

    assert said({"members-type": table}) == "42 organisations take part."
    assert str(finding.headline("members-type", table, word)) == (
        "Largest group: type government, 21 of 42"
    )


def test_groups_of_one_size_have_no_leader():
    table = members(government=2, un=2)

    assert str(finding.headline("members-type", table, word)) == (
        "4 organisations take part."
    )


def test_the_title_of_a_chart_names_where_most_is_in_place():
    table = states(("1", "delivered", 2), ("1", "planned", 2), ("2", "delivered", 4))

    assert str(finding.headline("function-state", table, word)) == (
        "Most is in place in core_function 2: 4 of 4"
    )


def test_where_several_lead_the_title_says_the_whole():
    table = states(("1", "delivered", 2), ("2", "delivered", 2), ("2", "planned", 1))

    assert str(finding.headline("function-state", table, word)) == (
        "4 of 5 deliverables are in place."
    )


def test_nothing_is_said_of_no_table():
    assert finding.sentences({}) == []


def test_changes_name_every_cell_that_differs():
    before = {"members-type": members(government=21, un=5)}
    after = {"members-type": members(government=21, un=6)}

    assert finding.changes(before, after) == [
        {"table": "members-type", "codes": ["un"], "before": 5, "after": 6},
        {"table": "members-type", "codes": ["TOTAL"], "before": 26, "after": 27},
    ]
    assert finding.changes(after, after) == []


def test_a_table_that_is_new_is_all_change():
    after = {"members-type": members(un=5)}

    assert finding.changes({}, after) == [
        {"table": "members-type", "codes": ["un"], "before": None, "after": 5},
        {"table": "members-type", "codes": ["TOTAL"], "before": None, "after": 5},
    ]
