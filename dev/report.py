"""What the test runs counted, added up for the closing line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# pytest has written what is read here.
from xml.etree import ElementTree  # noqa: S405

REASON = 300


@dataclass
class Count:
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    complaints: tuple[str, ...] = ()

    def __add__(self, other: Count) -> Count:
        return Count(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            self.complaints + other.complaints,
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def count(junit: Path) -> Count:
    """Return what a JUnit file of pytest counted; one failure if there is no file."""
    try:
        root = ElementTree.parse(junit).getroot()  # noqa: S314
    except (OSError, ElementTree.ParseError):
        return Count(failed=1, complaints=(f"{junit.name}: the run left no record",))
    total = Count(complaints=tuple(_complaints(root)))
    for suite in root.iter("testsuite"):
        number = {
            key: int(suite.get(key, "0"))
            for key in ("tests", "failures", "errors", "skipped")
        }
        failed = number["failures"] + number["errors"]
        passed = number["tests"] - failed - number["skipped"]
        total += Count(passed, failed, number["skipped"])
    return total


def _complaints(root: ElementTree.Element) -> Iterator[str]:
    """Yield a line for each failed test: its name and what it said last."""
    for case in root.iter("testcase"):
        for fault in (*case.iter("failure"), *case.iter("error")):
            said = (fault.get("message") or fault.text or "").strip().splitlines()
            reason = said[0][:REASON] if said else "no reason was given"
            yield f"{case.get('classname')}::{case.get('name')}: {reason}"
