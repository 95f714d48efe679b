"""From a sentence back to its figure, however mail and word processors change it."""

from __future__ import annotations

import pytest

from ckanext.tiptaskforce.exchange import citation
from ckanext.tiptaskforce.exchange.citation import Reference

ADDRESS = "https://x.org/taskforce/borno/data/referrals/v3?cell=lga~NG008013~2026-Q3"
SENTENCE = f"Referrals: 116. “Recorded”, not prevalence – July. {ADDRESS}"


class TestFoundIn:
    def test_the_address_names_release_table_and_codes(self):
        found = citation.found_in(SENTENCE)

        assert found == Reference("borno", "referrals", 3, "lga~NG008013~2026-Q3")
        assert found.table == "lga"
        assert found.codes == ("NG008013", "2026-Q3")

    @pytest.mark.parametrize("after", [".", ")", " and so on", "\n", '"', "&utm=x"])
    def test_what_stands_behind_it_does_not_belong_to_it(self, after):
        assert citation.found_in(SENTENCE + after).cell == "lga~NG008013~2026-Q3"

    def test_signs_of_an_address_are_read(self):
        text = "/taskforce/borno/data/referrals/v3?cell=lga~60%2B"

        assert citation.found_in(text).codes == ("60+",)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Referrals: 116.",
            ADDRESS.split("?", maxsplit=1)[0],
            ADDRESS.replace("v3", "vx"),
        ],
    )
    def test_without_an_address_there_is_no_figure(self, text):
        assert citation.found_in(text) is None

    def test_what_comes_very_late_is_not_looked_for(self):
        assert citation.found_in("x" * 2_000 + SENTENCE) is None


class TestSame:
    @pytest.mark.parametrize(
        "changed",
        [
            SENTENCE.replace("–", "-"),
            SENTENCE.replace("“", '"').replace("”", '"'),
            SENTENCE.replace(" ", "\n"),
            f'  "{SENTENCE}" ',
            SENTENCE.replace(" ", "\u00a0"),
        ],
    )
    def test_blanks_and_signs_may_differ(self, changed):
        assert citation.is_same(changed, SENTENCE)

    @pytest.mark.parametrize(
        "changed", [SENTENCE.replace("116", "161"), SENTENCE.replace("not ", "")]
    )
    def test_numbers_and_words_may_not(self, changed):
        assert not citation.is_same(changed, SENTENCE)
