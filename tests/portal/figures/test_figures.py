"""Releases of figures: from accepted tallies to protected tables in public."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("clean_index")


class TestWhole:
    def test_from_tallies_to_the_public_page(self, counted, publish, act, ledger):
        done = publish()

        assert (done["state"], done["number"]) == ("published", 1)
        assert [line["kind"] for line in ledger()] == ["intent", "release"]
        shown = act("publication_show", taskforce="borno", series="referrals")
        assert shown["tables"]["state-quarter"]["rows"][-1] == ["TOTAL", "TOTAL", 310]
        by_lga = {row[0]: row[-1] for row in shown["tables"]["lga-quarter"]["rows"]}
        assert by_lga["NG008011"] == "withheld"
        assert (shown["manifest"]["k"], shown["manifest"]["n_sources"]) == (11, 2)
        assert shown["sentence"].startswith("310 referrals were recorded by 2")
