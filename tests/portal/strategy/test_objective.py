"""The tree of a strategy: added to, renumbered, moved, retired, in any depth."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.event import Event


@pytest.fixture
def add(house, act):
    """Return the function that adds a line to the current strategy."""

    def make(code, title="Line", **more):
        about = {"taskforce": house.slug, "code": code, "title": title}
        return act("objective_create", house.secretariat, **about, **more)

    return make


def fields_of(refused):
    return list(refused.value.error_dict)


class TestCreate:
    def test_it_hangs_below_any_line(self, add, codes):
        add("A.1.1", parent="A.1")
        add("A.1.1.1", parent="A.1.1")
        add("C")

        assert codes() == ["A", "A.1", "A.1.1", "A.1.1.1", "A.2", "B", "B.1", "C"]

    @pytest.mark.parametrize(
        ("code", "parent", "field"),
        [
            ("A.1", None, "code"),
            ("A/3", None, "code"),
            ("new", None, "code"),
            ("A.3", "Z", "parent"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, add, code, parent, field):
        with pytest.raises(tk.ValidationError) as refused:
            add(code, **({"parent": parent} if parent else {}))

        assert fields_of(refused) == [field]

    def test_a_double_tap_makes_one(self, add, codes):
        first = add("C", idempotency_key="k1")

        assert add("C", idempotency_key="k1")["id"] == first["id"]
        assert codes().count("C") == 1


class TestUpdate:
    def test_another_code_goes_along(self, house, act, add, say, line, codes, log):
        work = log()
        add("A.2.1", parent="A.2")

        say("objective_update", line("A.2"), code="A.5")

        assert line("A.2.1")["parent"] == "A.5"
        shown = act("deliverable_show", house.observer, id=work["id"])
        assert (shown["objective"], shown["version"]) == ("A.5", work["version"])
        assert codes() == ["A", "A.1", "A.5", "A.2.1", "B", "B.1"]
        assert log()["objective"] == "A.5"

    def test_it_moves_with_all_that_is_below_it(self, say, line, codes, add):
        add("A.1.1", parent="A.1")

        say("objective_update", line("A.1"), parent="B")

        assert codes() == ["A", "A.2", "B", "B.1", "A.1", "A.1.1"]

    def test_empty_is_the_top(self, say, line, codes):
        say("objective_update", line("A.1"), parent="")

        assert line("A.1")["parent"] is None
        assert codes() == ["A", "A.2", "B", "B.1", "A.1"]

    @pytest.mark.parametrize("parent", ["A", "A.1", "A.1.1"])
    def test_never_below_itself(self, say, line, add, codes, parent):
        add("A.1.1", parent="A.1")

        with pytest.raises(tk.ValidationError) as refused:
            say("objective_update", line("A"), parent=parent)

        assert fields_of(refused) == ["parent"]
        model.Session.rollback()
        assert codes() == ["A", "A.1", "A.1.1", "A.2", "B", "B.1"]

    def test_a_stale_version_is_refused(self, say, line):
        before = line("A.1")
        say("objective_update", before, title="First")

        with pytest.raises(tk.ValidationError) as refused:
            say("objective_update", before, title="Second")

        assert "version" in refused.value.error_dict


class TestReorder:
    def test_neighbours_change_places_with_what_is_below_them(self, say, line, codes):
        say("objective_reorder", line("B"), move="up")
        assert codes() == ["B", "B.1", "A", "A.1", "A.2"]

        say("objective_reorder", line("A.1"), move="down")
        assert codes() == ["B", "B.1", "A", "A.2", "A.1"]

    def test_at_the_end_it_stays(self, say, line, codes):
        say("objective_reorder", line("B"), move="down")

        assert codes() == ["A", "A.1", "A.2", "B", "B.1"]

    def test_whoever_edits_a_neighbour_is_not_in_the_way(self, say, line):
        other = line("A.2")
        say("objective_reorder", line("A.1"), move="down")

        assert say("objective_update", other, title="Renamed")["title"] == "Renamed"


class TestRetire:
    def test_it_leaves_the_tree_and_keeps_its_work(
        self, house, act, say, line, codes, log
    ):
        work = log()

        say("objective_retire", line("A.2"), note="Merged with A.1.")

        assert codes() == ["A", "A.1", "B", "B.1"]
        assert codes(retired=True) == ["A.2"]
        assert line("A.2")["retired"] == "Merged with A.1."
        about = {"taskforce": house.slug, "objective": "A.2"}
        found = act("deliverable_list", house.observer, **about)["items"]
        assert [one["id"] for one in found] == [work["id"]]
        with pytest.raises(tk.ValidationError):
            log(template=None, core_function=1, objective="A.2")

    def test_not_while_lines_below_are_followed(self, say, line):
        with pytest.raises(tk.ValidationError) as refused:
            say("objective_retire", line("A"), note="No longer.")

        assert fields_of(refused) == ["state"]

    def test_it_comes_back(self, say, line, codes):
        gone = say("objective_retire", line("A.2"), note="Merged.")

        say("objective_restore", gone)

        assert codes() == ["A", "A.1", "A.2", "B", "B.1"]

    def test_its_code_is_not_given_away(self, add, say, line):
        say("objective_retire", line("A.2"), note="Merged.")

        with pytest.raises(tk.ValidationError):
            add("A.2", parent="A")

    def test_each_step_is_in_the_log(self, say, line):
        gone = say("objective_retire", line("A.2"), note="Merged.")
        say("objective_restore", gone)

        asked = sa.select(Event.verb).where(Event.object_id == gone["id"])
        assert list(model.Session.scalars(asked.order_by(Event.seq))) == [
            "retire",
            "restore",
        ]
