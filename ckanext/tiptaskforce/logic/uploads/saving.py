"""Saving the rows of an upload: at once, or by a job that outlives a restart.

The job works in one transaction, so that a crash leaves the rows waiting as they were;
``reconcile`` takes it up again. Its state lives in the row of the upload.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NoReturn

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.tiptaskforce import lifecycle
from ckanext.tiptaskforce.logic import base, record
from ckanext.tiptaskforce.logic.uploads import kept, kind_of, plan, rehearsal
from ckanext.tiptaskforce.logic.uploads.kind import Kind
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model import upkeep
from ckanext.tiptaskforce.model.base import find, now, scalars
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.report_value import ReportValue
from ckanext.tiptaskforce.model.upload import Upload, beat
from ckanext.tiptaskforce.vocabulary import UploadState

log = logging.getLogger(__name__)
# A job tells how far it is after each call; a call takes seconds.
STALE_AFTER = timedelta(minutes=3)
# From so many rows on the plans of before would make pages wait.
MANY = 500
# What an import of reports writes into.
IMPORTED = (Report, ReportValue, events.Event, events.EventValue)
PROGRESS, REFUSED = "progress", "refused"
Told = Callable[[int], None]


def preview(step: base.Step, row: Upload, earlier: dict[str, Any]) -> None:
    """Keep in the row what saving it would do now."""
    kind = kind_of(step, row.kind, row.subject_id)
    found = kept.Found(row.headers, earlier)
    for part, made in _made(step, kind, is_checked=True, row=row):
        found.add(part, made)
    row.result = found.told()


def save(
    step: base.Step,
    kind: Kind,
    consent: Callable[[], None] = lambda: None,
    told: Told | None = None,
) -> None:
    """Save all good rows in one transaction, or none of them.

    :raises ValidationError: where an entry was changed since the preview, which is
        made again, or where a row is refused
    """
    # One import at a time: two of the same file would each find its rows new.
    events.hold(f"{step.taskforce.id}:upload")
    batch, n_saved, met = base.Batch(step.reader), 0, set()
    for part, made in _made(step, kind, is_checked=False, row=step.row):
        _compare(step, part, made.signatures())
        consent()
        n_saved += _save(step, made, batch, told)
        met.add(part)
    for part in step.row.result["signatures"].keys() - met:
        _compare(step, part, {})
    record.finish(step, batch)
    counts = {**step.row.result["counts"], "saved": n_saved}
    step.row.forget(UploadState.COMMITTED, counts)
    record.record(step, step.row)
    record.commit(step)


def defer(step: base.Step) -> None:
    """Leave the rows to the job, and say so in the row; the job is queued after it."""
    row = step.row
    row.state = lifecycle.target("upload", "defer")
    row.result = {**row.result, PROGRESS: _progress(0, row), REFUSED: []}
    record.record(step, row)
    record.commit(step)


def run(upload_id: str) -> None:
    """Save what waits; a second job for the same rows finds nothing to do."""
    model.Session.expire_all()
    row = find(Upload, upload_id)
    if row is None or row.state != UploadState.SAVING:
        return
    step = _step_of(row)
    events.hold(f"{row.taskforce_id}:upload")
    model.Session.refresh(row)
    if row.state != UploadState.SAVING:
        model.Session.rollback()
        return
    try:
        tk.check_access("tiptaskforce_upload_commit", step.context, {"id": row.id})
        save(step, kind_of(step, row.kind, row.subject_id), told=_teller(row))
        _take_stock(row)
    except (tk.ValidationError, tk.NotAuthorized) as refused:
        model.Session.rollback()
        _give_back(step, _words(refused))


def _take_stock(row: Upload) -> None:
    """Let the database plan with what came in, where that was much."""
    if row.result["counts"]["saved"] >= MANY:
        upkeep.take_stock(IMPORTED)


def reconcile(after: timedelta = STALE_AFTER) -> list[str]:
    """Take up again what a crash left waiting; return a line for each of them."""
    done = []
    for row in scalars(Upload.saving()):
        told = row.result.get(PROGRESS, {}).get("heartbeat")
        upload_id, is_alive = row.id, bool(told) and _moment(told) > now() - after
        if not is_alive:
            run(upload_id)
            done.append(f"{upload_id} upload: {find(Upload, upload_id).state}")
    return done


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told)


def _made(
    step: base.Step, kind: Kind, *, is_checked: bool, row: Upload
) -> Iterator[tuple[str, plan.Plan]]:
    """Yield what saving the rows would do; of a long table a part at a time."""
    mapping = row.mapping
    for part, table in kept.parts(step, kind, row):
        yield part, plan.make(step, kind, table, mapping, is_checked=is_checked)


def _save(
    step: base.Step, made: plan.Plan, batch: base.Batch, told: Told | None
) -> int:
    """Save the good rows of a plan; return how many of them changed something."""
    bad = {item["row"] for item in step.row.result["problems"]}
    rows = [one for one in made.rows if one.row.number not in bad]
    try:
        rehearsal.save(step, made.kind.gathered(rows), batch, told)
    except rehearsal.RowRefused as refused:
        words = [item.phrase.render(tk._) for item in refused.problems]
        _again(step, [item.row for item in refused.problems], words)
    return sum(bool(one.calls) for one in rows)


def _compare(step: base.Step, part: str, now_: dict[str, str]) -> None:
    """Refuse a commit whose preview is no longer true, and make the preview again."""
    told = kept.signatures(step.row, part)
    bad = {str(item["row"]) for item in step.row.result["problems"]}
    every = {**told, **now_}
    moved = [n for n in every if n not in bad and told.get(n) != now_.get(n)]
    if moved:
        _again(step, [int(number) for number in moved])


def _again(step: base.Step, rows: list[int], words: Iterable[str] = ()) -> NoReturn:
    """Undo everything, keep a new preview, and say which rows made that necessary."""
    is_job = step.row.state == UploadState.SAVING
    model.Session.rollback()
    if not is_job:
        base.lock(step)
    step.row.state = UploadState.OPEN.value
    preview(step, step.row, step.row.result)
    record.record(step, step.row, verb="update")
    model.Session.commit()
    numbers = ", ".join(str(number) for number in sorted(set(rows))[:20])
    message = tk._(
        "Nothing was saved: what stands here changed since the preview "
        "(rows {rows}). Look at the new preview and save again."
    )
    raise tk.ValidationError({"rows": [message.format(rows=numbers), *words]})


def _give_back(step: base.Step, words: list[str]) -> None:
    """Let the rows wait for another word of their maker, and say why."""
    row = step.row = find(Upload, step.row.id)
    row.state = lifecycle.target("upload", "give_back")
    row.result = {**row.result, REFUSED: words}
    record.record(step, row, verb="update")
    record.commit(step)


def _step_of(row: Upload) -> base.Step:
    """Return the call of whoever said that the rows are to be saved."""
    user = model.User.get(row.created_by)
    context: Context = {"user": user.name if user else ""}
    taskforce = base.taskforce_named(row.taskforce_id)
    if taskforce is None:
        raise tk.ObjectNotFound(row.taskforce_id)
    reader = base.reader_of(context)
    return base.Step(context, reader, taskforce, "upload", "commit", {}, row)


def _teller(row: Upload) -> Told:
    """Return what writes into the row how far the job is, beside its transaction."""
    upload_id = row.id

    def told(n_done: int) -> None:
        beat(upload_id, _progress(n_done, row))

    return told


def _progress(n_done: int, row: Upload) -> dict[str, Any]:
    counts = row.result.get("counts", {})
    total = counts.get("new", 0) + counts.get("changed", 0)
    return {"done": n_done, "total": total, "heartbeat": now().isoformat()}


def _words(refused: Exception) -> list[str]:
    if not isinstance(refused, tk.ValidationError):
        return [tk._("Your seat does not let you save these rows any more.")]
    return rehearsal.words_of(refused)
