"""The last steps that every action shares: record the event, flush, commit."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from psycopg2.errors import NotNullViolation
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from ckanext.tiptaskforce import lifecycle, permissions
from ckanext.tiptaskforce.logic import nouns, telling
from ckanext.tiptaskforce.logic.base import Batch, Step, batch_of, invalid
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import changes
from ckanext.tiptaskforce.model.idempotency import Idempotency

_QUIET = frozenset({"version", "modified", "created"})
Dictize = Callable[[Any], dict[str, Any]]


class Rehearsed(Exception):  # noqa: N818 - it is no error, and ends a rehearsal
    """All checks of a rehearsed call have passed; nothing was written."""


def move(step: Step) -> None:
    """Give the row of a step the state to which its verb leads."""
    step.row.state = lifecycle.target(step.noun, step.verb)


def record(
    step: Step, row: Any, noun: str | None = None, verb: str | None = None
) -> None:
    """Write what changed on a row into the event log, in this transaction.

    :raises Rehearsed: where the call is a rehearsal
    """
    record_all(step, [row], noun, verb)


def record_all(
    step: Step, found: list[Any], noun: str | None = None, verb: str | None = None
) -> None:
    """Write what changed on rows into the event log, an event for each of them."""
    _end_rehearsal(step)
    changed = [(row, _changes(row)) for row in found]
    flush(step)
    noun, verb = noun or step.noun, verb or step.verb
    _log(step, changed, noun, verb)
    telling.of(step, noun, verb, changed)


def record_written(
    step: Step,
    found: Iterable[tuple[Any, dict[str, Any]]],
    write: Callable[[], None],
) -> None:
    """Write into the log what rows say now, each with its new fields.

    :param write: stores them; light rows are no objects that a flush would store
    """
    _end_rehearsal(step)
    changed = [(row, _differences(row, fields)) for row, fields in found]
    write()
    _log(step, changed, step.noun, step.verb)


def _log(
    step: Step, changed: list[tuple[Any, dict[str, Any]]], noun: str, verb: str
) -> None:
    said = (_said(step, row, noun, verb, values) for row, values in changed)
    batch = batch_of(step.context)
    if batch is not None:
        batch.events.add(said)
    else:
        events.append_all(step.taskforce.id, said)


def finish(step: Step, batch: Batch) -> None:
    """Write the events of all calls of a batch, in the order of the calls."""
    batch.events.chain(step.taskforce.id)


def _said(
    step: Step, row: Any, noun: str, verb: str, values: dict[str, Any]
) -> events.Said:
    role, agency_id = _speaks_as(step, row)
    about = (step.taskforce.id, noun, row.id, verb, values)
    return events.Said(*about, step.reader.user_id or "", role, agency_id)


def flush(step: Step) -> None:
    """Send what is pending to the database; name the field that it refuses.

    :raises ValidationError: for a duplicate, a blank that must not be one, or where
        somebody saved in between
    """
    try:
        model.Session.flush()
    except IntegrityError as error:
        model.Session.rollback()
        diagnosis = getattr(error.orig, "diag", None)
        name = getattr(diagnosis, "constraint_name", "")
        if isinstance(error.orig, NotNullViolation):
            blank = str(getattr(diagnosis, "column_name", "") or "id")
            raise invalid(blank, tk._("Missing. Give a value.")) from error
        field = str(name).removesuffix("_key").rsplit("_", 1)[-1] or "id"
        raise invalid(field, tk._("Another one has this already.")) from error
    except StaleDataError as error:
        model.Session.rollback()
        message = tk._("Somebody saved this first. Read it again.")
        raise invalid("version", message) from error


def commit(step: Step) -> None:
    """Make the whole call true, unless the caller commits itself."""
    flush(step)
    if not step.context.get("defer_commit"):
        model.Session.commit()


def create(
    step: Step,
    row: Any,
    dictize: Dictize,
    also: Callable[[Any], object] | None = None,
) -> dict[str, Any]:
    """Store a new object with its event; the same key and body store it once.

    :param also: stores what belongs to the row, in the same transaction
    """
    key = step.data.get("idempotency_key")
    add(step, row)
    if also is not None:
        also(row)
    if key:
        model.Session.add(_answered(step, key, row.id))
        flush(step)
    commit(step)
    return dictize(row)


def add(step: Step, row: Any) -> None:
    """Add a new object with its event to this transaction."""
    _end_rehearsal(step)
    row.taskforce_id = step.taskforce.id
    row.created_by = step.reader.user_id or ""
    model.Session.add(row)
    record(step, row)


def add_all(step: Step, found: list[Any], noun: str) -> None:
    """Add new rows of a noun, an event for each, to this transaction."""
    _end_rehearsal(step)
    model.Session.add_all(found)
    record_all(step, found, noun)


def _end_rehearsal(step: Step) -> None:
    batch = batch_of(step.context)
    if batch is not None and batch.is_rehearsal:
        raise Rehearsed


def answered(step: Step, table: Any) -> Any:
    """Return the object that this idempotency key made before, or None.

    :raises ValidationError: where the key came before with another body
    """
    key = step.data.get("idempotency_key")
    if not key:
        return None
    action = f"{step.noun}_{step.verb}"
    events.hold(f"{step.reader.user_id}:{action}:{key}")
    before = Idempotency.get(step.reader.user_id or "", action, key)
    if before is None:
        return None
    if before.body != _digest(step, salt=before.body.partition("$")[0]):
        message = tk._("This key came before with other content. Use a new one.")
        raise invalid("idempotency_key", message)
    return model.Session.get(table, before.object_id)


def _changes(row: Any) -> dict[str, Any]:
    """Return field → [before, after] of what is pending on a row."""
    quiet = _QUIET | getattr(row, "UNRECORDED", frozenset())
    return {
        field: [_plain(before), _plain(after)]
        for field, (before, after) in changes(row).items()
        if field not in quiet and before != after
    }


def _differences(row: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """Return field → [before, after] of a light row and what it is to hold."""
    held = {name: getattr(row, name) for name in fields}
    return {
        field: [_plain(held[field]), _plain(after)]
        for field, after in fields.items()
        if held[field] != after
    }


def _plain(value: Any) -> Any:
    """Return a value as the log writes it: days in ISO, figures exactly as text."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date | datetime) else value


def _speaks_as(step: Step, row: Any) -> tuple[str, str]:
    seats = step.reader.seats(step.taskforce.id)
    target = nouns.target(step.noun, step.verb, row) if seats else None
    for seat in seats:
        one = replace(step.reader, is_sysadmin=False, held=(seat,))
        known = (step.noun, step.verb) in permissions.POLICY
        if known and permissions.may(one, step.noun, step.verb, target):
            return str(seat.role), seat.agency_id or ""
    if step.reader.is_sysadmin or not seats:
        return ("sysadmin" if step.reader.is_sysadmin else "", "")
    # A partner adds to work that another agency owns.
    return str(seats[0].role), seats[0].agency_id or ""


def role_of(step: Step, row: Any) -> str:
    """Return the role in which the caller says the verb of this step to a row."""
    return _speaks_as(step, row)[0]


def _answered(step: Step, key: str, object_id: str) -> Idempotency:
    return Idempotency(
        user_id=step.reader.user_id or "",
        action=f"{step.noun}_{step.verb}",
        key=key,
        body=_digest(step, salt=secrets.token_hex(16)),
        object_id=object_id,
    )


def _digest(step: Step, salt: str) -> str:
    """Return the salt and what proves the same body, from which nothing is guessed."""
    body = {k: v for k, v in step.data.items() if k != "idempotency_key"}
    text = json.dumps(body, sort_keys=True, default=_told)
    told = hashlib.sha256(f"{salt}:{step.taskforce.id}:{text}".encode()).hexdigest()
    return f"{salt}${told}"


def _told(value: Any) -> str:
    """Return what stands for a value JSON does not know: of a file, its content."""
    stream = getattr(value, "stream", None)
    if stream is None:
        return str(value)
    found = hashlib.sha256()
    stream.seek(0)
    for part in iter(lambda: stream.read(65_536), b""):
        found.update(part)
    stream.seek(0)
    return found.hexdigest()
