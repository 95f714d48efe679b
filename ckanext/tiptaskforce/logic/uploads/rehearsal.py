"""Calls of an import: tried out for the preview, made for the commit.

Each row goes through the very action that a form would call, with its rights, its
schema and its rules; nothing of them is written a second time here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.tiptaskforce.exchange.tracker import Problem
from ckanext.tiptaskforce.logic import base, record, remembered
from ckanext.tiptaskforce.logic.uploads.kind import Call
from ckanext.tiptaskforce.phrase import N_, Phrase

if TYPE_CHECKING:
    from ckanext.tiptaskforce.logic.uploads.plan import Planned

_NOT_YOURS = N_("Your seat does not let you save this row.")
_GONE = N_("This entry is no longer there for you.")


class RowRefused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A row was refused while the rows were saved; then nothing was saved."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(str(len(problems)))


def faults(step: base.Step, rows: Iterable[Planned]) -> list[Problem]:
    """Try each call up to the point where it would write; return what is refused."""
    batch = base.Batch(step.reader, is_rehearsal=True)
    model.Session.flush()
    found: list[Problem] = []
    with remembered.pinned(), model.Session.no_autoflush:
        for planned in rows:
            for call in planned.calls:
                found += _tried(step, planned, call, batch)
    return found


def save(
    step: base.Step,
    rows: Iterable[Planned],
    batch: base.Batch,
    told: Callable[[int], None] | None = None,
) -> None:
    """Make all calls in the transaction of this step; the caller ends the batch.

    :param told: hears after each row of how many entries it has saved so far
    :raises RowRefused: for the first row that is refused; the caller rolls back
    """
    with remembered.pinned():
        for planned in rows:
            _save(step, planned, batch)
            if told is not None:
                told(batch.events.n_events)


def _save(step: base.Step, planned: Planned, batch: base.Batch) -> None:
    version = (planned.entry or {}).get("version")
    for call in planned.calls:
        try:
            version = _call(step, planned, call, batch, version).get("version")
        except _REFUSALS as refused:
            raise RowRefused(_problems(planned, refused)) from refused


_REFUSALS = (tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound)


def _tried(
    step: base.Step, planned: Planned, call: Call, batch: base.Batch
) -> Sequence[Problem]:
    version = (planned.entry or {}).get("version")
    try:
        _call(step, planned, call, batch, version)
    except record.Rehearsed:
        return ()
    except _REFUSALS as refused:
        return _problems(planned, refused)
    finally:
        # The call touched rows and stopped before it wrote: they are as they were.
        for touched in model.Session.dirty:
            model.Session.expire(touched)
    raise AssertionError(call.action)


def _call(
    step: base.Step,
    planned: Planned,
    call: Call,
    batch: base.Batch,
    version: Any,
) -> dict[str, Any]:
    context = {**base.asker(step.context), base.BATCH: batch, "defer_commit": True}
    data = dict(call.data)
    if planned.entry is None:
        data["taskforce"] = step.taskforce.slug
    else:
        data |= {"id": planned.entry["id"], "version": version}
    return tk.get_action(f"tiptaskforce_{call.action}")(cast(Context, context), data)


def _problems(planned: Planned, refused: Exception) -> list[Problem]:
    number = planned.row.number
    if isinstance(refused, tk.NotAuthorized):
        return [Problem(number, "agency", "", "", Phrase(_NOT_YOURS))]
    if not isinstance(refused, tk.ValidationError):
        return [Problem(number, "", "", "", Phrase(_GONE))]
    return [
        Problem(number, field, "", "", said(str(message)))
        for field, messages in refused.error_dict.items()
        if isinstance(messages, list)
        for message in messages
    ]


def words_of(refused: tk.ValidationError) -> list[str]:
    """Return the sentences of a refusal, of whichever fields."""
    every = [m for m in refused.error_dict.values() if isinstance(m, list)]
    return [str(message) for messages in every for message in messages]


def said(message: str) -> Phrase:
    """Return a sentence that an action has worded already."""
    return Phrase(message.replace("%", "%%"))
