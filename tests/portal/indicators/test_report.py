"""A report on its way: drafted, sent, accepted or sent back, and corrected."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest


class TestDue:
    def test_an_open_period_asks_each_responsible_agency(self, reporting, due, last):
        row = due(agencies=["RP", "BRN"])

        assert (row["state"], row["version"], row["period"]) == ("draft", 1, last)
        assert (row["values"], row["total"]) == ([], None)


class TestValues:
    def test_a_number_is_kept_and_counts_once_accepted(self, reporting, due, say):
        draft = say("update", reporting.reporter, due(), values=[{"value": 12}])
        sent = say("submit", reporting.focal_point, draft)

        found = say("accept", reporting.coordinator, sent)

        assert found["state"] == "accepted"
        assert found["values"] == [{"value": 12}]
        assert found["accepted_edition"] == 1

    def test_the_same_rows_without_a_split_are_one_too_many(self, reporting, due, say):
        with pytest.raises(tk.ValidationError) as refused:
            say("update", reporting.reporter, due(), values=[{"value": 1}] * 2)

        assert "row 1 already" in refused.value.error_dict["values"][0]
