"""Reminders of what falls due: seven days and one before, three after, then weekly.

They follow from *My work* and from the day alone, so that after a week without the
timer everybody is told the latest step of each thing, and no step twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from ckanext.tiptaskforce.logic import base, duties, references, tally_debts, telling
from ckanext.tiptaskforce.model import due
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.model.task import Duty
from ckanext.tiptaskforce.vocabulary import Role

# The days before a due date from which on its people are told, the last one first.
BEFORE = (1, 7)
# So many days late its people are told once more, and after so many its chair weekly.
LATE, CHAIRED = 3, 10
# An endorsement, and an agreement of the register, is told of so long before its end,
# and what ended for as long.
ENDING = timedelta(days=30)
_DUTIES = (Duty.LOG, Duty.COUNT, Duty.REPORT)
_OWED = ("fix", "deliverable", "report", "tally", "action_point")


def remind(step: base.Step) -> None:
    """Tell the person of a step what falls due; whatever was told once stays so."""
    _owners(step)
    _endorsers(step)
    _keepers(step)
    _overseers(step)


def _owners(step: base.Step) -> None:
    """Tell people what their organisations owe, one notice for each kind and day."""
    today, taskforce = step.taskforce.today, step.taskforce
    asked, whom = duties.of(step)
    asked = [duty for duty in asked if duty in _DUTIES]
    found = due.between(
        asked,
        step.scope,
        tally_debts.dues(taskforce) if Duty.COUNT in asked else (),
        first_day=today - ENDING,
        last_day=today + timedelta(days=max(BEFORE)),
        taskforce_id=taskforce.id,
        today=today,
        **whom,
    )
    excused = references.Names.of(taskforce.id).excused
    known = [(_stage(row, today), row) for row in found if row.agency_id not in excused]
    told = sorted((_key(stage, row), row.id or "") for stage, row in known if stage)
    for key, same in groupby(told, key=lambda one: one[0]):
        _tell_owner(step, key, [row_id for _, row_id in same])


Key = tuple[str, str, str, date, str]


def _key(stage: tuple[str, str], row: Any) -> Key:
    """Return what is told by one notice: kind, step, noun, day and period."""
    noun: str = "deliverable" if row.kind == "renew" else _noun(row)
    period: str = row.title if noun == "tally" else row.period or ""
    return (stage[0], stage[1], noun, row.due, period)


def _noun(row: Any) -> str:
    return "deliverable" if row.kind == "fix" else str(row.kind)


def _tell_owner(step: base.Step, key: Key, ids: list[str]) -> None:
    kind, stage, noun, day, period = key
    said = {"day": day.isoformat(), "number": len(ids)} | telling.of_period(period)
    about = (noun, ids[0] if len(ids) == 1 else "")
    once = f"{kind}:{stage}:{day}:{period}"
    _tell(step, kind, about, said, once)


def _stage(row: Any, today: date) -> tuple[str, str] | None:
    """Return kind and step of what a task asks to be told today, or None."""
    ahead = (row.due - today).days
    if row.kind == "renew":
        return ("review_due", "0") if ahead <= 0 else None
    if row.kind not in _OWED:
        return None
    noun = _noun(row)
    if ahead >= 0:
        step = next((days for days in BEFORE if ahead <= days), None)
        return (f"due_{noun}", str(step)) if step else None
    is_late = LATE <= -ahead < CHAIRED
    return (f"late_{noun}", str(LATE)) if is_late else None


def _endorsers(step: base.Step) -> None:
    """Tell focal points and the secretariat which endorsement ends, or has ended."""
    taskforce, today = step.taskforce, step.taskforce.today
    is_all = step.reader.has(taskforce.id, Role.SECRETARIAT)
    own = step.scope.focal_agency_ids
    names = references.Names.of(taskforce.id).agencies
    for row in Agreement.ending(taskforce.id, today - ENDING, today + ENDING):
        if row.agency_id in names and (is_all or row.agency_id in own):
            kind = "agreement_ended" if row.expires_on < today else "agreement_ending"
            day = row.expires_on.isoformat()
            said = {"agency": names[row.agency_id], "day": day}
            _tell(step, kind, ("agreement", row.id), said, f"{kind}:{row.id}:{day}")


def _keepers(step: base.Step) -> None:
    """Tell who keeps contact, and the secretariat, what of the register has its day."""
    taskforce, today = step.taskforce, step.taskforce.today
    asked, whom = duties.of(step)
    is_all, own = Duty.LIAISE_ALL in asked, whom["own_agency_ids"]
    if not (is_all or own):
        return
    span = (today - ENDING, today + ENDING)
    for row in Partnership.waiting(taskforce.id, step.scope, *span):
        if is_all or row.agency_id in own:
            for kind, day in _register_steps(row, today):
                once = f"{kind}:{row.id}:{day}"
                said = {"day": day.isoformat()}
                _tell(step, kind, ("partnership", row.id), said, once)


def _register_steps(row: Partnership, today: date) -> Iterable[tuple[str, date]]:
    """Return kind and day of what is told about an entry of the register today."""
    before = timedelta(days=max(BEFORE))
    if row.review_by and abs(row.review_by - today) <= ENDING:
        if row.review_by < today:
            yield "register_late", row.review_by
        elif row.review_by - today <= before:
            yield "register_review", row.review_by
    if row.ends_on and abs(row.ends_on - today) <= ENDING:
        is_over = row.ends_on < today
        yield "register_ended" if is_over else "register_ending", row.ends_on


def _overseers(step: base.Step) -> None:
    """Tell chairs, and coordinators of the task force as a whole, once a week."""
    taskforce, today = step.taskforce, step.taskforce.today
    overseen: set[str | None] = set(step.reader.chaired(taskforce.id))
    if step.scope.is_coordinator:
        overseen.add(None)
    if not overseen:
        return
    since = today - timedelta(days=CHAIRED - 1)
    monday = today - timedelta(days=today.weekday())
    late = due.staying_late(taskforce.id, step.scope, today, since)
    for group in sorted(overseen & set(late), key=str):
        about = ("subcommittee", group) if group else ("taskforce", taskforce.id)
        once = f"late:{about[1]}:{monday}"
        _tell(step, "late_for_chair", about, {"number": late[group]}, once)


def _tell(
    step: base.Step, kind: str, about: tuple[str, str], said: Any, once: str
) -> None:
    people: Iterable[str] = [step.reader.user_id or ""]
    kept = {name: value for name, value in said.items() if value}
    telling.add(step.taskforce.id, kind, about, people, kept, once=once)
