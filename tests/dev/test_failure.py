"""A failure says what failed, where its log is, and what to do."""

from __future__ import annotations

import pytest

from dev.checks import refuse_other_database
from dev.failure import StepFailed


class TestStepFailed:
    def test_it_tells_all_three(self, tmp_path):
        log = tmp_path / "solr.log"
        log.write_text("begin\n\nport in use\n")
        told = str(StepFailed("Solr ended at once", log=log, remedy="try again"))
        assert told.splitlines() == [
            "FAILED: Solr ended at once",
            "    begin",
            "    port in use",
            f"  log: {log}",
            "  what to do: try again",
        ]

    def test_only_the_end_of_a_long_log_is_shown(self, tmp_path):
        log = tmp_path / "web.log"
        log.write_text("".join(f"line {n}\n" for n in range(1000)))
        told = str(StepFailed("the site ended", log=log))
        assert "line 999" in told
        assert "line 991" not in told

    def test_a_log_that_is_not_there_hides_nothing(self, tmp_path):
        log = tmp_path / "none.log"
        assert "Solr ended" in str(StepFailed("Solr ended", log=log))


class TestRefuseOtherDatabase:
    @pytest.mark.parametrize("name", ["ckan_test", "ckan_test_1", "ckan_test_site"])
    def test_a_test_database_is_taken(self, name):
        refuse_other_database(f"postgresql://ckan:test@127.0.0.1:5432/{name}")

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql://ckan:test@127.0.0.1:5432/ckan_demo",
            "postgresql://test@test/ckan",
            "postgresql://ckan@127.0.0.1/ckan_default?application_name=test",
        ],
    )
    def test_any_other_is_refused(self, url):
        with pytest.raises(StepFailed, match="not named a test database"):
            refuse_other_database(url)
