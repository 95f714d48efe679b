"""Meetings as an iCalendar text (RFC 5545): a kind, a body and a time, no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# A line holds so many octets; what is longer goes on behind a blank.
OCTETS = 75
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One meeting; times are of UTC, so that no zone has to be described."""

    id: str
    title: str
    starts: datetime
    ends: datetime | None
    modified: datetime
    version: int


def written(name: str, entries: Iterable[Entry]) -> str:
    """Return a calendar of this name as its file has it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ckanext-tiptaskforce//EN",
        f"X-WR-CALNAME:{_text(name)}",
        *(line for entry in entries for line in _event(entry)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.id}"
    yield f"DTSTAMP:{_moment(entry.modified)}"
    yield f"SEQUENCE:{entry.version}"
    yield f"DTSTART:{_moment(entry.starts)}"
    yield f"DTEND:{_moment(entry.ends or entry.starts + HOUR)}"
    yield f"SUMMARY:{_text(entry.title)}"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts that break no character."""
    part = ""
    for char in line:
        if len(f"{part}{char}".encode()) > OCTETS:
            yield part
            part = " "
        part += char
    yield part
