"""Is the event log what was written? Each link, each value, each end is held against
what the chain says of it; a fault names the row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.base import first, rows
from ckanext.tiptaskforce.model.event import GENESIS, Event, EventHead, EventValue
from ckanext.tiptaskforce.model.release import Release

_AS_STORED = {"populate_existing": True}
_STREAMED = {"yield_per": 1000, **_AS_STORED}


@dataclass(frozen=True)
class Fault:
    """A place where the log is not what was written, in words for an operator."""

    taskforce_id: str
    seq: int
    event_id: str
    reason: str


def verify(taskforce_id: str) -> Iterator[Fault]:
    """Yield each place where the chain of a task force is broken, oldest first."""
    prev, expected = GENESIS, 0
    hashes = {GENESIS}
    query = sa.select(Event).where(Event.taskforce_id == taskforce_id)
    for event in model.Session.scalars(
        query.order_by(Event.seq), execution_options=_STREAMED
    ):
        yield from _link_faults(event, prev, expected)
        prev, expected = event.hash, event.seq + 1
        hashes.add(event.hash)
    yield from _end_faults(taskforce_id, prev, expected)
    yield from _value_faults(taskforce_id)
    yield from _witness_faults(taskforce_id, hashes, expected)


def _link_faults(event: Event, prev: str, expected: int) -> Iterator[Fault]:
    def fault(reason: str) -> Fault:
        return Fault(event.taskforce_id, event.seq, event.id, reason)

    if event.seq != expected:
        yield fault(f"the event with number {expected} was removed")
    elif event.prev != prev:
        yield fault("this event was added, replaced or moved here")
    if event.hash != event.sealed():
        yield fault("this event was changed after it was written")


def _end_faults(taskforce_id: str, prev: str, expected: int) -> Iterator[Fault]:
    query = sa.select(EventHead).where(EventHead.id == taskforce_id)
    head = first(query.execution_options(**_AS_STORED))
    told = (head.seq, head.hash) if head else (-1, GENESIS)
    if told != (expected - 1, prev):
        reason = "the end of the log is missing or was replaced"
        yield Fault(taskforce_id, expected, "", reason)


def _witness_faults(
    taskforce_id: str, hashes: set[str], expected: int
) -> Iterator[Fault]:
    """A release prints the newest hash of its moment: readers hold that as witnesses,
    and a log that was written anew from some link on does not have it any more."""
    query = sa.select(Release.id, Release.snapshot["log_head"].astext).where(
        Release.taskforce_id == taskforce_id, Release.number.is_not(None)
    )
    for release_id, head in rows(query.order_by(Release.number, Release.id)):
        if head not in hashes:
            reason = f"the log has lost the event that release {release_id} names"
            yield Fault(taskforce_id, expected, "", reason)


def _value_faults(taskforce_id: str) -> Iterator[Fault]:
    query = (
        sa.select(Event.seq, Event.id, Event.digests, EventValue)
        .outerjoin(EventValue, EventValue.event_id == Event.id)
        .where(Event.taskforce_id == taskforce_id)
        .order_by(Event.seq, EventValue.field)
    )
    cleared = _cleared(taskforce_id)
    seen: dict[tuple[int, str], set[str]] = {}
    digests: dict[tuple[int, str], dict[str, str]] = {}
    for seq, event_id, chain, value in rows(query.execution_options(**_AS_STORED)):
        key = (seq, event_id)
        digests[key] = chain
        fields = seen.setdefault(key, set())
        if value is None:
            continue
        fields.add(value.field)
        reason = _value_fault(value, chain, cleared)
        if reason:
            yield Fault(taskforce_id, seq, event_id, reason)
    for (seq, event_id), chain in digests.items():
        for field in sorted(set(chain) - seen[(seq, event_id)]):
            reason = f"the value of {field} was removed"
            yield Fault(taskforce_id, seq, event_id, reason)


def _value_fault(
    value: EventValue, chain: dict[str, str], cleared: set[tuple[str, str]]
) -> str:
    if value.redacted_at is None:
        is_same = value.digest() == chain.get(value.field)
        return "" if is_same else f"the value of {value.field} was changed"
    if (value.event_id, value.field) not in cleared:
        return f"the value of {value.field} was cleared without a redaction"
    return ""


def _cleared(taskforce_id: str) -> set[tuple[str, str]]:
    """Return (event, field) of what two persons have redacted, as the chain says."""
    query = (
        sa.select(Event.object_id, EventValue.value)
        .join(EventValue, EventValue.event_id == Event.id)
        .where(Event.taskforce_id == taskforce_id, Event.noun == "event")
        .where(Event.verb == "redact", EventValue.field == "fields")
    )
    found: list[tuple[str, Any]] = [(row[0], row[1]) for row in rows(query)]
    return {(name, field) for name, told in found for field in told[1]}
