"""The indicators and the calendar that a preset brings."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import factories

from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.taskforce import Taskforce


@pytest.fixture
def root(clean_db):
    return factories.Sysadmin(name="root")


def rows(table) -> list:
    return list(model.Session.scalars(sa.select(table)))


class TestBorno:
    def test_brings_examples_of_every_objective_and_kind(self, root, act):
        act("preset_load", root, name="borno")
        lines = {line.id: line.code for line in rows(Objective)}
        found = rows(Indicator)

        assert Counter(lines[row.objective_id][0] for row in found) == {
            "A": 8,
            "B": 5,
            "C": 5,
            "D": 5,
        }
        assert {row.kind for row in found} == {"number", "per_cent", "milestone"}
        assert all(row.is_sample for row in found)
        assert {row.across_places for row in found} == {"sum", "max"}
        assert {row.direction for row in found} == {"up", "down"}

    def test_one_target_of_each_period_stands_for_every_period(self, root, act):
        act("preset_load", root, name="borno", sample=True)
        current = next(row for row in rows(Strategy) if row.is_current)
        found = Indicator.get(current.taskforce_id, "A.4-1")

        assert found.strategy_id == current.id
        assert len(found.targets) == 12
        assert found.targets["2026-Q3"] == 60
        names = {row.id: row.acronym for row in rows(Agency)}
        assert [names[one] for one in found.agency_ids] == [
            "NNGO-01",
            "NNGO-02",
            "GOV-06",
        ]

    def test_a_milestone_keeps_its_steps_and_where_it_begins(self, root, act):
        done = act("preset_load", root, name="borno")
        found = Indicator.get(done["id"], "B.4-1")

        assert (found.baseline, found.target) == (0, 3)
        assert found.milestones[3] == "Text endorsed"

    def test_the_calendar_is_kept_in_the_settings(self, root, act):
        act("preset_load", root, name="borno")

        assert Taskforce.get("borno").settings["calendar"] == [
            {"kind": "quarter", "due_days": 30, "lock_days": 95},
            {"kind": "half_year", "due_days": 45, "lock_days": 186},
            {"kind": "year", "due_days": 60, "lock_days": 366},
        ]

    def test_a_second_load_changes_nothing_and_keeps_what_a_hand_changed(
        self, root, act
    ):
        done = act("preset_load", root, name="borno")
        factories.User(name="hand")
        hand, seat = {"name": "hand"}, {"user": "hand", "role": "secretariat"}
        act("seat_create", root, taskforce="borno", agency="IOM", **seat)
        row = Indicator.get(done["id"], "A.4-1")
        act("indicator_update", hand, id=row.id, version=row.version, target=900)

        again = act("preset_load", root, name="borno")["nouns"]["indicator"]
        assert again == {
            "created": 0,
            "changed": 0,
            "unchanged": 22,
            "kept": 1,
            "retired": 0,
        }
        model.Session.expire_all()
        assert Indicator.get(done["id"], "A.4-1").target == 900

    def test_the_sample_strategy_has_its_own_and_the_older_one_keeps_its_own(
        self, root, act
    ):
        act("preset_load", root, name="borno")
        act("preset_load", root, name="borno", sample=True)
        slugs = {row.id: row.slug for row in rows(Strategy)}

        assert Counter(slugs[row.strategy_id] for row in rows(Indicator)) == {
            "2020-2022": 23,
            "2026-2028": 23,
        }


def test_another_task_force_brings_its_own_without_code(root, act):
    done = act("preset_load", root, name="sample-coast")

    assert done["nouns"]["indicator"]["created"] == 4
    assert done["nouns"]["input"]["created"] == 1
    found = Indicator.get(done["id"], "I.1-1")
    assert found.targets["2027-H1"] == 120
