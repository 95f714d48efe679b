"""The list of periods in a release is public, and says nothing of what was counted."""

from __future__ import annotations

import pytest

from ckanext.tiptaskforce.logic.figures import dimensions
from ckanext.tiptaskforce.model.taskforce import Taskforce

EARLY, NOW = "2018-Q2", "2026-Q3"


@pytest.fixture
def first_of(counting):
    """Return the function that gives the first period of the list for a window."""

    def first(*window: str) -> str:
        taskforce = Taskforce.get(counting.slug)
        made = dimensions.periods_of(taskforce, "referred", "quarter", list(window))
        return made.rows[0][0]

    return first


class TestPeriods:
    def test_what_was_counted_early_does_not_lengthen_it(self, tally, first_of):
        assert first_of(NOW) == "2020-Q1"

        tally("RP", EARLY)

        assert first_of(NOW) == "2020-Q1"

    def test_what_a_release_asks_for_stands_in_it_from_then_on(self, draft, first_of):
        assert first_of(EARLY) == "2018-Q1"
        window = {"period": [EARLY]}
        tables = [["state", "quarter"]]
        chosen = {"kind": "figures", "step": "referred"}

        draft(specification={**chosen, "window": window, "tables": tables})

        assert first_of(NOW) == "2018-Q1"
