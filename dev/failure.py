"""The one exception of this package: a step that failed, told to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class StepFailed(Exception):  # noqa: N818 - it names the event, as people read it
    """A step failed: what, where its log is, and what to do about it."""

    def __init__(self, what: str, *, log: Path | None = None, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.log = log
        self.remedy = remedy

    def __str__(self) -> str:
        lines = [f"FAILED: {self.what}"]
        if self.log is not None:
            lines.extend(f"    {line}" for line in last_lines(self.log))
            lines.append(f"  log: {self.log}")
        if self.remedy:
            lines.append(f"  what to do: {self.remedy}")
        return "\n".join(lines)


def last_lines(log: Path, count: int = 8) -> list[str]:
    """Return the end of a log, or nothing where there is no log yet."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [line for line in text.splitlines() if line.strip()][-count:]
