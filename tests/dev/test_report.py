"""The closing line counts what pytest counted; a run that broke off is a failure."""

from __future__ import annotations

from dev.report import Count, count


class TestCount:
    def test_errors_count_as_failed(self, tmp_path):
        junit = tmp_path / "x.xml"
        junit.write_text(
            '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/>'
            "</testsuites>"
        )
        assert count(junit) == Count(passed=4, failed=3, skipped=3)

    def test_no_file_is_a_failure(self, tmp_path):
        assert count(tmp_path / "none.xml") == Count(failed=1)

    def test_a_file_that_was_cut_off_is_a_failure(self, tmp_path):
        junit = tmp_path / "x.xml"
        junit.write_text('<testsuites><testsuite tests="10"')
        assert count(junit) == Count(failed=1)

    def test_sums_are_told_in_one_line(self):
        told = str(Count(2, 0, 1) + Count(3, 1, 0))
        assert told == "5 passed, 1 failed, 1 skipped"
