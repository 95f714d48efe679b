"""The event log: who did what to which object, as a chain that shows tampering.

The chain holds digests only. The values stand in a side table and may be cleared by
a redaction; the digests stay, so the chain still verifies. Each value has a random
salt of its own, which goes with the value: a short word cannot be guessed back from
its digest afterwards.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import IO, Any

import sqlalchemy as sa
from ckan import model
from ckan.model.base import BaseModel
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import (
    AT_ONCE,
    TASKFORCE,
    Moment,
    Query,
    columns,
    first,
    insert,
    new_id,
    now,
    prepared,
    rows,
    scalars,
)

GENESIS = "0" * 64
NEWEST = 100
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(:key, 20261124))"


class Event(BaseModel):
    """One link of a task force's chain; a database trigger forbids any change."""

    __tablename__ = "tiptaskforce_event"
    __table_args__ = (
        sa.UniqueConstraint("taskforce_id", "seq"),
        sa.Index("idx_tiptaskforce_event_activity", "taskforce_id", "agency_id", "at"),
    )

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    taskforce_id: Mapped[str] = mapped_column(sa.Text, index=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    at: Mapped[Moment] = mapped_column(default=now)
    actor: Mapped[str] = mapped_column(sa.Text, server_default="")
    role: Mapped[str] = mapped_column(sa.Text, server_default="")
    agency_id: Mapped[str] = mapped_column(sa.Text, server_default="")
    noun: Mapped[str] = mapped_column(sa.Text)
    object_id: Mapped[str] = mapped_column(sa.Text, index=True)
    verb: Mapped[str] = mapped_column(sa.Text)
    digests: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    prev: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.Text)

    def body(self) -> dict[str, Any]:
        """Return what the hash of this event covers."""
        return {
            "id": self.id,
            "taskforce_id": self.taskforce_id,
            "seq": self.seq,
            "at": _moment(self.at),
            "actor": self.actor,
            "role": self.role,
            "agency_id": self.agency_id,
            "noun": self.noun,
            "object_id": self.object_id,
            "verb": self.verb,
            "digests": self.digests,
            "prev": self.prev,
        }

    def sealed(self) -> str:
        """Return the hash that this event must have."""
        return _seal(self.body())

    def dictize(self) -> dict[str, Any]:
        """Return the event as plain data, without its values."""
        return {**self.body(), "agency": self.agency_id or None, "hash": self.hash}


class EventValue(BaseModel):
    """What a field held before and after; the only part that a redaction clears."""

    __tablename__ = "tiptaskforce_event_value"
    __table_args__ = (sa.UniqueConstraint("event_id", "field"),)

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    event_id: Mapped[str] = mapped_column(sa.Text, index=True)
    field: Mapped[str] = mapped_column(sa.Text)
    salt: Mapped[str | None] = mapped_column(sa.Text)
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    redacted_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    def digest(self) -> str:
        """Return the digest that the chain must hold for this value."""
        return _digest(self.salt, self.value)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody did to an object, and what changed: field → [before, after]."""

    taskforce_id: str
    noun: str
    object_id: str
    verb: str
    values: dict[str, Any]
    actor: str = ""
    role: str = ""
    agency_id: str = ""
    id: str = field(default_factory=new_id)


class EventHead(BaseModel):
    """The newest link of each chain, so that a cut end of the log is noticed."""

    __tablename__ = "tiptaskforce_event_head"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger)
    hash: Mapped[str] = mapped_column(sa.Text)


class EventRedaction(BaseModel):
    """The first of the two persons that a redaction needs, and what they named."""

    __tablename__ = "tiptaskforce_event_redaction"

    id: Mapped[str] = mapped_column(sa.Text, primary_key=True, default=new_id)
    event_id: Mapped[str] = mapped_column(sa.Text, index=True)
    fields: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    reason: Mapped[str] = mapped_column(sa.Text)
    asked_by: Mapped[str] = mapped_column(sa.Text)
    asked_at: Mapped[Moment] = mapped_column(default=now)
    done_by: Mapped[str] = mapped_column(sa.Text, server_default="")

    @classmethod
    def is_open(cls) -> sa.ColumnElement[bool]:
        """Return the filter of what waits for a second person."""
        there = (
            sa.select(EventValue.id)
            .where(EventValue.event_id == cls.event_id)
            .where(cls.fields.contains(sa.func.to_jsonb(EventValue.field)))
            .where(EventValue.redacted_at.is_(None))
        )
        return sa.and_(cls.done_by == "", there.exists())


def hold(key: str) -> None:
    """Let only one transaction at a time go on with this key."""
    model.Session.execute(sa.text(_LOCK), {"key": key})


def append(said: Said) -> None:
    """Add an event with its values to the chain, in the caller's transaction."""
    append_all(said.taskforce_id, [said])


def append_all(taskforce_id: str, said: Iterable[Said]) -> None:
    """Add events of one task force to its chain, in this order."""
    waiting = Waiting()
    waiting.add(said)
    waiting.chain(taskforce_id)


class Waiting:
    """Events of a transaction that have no place in the chain yet.

    Their values are stored at once, and what a chain holds of them waits in a file
    where there are many: an import writes tens of thousands of them, and holds the
    chain for its last moment only.
    """

    def __init__(self) -> None:
        self.n_events = 0
        self._lines: list[dict[str, Any]] = []
        self._file: IO[str] | None = None

    def add(self, said: Iterable[Said]) -> None:
        """Store the values of events; they come into the chain in this order."""
        every = iter(said)
        while some := list(islice(every, AT_ONCE)):
            values = [_values(one) for one in some]
            insert(EventValue, (line for lines in values for line in lines))
            self._lines += map(_line, some, values)
            self.n_events += len(some)
            self._put_aside()

    def chain(self, taskforce_id: str) -> None:
        """Give every event its place; an advisory lock orders those who write.

        It belongs to the task force, and ends with the transaction.
        """
        hold(taskforce_id)
        session = model.Session
        head = session.get(EventHead, taskforce_id, populate_existing=True)
        if head is None:
            head = EventHead(id=taskforce_id, seq=-1, hash=GENESIS)
            session.add(head)
        for lines in self._batches():
            _link(lines, head)
            insert(Event, lines)
        session.flush()

    def _put_aside(self) -> None:
        if len(self._lines) < AT_ONCE:
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._file.write(json.dumps(self._lines) + "\n")
        self._lines = []

    def _batches(self) -> Iterator[list[dict[str, Any]]]:
        if self._file is not None:
            self._file.seek(0)
            yield from map(json.loads, self._file)
            self._file.close()
        yield self._lines


def _values(said: Said) -> list[dict[str, Any]]:
    """Return what a redaction may clear, a line for each field."""
    return [
        {
            "event_id": said.id,
            "field": field,
            "salt": secrets.token_hex(16),
            "value": value,
        }
        for field, value in said.values.items()
    ]


def _line(said: Said, values: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an event as the chain holds it, but for its place."""
    names = ("id", "taskforce_id", "actor", "role", "agency_id")
    digests = {line["field"]: _digest(line["salt"], line["value"]) for line in values}
    return {
        **{name: getattr(said, name) for name in (*names, "noun", "object_id", "verb")},
        "digests": digests,
    }


def _link(lines: list[dict[str, Any]], head: EventHead) -> None:
    """Give events their places and hashes, and let the chain end with the last."""
    seq, prev = head.seq, head.hash
    for line in lines:
        seq += 1
        line |= {"seq": seq, "at": _moment(now()), "prev": prev}
        prev = line["hash"] = _seal(line)
    head.seq, head.hash = seq, prev


def newest_of(taskforce_id: str, noun: str, object_id: str) -> list[Event]:
    """Return the newest events of one object, newest first."""
    query = (
        sa.select(Event)
        .where(Event.taskforce_id == taskforce_id, Event.noun == noun)
        .where(Event.object_id == object_id)
        .order_by(Event.seq.desc())
    )
    return scalars(query.limit(NEWEST))


def newest_of_many(taskforce_id: str, objects: dict[str, list[str]]) -> list[Event]:
    """Return the newest events of some objects of several nouns, newest first."""
    about = [
        sa.and_(Event.noun == noun, Event.object_id.in_(ids))
        for noun, ids in objects.items()
    ]
    query = sa.select(Event).where(
        Event.taskforce_id == taskforce_id, sa.or_(sa.false(), *about)
    )
    return scalars(query.order_by(Event.seq.desc()).limit(NEWEST))


def asked_redaction(event_id: str, fields: list[str]) -> EventRedaction | None:
    """Return the open request of a first person to clear these fields, or None."""
    return first(
        sa.select(EventRedaction).where(
            EventRedaction.event_id == event_id,
            EventRedaction.fields == fields,
            EventRedaction.done_by == "",
        )
    )


def last_verbs(object_ids: list[str]) -> dict[tuple[str, str], str]:
    """Return for each (object, field) the verb that changed it last."""
    query = (
        sa.select(Event.object_id, EventValue.field, Event.verb)
        .join(EventValue, EventValue.event_id == Event.id)
        .where(Event.object_id.in_(object_ids))
        .order_by(Event.seq)
    )
    return {(row[0], row[1]): row[2] for row in rows(query)}


def last_days(taskforce_id: str) -> dict[str, datetime]:
    """Return when somebody last did something for each agency, by its id.

    An alert does not count: coordination would learn from the day that there was one.
    """
    found = columns(_last_days(), taskforce_id=taskforce_id)
    return {row.id: row.at for row in found}


@prepared
def _last_days() -> Query:
    """Return the select of each agency with the moment: a look into the index each."""
    newest = (
        sa.select(Event.at)
        .where(Event.taskforce_id == TASKFORCE, Event.agency_id == Agency.id)
        .where(Event.noun != "alert")
        .order_by(Event.at.desc())
        .limit(1)
        .lateral()
    )
    every = sa.select(Agency.id, newest.c.at).join(newest, sa.true())
    return every.where(Agency.taskforce_id == TASKFORCE)


def head_of(taskforce_id: str) -> str:
    """Return the newest hash of a task force's chain."""
    head = first(sa.select(EventHead).where(EventHead.id == taskforce_id))
    return head.hash if head else GENESIS


def values_of(event_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Return field → value of each event; a redacted value is None."""
    found: dict[str, dict[str, Any]] = {event_id: {} for event_id in event_ids}
    for item in stored_of(event_ids):
        found[item.event_id][item.field] = item.value
    return found


def stored_of(event_ids: list[str]) -> list[EventValue]:
    """Return the rows that hold the values of events, in the order of the fields."""
    query = sa.select(EventValue).where(EventValue.event_id.in_(event_ids))
    return scalars(query.order_by(EventValue.event_id, EventValue.field))


def redactions_of(event_ids: list[str]) -> list[EventRedaction]:
    """Return what was asked to be cleared in these events, oldest first."""
    query = sa.select(EventRedaction).where(EventRedaction.event_id.in_(event_ids))
    return scalars(query.order_by(EventRedaction.asked_at, EventRedaction.id))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _digest(salt: str | None, value: Any) -> str:
    return _sha256(f"{salt}:{_canonical(value)}")


def _seal(body: dict[str, Any]) -> str:
    return _sha256(_canonical(body))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def redact(event_id: str, fields: list[str]) -> None:
    """Clear values of an event with their salts; the digests in the chain stay."""
    model.Session.execute(
        sa.update(EventValue)
        .where(EventValue.event_id == event_id, EventValue.field.in_(fields))
        .where(EventValue.redacted_at.is_(None))
        .values(value=None, salt=None, redacted_at=now())
    )


def taskforce_of(event_id: object) -> str | None:
    """Return the task force whose chain holds the event with this id, or None."""
    if not isinstance(event_id, str):
        return None
    return first(sa.select(Event.taskforce_id).where(Event.id == event_id))
