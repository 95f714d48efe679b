"""What the test runs counted, added up for the closing line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

# pytest has written what is read here.
from xml.etree import ElementTree  # noqa: S405


@dataclass
class Count:
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def count(junit: Path) -> Count:
    """Return what a JUnit file of pytest counted; one failure if there is no file."""
    try:
        suites = ElementTree.parse(junit).getroot().iter("testsuite")  # noqa: S314
    except (OSError, ElementTree.ParseError):
        return Count(failed=1)
    total = Count()
    for suite in suites:
        number = {
            key: int(suite.get(key, "0"))
            for key in ("tests", "failures", "errors", "skipped")
        }
        failed = number["failures"] + number["errors"]
        passed = number["tests"] - failed - number["skipped"]
        total += Count(passed, failed, number["skipped"])
    return total
