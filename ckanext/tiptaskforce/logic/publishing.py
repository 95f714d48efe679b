"""The steps of a release job: count, write, audit, publish; each can be repeated.

The state of a job lives in its row. A worker that dies leaves a row whose heartbeat
stops; ``reconcile`` takes it up again, but not for ever: work that ends its process
each time would end every worker that comes by, and nobody would be told.

The files lie on the disk before the row names them. Dataset and row change in one
commit, the last thing that a publication does, so that no reader finds one without the
other; the search index follows, and its labels show nothing that the rows do not
publish (``labelling.py``).

``reached`` is told the name of each step that is done. Nothing outside this process
can give one; tests end the process in it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from ckan import model

from ckanext.tiptaskforce import lifecycle
from ckanext.tiptaskforce.exchange import finding, progress
from ckanext.tiptaskforce.logic import (
    datasets,
    given_up,
    publications,
    release_files,
    snapshot,
    subscriptions,
)
from ckanext.tiptaskforce.logic.figures import intents, making, proving, pulse, vaults
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.base import new_id, now, scalars
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ReleaseKind
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

log = logging.getLogger(__name__)
STEPS = ("counting", "writing", "auditing", "done")
# The same four moments of a release of figures; the package tells those between.
FIGURES_STEPS = ("gathering", "writing", "auditing", "done")
STALE_AFTER = timedelta(seconds=60)
# A job of figures gives a sign of life every two seconds: so many missing are told.
SILENT_AFTER = timedelta(seconds=10)
MOST_TRIES = 3
Reached = Callable[[str], None]


def unheard(_step: str) -> None:
    """Tell nobody that a step is done."""


def start(release: Release) -> None:
    """Give the row to a fresh job; a job that still runs for it stops by itself."""
    waits = {"tries": 1, "is_waiting": True}
    release.progress = {**_progress(release, 0, attempt=new_id()), **waits}
    release.advice = []


def intend(release: Release) -> None:
    """Freeze what goes into a release of figures, in the caller's transaction.

    :raises ValidationError: where nothing was accepted for its step and period
    """
    if _is_figures(release):
        intents.freeze(_taskforce(release), release)


def protect(release_id: str, reached: Reached = unheard) -> None:
    """Count the work, write the files and audit them; end as protected or failed."""
    _run(release_id, State.PROTECTING, "fail", _protect, reached)


def publish(release_id: str, reached: Reached = unheard) -> None:
    """Audit the exact bytes again, then write dataset and row in one commit."""
    _run(release_id, State.PUBLISHING, "return", _publish, reached)


def hold(release: Release) -> None:
    """Let one publication or withdrawal at a time change a series.

    It is taken before the event log, in every call: two orders would lock each other.
    """
    events.hold(f"series:{release.taskforce_id}:{release.series}")


def withdrawn(release: Release) -> None:
    """Rewrite the dataset after its release was withdrawn, in the same transaction."""
    model.Session.flush()
    datasets.write(_taskforce(release), release.series)


def index(release_id: str) -> None:
    """Bring the search index up to date with the dataset that shows a release."""
    model.Session.expire_all()
    release = model.Session.get(Release, release_id)
    if release is not None and release.dataset_id is not None:
        datasets.index(release.dataset_id)


def is_stale(release: Release, after: timedelta = STALE_AFTER) -> bool:
    """Tell whether a job should work on this release and shows no sign of life."""
    if release.state not in (State.PROTECTING, State.PUBLISHING):
        return False
    beat = release.progress.get("heartbeat")
    return beat is None or datetime.fromisoformat(beat) < now() - after


def is_silent(release: Release) -> bool:
    """Tell whether a job seems to be without a worker, long before it is taken up.

    Only the check of figures gives signs of life by the clock, and what nobody has
    taken up yet gives none.
    """
    is_beating = release.state == State.PROTECTING and _is_figures(release)
    is_soon = is_beating or release.progress.get("is_waiting")
    return is_stale(release, SILENT_AFTER if is_soon else STALE_AFTER)


def reconcile(after: timedelta = STALE_AFTER, reached: Reached = unheard) -> list[str]:
    """Mend what a crash left; return one line for each thing that was done."""
    done = []
    for release_id in scalars(Release.unfinished()):
        release = Release.locked(release_id)
        if release is None or not is_stale(release, after):
            model.Session.rollback()
            continue
        done.append(f"{release_id} {release.state}: {_resume(release, reached)}")
    return [*done, *vaults.settle_all(), *datasets.reconcile()]


def settle(release_id: str) -> None:
    """Bring the ledger up to date with what became of a release of figures."""
    model.Session.expire_all()
    release = model.Session.get(Release, release_id)
    try:
        if release is not None and _is_figures(release):
            vaults.settle(_taskforce(release), release.specification["step"])
    except vaults.LedgerLostError as lost:
        log.error("release %s: %s", release_id, lost)  # noqa: TRY400  told in words
    finally:
        # A job that is over must hold no row: others would wait for it.
        model.Session.rollback()


def _resume(release: Release, reached: Reached) -> str:
    """Give the row to another job, or up; the try is counted before it begins."""
    is_publishing = release.state == State.PUBLISHING
    tries = release.progress.get("tries", 1)
    # What the ledger calls public is never given up, however often a process died.
    is_said = is_publishing and _is_said(release.id)
    if tries >= MOST_TRIES and not is_said:
        verb = "return" if is_publishing else "fail"
        _end(release.id, release.progress.get("attempt", ""), verb, given_up.TRIED_OUT)
        return f"given up after {tries} tries"
    told = {**_progress(release, 0, attempt=new_id()), "tries": tries + 1}
    Release.give(release.id, told)
    model.Session.commit()
    work = publish if is_publishing else protect
    work(release.id, reached)
    return "taken up again"


def _run(
    release_id: str,
    state: State,
    verb_of_failure: str,
    work: Callable[[Release, str, Reached], None],
    reached: Reached,
) -> None:
    # A worker may have read these rows for an earlier job.
    model.Session.expire_all()
    release = model.Session.get(Release, release_id)
    if release is None or release.state != state:
        return
    attempt = release.progress.get("attempt", "")
    try:
        work(release, attempt, reached)
    except pulse.Stopped:
        model.Session.rollback()
    except (making.RefusedError, vaults.LedgerLostError) as refused:
        model.Session.rollback()
        Release.advise(release_id, getattr(refused, "advice", []))
        verb = "refuse" if state == State.PROTECTING else verb_of_failure
        _end(release_id, attempt, verb, str(refused))
    except Exception as error:
        log.exception("release %s could not be made", release_id)
        model.Session.rollback()
        if state == State.PUBLISHING and _is_said(release_id):
            # The ledger says that it is public: it is finished, never given back.
            return
        is_older = isinstance(error, datasets.OlderRowsError)
        words = given_up.OLDER_ROWS if is_older else given_up.UNEXPECTED
        _end(release_id, attempt, verb_of_failure, words)
    settle(release_id)


def _protect(release: Release, attempt: str, reached: Reached) -> None:
    _beat(release, attempt, State.PROTECTING, 0)
    _forget(release)
    make = _figures if _is_figures(release) else _counted
    made = make(release, attempt, reached)
    folder = release_files.write(release, made.files)
    try:
        reached("written")
        release = _owned(release.id, attempt, State.PROTECTING)
        release_files.place(release, folder)
    except pulse.Stopped:
        release_files.forget(folder)
        raise
    entries = release_files.entries(made.files)
    Release.fill(release.id, made.snapshot, entries, made.sentence, made.advice)
    model.Session.commit()
    reached("placed")
    _beat(release, attempt, State.PROTECTING, 2)
    model.Session.refresh(release)
    faults = release_files.faults_of(release)
    _end(release.id, attempt, "refuse" if faults else "pass", "; ".join(faults))
    reached("ended")


def _forget(release: Release) -> None:
    """Drop the sentence that an earlier try computed: its counts are made anew."""
    if publications.is_sentence_computed(_taskforce(release), release):
        kept = (release.snapshot, release.files)
        Release.fill(release.id, *kept, "", release.advice)
        model.Session.commit()
        model.Session.refresh(release)


def _counted(release: Release, attempt: str, reached: Reached) -> making.Made:
    """Count the state of the work and make its files."""
    counts = snapshot.take(_taskforce(release), release)
    reached("counted")
    _beat(release, attempt, State.PROTECTING, 1)
    words = {**release_files.about(release), "date": now().date().isoformat()}
    # Where the maker left the sentence open, the counts say it.
    words["sentence"] = words["sentence"] or finding.text(progress.tables(counts))
    return making.Made(progress.build(words, counts), counts, words["sentence"], [])


def _figures(release: Release, attempt: str, reached: Reached) -> making.Made:
    """Let the disclosure package protect the accepted tallies, and prove it."""
    release_id = release.id

    def beat(told: dict[str, Any]) -> bool:
        signed = {**told, "attempt": attempt, "heartbeat": now().isoformat()}
        is_ours = Release.beat(release_id, State.PROTECTING.value, attempt, signed)
        model.Session.commit()
        return is_ours

    with pulse.Pulse(beat) as heart:
        return making.make(_taskforce(release), release, heart, reached)


def _publish(release: Release, attempt: str, reached: Reached) -> None:
    _beat(release, attempt, State.PUBLISHING, 2)
    reached("begun")
    if not _is_figures(release):
        _make_public(release, attempt, reached, release_files.faults_of(release))
        return
    taskforce = _taskforce(release)
    ledger = vaults.ledger_of(taskforce, release.specification["step"])
    # The ledger before the rows: whoever holds rows must never wait for a solver.
    with ledger.locked():
        faults = proving.faults_of(taskforce, release, ledger)
        # What reads the ledger may have ended the transaction that read the row.
        release = model.Session.get(Release, release.id) or release
        _make_public(
            release, attempt, reached, faults, lambda r: proving.commit(r, ledger)
        )


def _make_public(
    release: Release,
    attempt: str,
    reached: Reached,
    faults: list[str],
    say_it: Callable[[Release], None] | None = None,
) -> None:
    """Let dataset and row change in one commit.

    Of figures ``say_it`` writes the ledger's line before it: from there on the release
    counts as published, and the reconciler finishes what a crash interrupts.
    """
    if faults:
        _end(release.id, attempt, "return", "; ".join(faults))
        return
    reached("audited")
    hold(release)
    release = _owned(release.id, attempt, State.PUBLISHING)
    taskforce = _taskforce(release)
    number = Release.next_number(taskforce.id, release.series)
    datasets.refuse_older_rows(taskforce, release.series, number)
    release.number = number
    release.published_at = now()
    release.state = State.PUBLISHED.value
    release.progress = _progress(release, 3, attempt=attempt)
    model.Session.flush()
    reached("numbered")
    dataset_id = datasets.write(taskforce, release.series)
    release.dataset_id = dataset_id
    reached("shown")
    _log(release, "publish")
    subscriptions.tell(release)
    reached("recorded")
    if say_it is not None:
        model.Session.flush()
        say_it(release)
        reached("said")
    model.Session.commit()
    reached("committed")
    datasets.index(dataset_id)
    reached("indexed")


def _progress(
    release: Release, step: int, *, attempt: str, error: str = ""
) -> dict[str, Any]:
    told = {"step": step, "of": len(STEPS) - 1, "word": STEPS[step]}
    if _is_figures(release):
        told = pulse.at(FIGURES_STEPS[step])
    signed = {"attempt": attempt, "heartbeat": now().isoformat()}
    return {**told, **signed, "error": error or None, "is_waiting": False}


def _beat(release: Release, attempt: str, state: State, step: int) -> None:
    """Say where the job is, in a commit of its own, unless the row was taken away.

    A sign of life is no change of the release: it leaves the version as it is, so
    that whoever reads the page may still cancel.
    """
    told = _progress(release, step, attempt=attempt)
    if not Release.beat(release.id, state.value, attempt, told):
        raise pulse.Stopped
    model.Session.commit()


def _owned(release_id: str, attempt: str, state: State) -> Release:
    """Return the locked row, as it stands now, if it still is this job's."""
    release = Release.locked(release_id)
    if release is None or release.state != state:
        raise pulse.Stopped
    if release.progress.get("attempt") != attempt:
        raise pulse.Stopped
    return release


def _end(release_id: str, attempt: str, verb: str, error: str = "") -> None:
    if error:
        log.error("release %s: %s: %s", release_id, verb, error)
    row = lifecycle.transition("release", verb)
    release = Release.locked(release_id)
    is_ours = release is not None and release.progress.get("attempt") == attempt
    if row is None or release is None or not is_ours:
        model.Session.rollback()
        return
    if release.state not in row.sources:
        model.Session.rollback()
        return
    release.state = row.target
    told = _progress(release, 3, attempt=attempt, error=error)
    release.progress = {**release.progress, **told}
    _log(release, verb)
    model.Session.commit()


def _log(release: Release, verb: str) -> None:
    model.Session.flush()
    told: dict[str, Any] = {"state": [None, release.state]}
    if _is_figures(release) and verb in ("pass", "publish"):
        told |= {key: [None, value] for key, value in intents.logged(release).items()}
    about = (release.taskforce_id, "release", release.id, verb)
    events.append(events.Said(*about, told, role="job"))


def _is_figures(release: Release) -> bool:
    return release.kind == ReleaseKind.FIGURES


def _is_said(release_id: str) -> bool:
    """Tell whether the ledger says of a release that it is public."""
    release = model.Session.get(Release, release_id)
    if release is None or not _is_figures(release):
        return False
    step = release.specification["step"]
    ledger = vaults.ledger_of(_taskforce(release), step)
    return vaults.is_line_written(ledger, release.code)


def _taskforce(release: Release) -> Taskforce:
    taskforce = Taskforce.get(release.taskforce_id)
    if taskforce is None:
        raise LookupError(release.taskforce_id)
    return taskforce
