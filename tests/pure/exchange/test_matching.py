"""Which row is which entry: the surest key first, each matched once."""

from ckanext.tiptaskforce.exchange.matching import Key, changed_fields, match
from ckanext.tiptaskforce.exchange.tracker import GoodRow

BY_ID = Key(("owner", "ref"), needed=("owner", "ref"))
BY_DAY = Key(("title", "owner", "due"), needed=("title", "owner"))
BY_TITLE = Key(("title", "owner"), needed=("title", "owner"), is_lone=True)
KEYS = (BY_ID, BY_DAY, BY_TITLE)


def row(number, **values):
    return GoodRow(number, values)


def found(entries, rows, keys=KEYS):
    return {n: entry["id"] for n, entry in match(entries, rows, keys).items()}


def test_the_trackers_own_id_counts_before_the_title():
    entries = [
        {"id": "a", "owner": "RP", "ref": "1", "title": "Old title"},
        {"id": "b", "owner": "RP", "ref": "", "title": "New title"},
    ]
    assert found(entries, [row(2, owner="RP", ref="1", title="New title")]) == {2: "a"}


def test_the_same_id_of_another_owner_is_another_entry():
    entries = [{"id": "a", "owner": "RP", "ref": "1", "title": "Plan"}]
    assert found(entries, [row(2, owner="BRN", ref="1", title="Plan")]) == {}


def test_a_moved_date_still_finds_the_only_entry_of_that_title():
    entries = [{"id": "a", "owner": "RP", "title": "Plan", "due": "2026-01-01"}]
    assert found(entries, [row(2, owner="RP", title="PLAN ", due="2026-02-01")]) == {
        2: "a"
    }


def test_entries_of_one_title_are_told_apart_by_their_date():
    entries = [
        {"id": "a", "owner": "RP", "title": "Matrix", "due": "2026-01-31"},
        {"id": "b", "owner": "RP", "title": "Matrix", "due": "2026-02-28"},
    ]
    rows = [
        row(2, owner="RP", title="Matrix", due="2026-02-28"),
        row(3, owner="RP", title="Matrix", due="2026-01-31"),
        row(4, owner="RP", title="Matrix", due="2026-03-31"),
    ]
    assert found(entries, rows) == {2: "b", 3: "a"}


def test_an_empty_optional_part_matches_an_empty_one_only():
    entries = [{"id": "a", "owner": "RP", "title": "Plan", "due": None}]
    assert found(entries, [row(2, owner="RP", title="Plan", due=None)], [BY_DAY]) == {
        2: "a"
    }
    dated = [row(2, owner="RP", title="Plan", due="2026-01-01")]
    assert found(entries, dated, [BY_DAY]) == {}


def test_no_entry_is_matched_twice():
    entries = [{"id": "a", "owner": "RP", "title": "Plan", "due": None}]
    rows = [row(2, owner="RP", title="Plan"), row(3, owner="RP", title="Plan")]
    assert found(entries, rows, [BY_DAY]) == {2: "a"}


def test_a_key_may_look_at_some_entries_only():
    key = Key(("title",), needed=("title",), entry={"is_live": True})
    entries = [
        {"id": "a", "title": "Seat", "is_live": False},
        {"id": "b", "title": "Seat", "is_live": True},
    ]
    assert found(entries, [row(2, title="Seat")], [key]) == {2: "b"}


def test_a_key_may_serve_some_rows_only():
    key = Key(("title",), needed=("title",), row={"ref": None})
    rows = [row(2, title="Plan", ref="7"), row(3, title="Plan")]
    assert found([{"id": "a", "title": "Plan"}], rows, [key]) == {3: "a"}


def test_an_empty_cell_leaves_what_stands_there():
    entry = {"title": "Plan", "note": "one\ntwo", "tags": ["b", "a"]}
    same = {"title": "Plan", "note": "one\r\ntwo ", "tags": ("a", "b"), "due": None}
    assert changed_fields(entry, same) == {}
    assert changed_fields(entry, {"title": "PLAN", "note": None, "tags": ()}) == {
        "title": "PLAN"
    }
