"""The closing line counts what pytest counted; a run that broke off is a failure."""

from __future__ import annotations

from dev.report import Count, count

FAULTS = """<testsuites><testsuite tests="3" failures="1" errors="1" skipped="0">
<testcase classname="tests.a" name="test_one"/>
<testcase classname="tests.a" name="test_two[x]">
<failure message="assert 1 == 2&#10;and more">the trace</failure></testcase>
<testcase classname="tests.b" name="test_three"><error>no stack
below</error></testcase>
</testsuite></testsuites>"""


class TestCount:
    def test_errors_count_as_failed(self, tmp_path):
        junit = tmp_path / "x.xml"
        junit.write_text(
            '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/>'
            "</testsuites>"
        )
        assert count(junit) == Count(passed=4, failed=3, skipped=3)

    def test_no_file_is_a_failure(self, tmp_path):
        missing = count(tmp_path / "none.xml")

        assert missing.failed == 1
        assert missing.complaints == ("none.xml: the run left no record",)

    def test_a_file_that_was_cut_off_is_a_failure(self, tmp_path):
        junit = tmp_path / "x.xml"
        junit.write_text('<testsuites><testsuite tests="10"')
        assert count(junit).failed == 1

    def test_sums_are_told_in_one_line(self):
        told = str(Count(2, 0, 1) + Count(3, 1, 0))
        assert told == "5 passed, 1 failed, 1 skipped"

    def test_names_each_failed_test_with_its_first_line(self, tmp_path):
        junit = tmp_path / "run.xml"
        junit.write_text(FAULTS)

        assert count(junit).complaints == (
            "tests.a::test_two[x]: assert 1 == 2",
            "tests.b::test_three: no stack",
        )
