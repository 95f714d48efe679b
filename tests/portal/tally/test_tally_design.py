"""The tally design: what is counted by, and that no counted period is touched."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ckan.plugins.toolkit as tk
import pytest

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import designs
from ckanext.tiptaskforce.model.taskforce import Taskforce


def refused(call) -> dict[str, Any]:
    with pytest.raises(tk.ValidationError) as found:
        call()
    return found.value.error_dict


@pytest.fixture
def change(counting, act):
    """Return the function that changes the design as the secretariat."""

    def make(**more: Any) -> dict[str, Any]:
        shown = act("tally_design_show", counting.secretariat, taskforce="borno")
        about = {"taskforce": "borno", "version": shown["version"]}
        return act("tally_design_update", counting.secretariat, **about, **more)

    return make


@pytest.fixture
def following() -> str:
    """The code of the quarter that comes after the running one."""
    today = dt.datetime.now(dt.UTC).date()
    return period.following(period.containing(today, "quarter")).code


class TestShow:
    def test_it_tells_each_code_with_its_words(self, counting, act):
        shown = act("tally_design_show", counting.observer, taskforce="borno")

        assert [step["code"] for step in shown["steps"]] == [
            "screened",
            "identified",
            "referred",
        ]
        assert [d["dimension"] for d in shown["dimensions"]] == [
            "place",
            "sex",
            "age_group",
            "form_of_exploitation",
        ]
        assert shown["dimensions"][0]["codes"] == [
            {"code": "NG008011", "labels": {"en": "Gwoza"}},
            {"code": "NG008013", "labels": {"en": "Jere"}},
            {"code": "NG008021", "labels": {"en": "Maiduguri"}},
        ]

    def test_a_task_force_without_one_says_so(self, counting, act, house):
        act("taskforce_create", counting.root, slug="coast", title="Coast")
        seat = {"taskforce": "coast", "role": "observer"}
        act("seat_create", counting.root, user=counting.donor["name"], **seat)

        show = lambda: act("tally_design_show", counting.donor, taskforce="coast")  # noqa: E731
        assert list(refused(show)) == ["taskforce"]


class TestUpdate:
    def test_a_change_holds_for_new_periods_only(
        self, counting, change, count, row, following
    ):
        changed = change(dimensions=["place", "sex", "population_group"])

        assert changed["since"] == following
        assert count()["rows"] == [row()]
        taskforce = Taskforce.get("borno")
        assert [d.since for d in designs.every(taskforce)] == ["", following]

    def test_a_second_change_of_the_same_period_takes_the_first_ones_place(
        self, change, following
    ):
        change(steps=["referred"])
        change(steps=["screened"])

        found = designs.every(Taskforce.get("borno"))
        assert [(d.since, d.steps) for d in found][1:] == [(following, ["screened"])]

    def test_a_period_that_somebody_has_counted_stays(self, change, count):
        count(period="2026-Q2")

        told = refused(lambda: change(since="2026-Q2", steps=["referred"]))

        assert list(told) == ["since"]
        assert change(since="2026-Q3", steps=["referred"])["since"] == "2026-Q3"

    def test_what_was_counted_by_is_counted_by_from_then_on(self, change, count, row):
        change(since="2026-Q3", dimensions=["place", "sex"], steps=["referred"])
        new = {k: row()[k] for k in ("step", "place", "sex", "n")}

        assert count(rows=[new])["rows"] == [new]
        assert count(period="2026-Q2")["rows"] == [row()]
        told = refused(lambda: count(period="2026-Q4", rows=[row()]))["rows"]
        assert told == [
            "Row 1, age_group: Unknown field.",
            "Row 1, form_of_exploitation: Unknown field.",
        ]

    @pytest.mark.parametrize(
        ("more", "key"),
        [
            ({"dimensions": ["place", "zone"]}, "dimensions"),
            ({"dimensions": ["place", "place"]}, "dimensions"),
            ({"dimensions": ["place", "colour"]}, "dimensions"),
            ({"dimensions": ["zone"]}, "dimensions"),
            ({"dimensions": ["step", "sex"]}, "dimensions"),
            ({"steps": ["referred", "convicted"]}, "steps"),
            ({"since": "2026-07"}, "since"),
            ({"since": "soon"}, "since"),
            ({"period": "week"}, "period"),
            ({"place_level": 3}, "dimensions"),
        ],
    )
    def test_what_nobody_could_count_by_is_refused(self, change, more, key):
        assert list(refused(lambda: change(**more))) == [key]

    def test_a_stale_version_is_refused(self, counting, change, act):
        shown = act("tally_design_show", counting.secretariat, taskforce="borno")
        change(steps=["referred"])
        about = {"taskforce": "borno", "version": shown["version"]}

        told = refused(
            lambda: act("tally_design_update", counting.secretariat, **about)
        )

        assert set(told) == {"version", "current"}


class TestPreset:
    def test_two_presets_count_differently(self, clean_db, act, rows_of_presets):
        borno, coast = rows_of_presets

        assert (borno.period, coast.period) == ("quarter", "half_year")
        assert borno.dimensions == ["place", "sex", "age_group", "form_of_exploitation"]
        assert coast.dimensions == ["place", "sex", "form_of_exploitation"]
        assert len(borno.steps) == 10
        assert [len(zone["places"]) for zone in borno.zones] == [10, 8, 9]

    @pytest.fixture
    def rows_of_presets(self, act, clean_db):
        from ckan.tests import factories

        root = factories.Sysadmin(name="root")
        found = []
        for name in ("borno", "sample-coast"):
            act("preset_load", root, name=name)
            again = act("preset_load", root, name=name)["nouns"]["taskforce"]
            assert (again["changed"], again["unchanged"]) == (0, 1)
            found.append(designs.newest(Taskforce.get(name)))
        return found
