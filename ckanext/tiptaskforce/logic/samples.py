"""Sample work in bulk: the rules and the log of every deliverable, many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from ckan import model

from ckanext.tiptaskforce import lifecycle
from ckanext.tiptaskforce.logic import base, deliverables, record
from ckanext.tiptaskforce.model import deliverable as table
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.template import Template
from ckanext.tiptaskforce.vocabulary import DeliverableState as State

BATCH = 500
DAYS = 3 * 365
NOUN = "deliverable"
NOTE = "Sample entry of the demonstration."
# How many of a hundred end how; what is open may be late, what is done may be old.
ENDS = {
    "delivered": 56,
    "renewed": 10,
    "submitted": 6,
    "sent_back": 4,
    "in_progress": 13,
    "planned": 7,
    "dropped": 4,
}
VISIBILITY = {"members": 86, "subcommittee": 9, "agency": 5}
DONE = frozenset({"delivered", "renewed"})
FINISHED = DONE | {"submitted", "sent_back"}


@dataclass(frozen=True)
class Intent:
    """One deliverable to be: the call that would make it, and how it is to end."""

    data: dict[str, Any]
    end: str
    finished_on: date
    review_by: date | None


@dataclass
class Sample:
    """One filling of a task force; chance begins at the seed and nowhere else."""

    step: base.Step
    seed: int
    made: Counter[str] = field(default_factory=Counter)

    def make(self, number: int) -> dict[str, int]:
        """Make what lacks of so many deliverables; return how many of each state."""
        known = table.tracker_keys(self.step.taskforce.id, f"sample-{self.seed}-")
        lacking = [
            i for i in self._intents(number) if i.data["tracker_key"] not in known
        ]
        for start in range(0, len(lacking), BATCH):
            self._batch(lacking[start : start + BATCH])
        return dict(sorted(self.made.items()))

    def _batch(self, intents: list[Intent]) -> None:
        """Take a batch through its states, step by step, all rows at once."""
        rows = [self._opened(intent) for intent in intents]
        model.Session.add_all(rows)
        record.record_all(self._as("create"), rows, NOUN)
        both = list(zip(rows, intents, strict=True))
        self._move("submit", [b for b in both if b[1].end in FINISHED], _submitted)
        self._move("accept", [b for b in both if b[1].end in DONE], self._accepted)
        self._move("send_back", [b for b in both if b[1].end == "sent_back"], _returned)
        self._move("drop", [b for b in both if b[1].end == "dropped"], _dropped)
        self._renew([row for row, intent in both if intent.end == "renewed"])
        self.made.update(row.state for row in rows)

    def _opened(self, intent: Intent) -> Deliverable:
        """Return the row that the call would make, checked by the rules of a call."""
        row = deliverables.opened(self._as("create", intent.data))
        row.taskforce_id = self.step.taskforce.id
        row.created_by = self.step.reader.user_id or ""
        row.tracker_key = intent.data["tracker_key"]
        return row

    def _move(
        self,
        verb: str,
        chosen: list[tuple[Deliverable, Intent]],
        fill: Callable[[Deliverable, Intent], None],
    ) -> None:
        transition = lifecycle.transition(NOUN, verb)
        for row, intent in chosen:
            if transition is None or row.state not in transition.sources:
                raise LookupError(f"{row.state} does not allow {verb}")
            row.state = transition.target
            fill(row, intent)
        if chosen:
            record.record_all(self._as(verb), [row for row, _ in chosen], NOUN)

    def _accepted(self, row: Deliverable, intent: Intent) -> None:
        row.decided_at = _noon(intent.finished_on + timedelta(days=5))
        step = replace(self._as("accept", {"review_by": intent.review_by}), row=row)
        row.review_by = deliverables.review_day(step)

    def _renew(self, rows: list[Deliverable]) -> None:
        """Open the next edition of each, half of them under way already."""
        editions = []
        for number, row in enumerate(rows):
            due = self.step.taskforce.today + timedelta(days=10 + number)
            step = replace(self._as("renew", {"due": due}), row=row)
            new = deliverables.next_edition(step)
            new.taskforce_id = row.taskforce_id
            new.created_by = row.created_by
            new.state = (State.PLANNED, State.IN_PROGRESS)[number % 2].value
            editions.append(new)
        model.Session.add_all(editions)
        if editions:
            record.record_all(self._as("renew"), editions, NOUN)

    def _as(self, verb: str, data: dict[str, Any] | None = None) -> base.Step:
        return replace(self.step, noun=NOUN, verb=verb, data=data or {})

    def _intents(self, number: int) -> Iterator[Intent]:
        """Yield the same work for the same seed, day and content of the preset."""
        taskforce_id = self.step.taskforce.id
        chance = Random(f"sample:{self.seed}")  # noqa: S311  chance, not a secret
        templates = scalars(Template.live(taskforce_id))
        agencies = sorted(Agency.staying(taskforce_id), key=lambda row: row.acronym)
        places = _names(self.step.taskforce.area, Place.in_use(taskforce_id))
        drawing = _Drawing(chance, templates, agencies, places)
        for n in range(number):
            yield drawing.intent(f"sample-{self.seed}-{n}", self.step.taskforce.today)


@dataclass
class _Drawing:
    """What chance draws from."""

    chance: Random
    templates: list[Template]
    agencies: list[Agency]
    places: list[str]

    def intent(self, key: str, today: date) -> Intent:
        """Draw one deliverable; the number of draws is the same for each."""
        chance = self.chance
        end = chance.choices(list(ENDS), list(ENDS.values()))[0]
        finished = today - timedelta(days=chance.randint(8, DAYS))
        template = chance.choice(self.templates)
        place = chance.choice(self.places)
        data = {
            "template": template.code,
            "title": f"{template.title[:150]}, {place}, {finished:%Y-%m} (sample)",
            "agency": chance.choice(self.agencies).acronym,
            "status": "planned" if end == "planned" else "in_progress",
            "due": _due(chance, end, finished, today),
            "note": NOTE,
            "visibility": chance.choices([*VISIBILITY], [*VISIBILITY.values()])[0],
            "evidence_url": f"https://www.example.org/{key}",
            "tracker_key": key,
        }
        if chance.random() < 0.3 or end not in FINISHED:
            del data["evidence_url"]
        if template.subcommittee_id is None:
            data["visibility"] = "members"
        is_old = chance.random() < 0.5
        months = template.review_months or 12
        review_by = finished + timedelta(days=30 * months) if is_old else None
        return Intent(data, end, finished, review_by)


def _due(chance: Random, end: str, finished: date, today: date) -> date:
    late = chance.random() < 0.4
    away = chance.randint(1, 180)
    if end in FINISHED:
        return finished + timedelta(days=away % 30)
    if end == "planned" or not late:
        return today + timedelta(days=away)
    return today - timedelta(days=away % 90 + 1)


def _names(area: str, places: list[Place]) -> list[str]:
    inside = [place.name for place in places if place.parent == area]
    return inside or [place.name for place in places] or ["the whole area"]


def _submitted(row: Deliverable, intent: Intent) -> None:
    row.finished_on = intent.finished_on
    row.submitted_at = _noon(intent.finished_on + timedelta(days=1))


def _returned(row: Deliverable, intent: Intent) -> None:
    row.is_sent_back = True
    row.decided_at = _noon(intent.finished_on + timedelta(days=6))
    row.decision_note = "Sample note: add the missing page."
    row.fix_by = intent.finished_on + timedelta(days=13)


def _dropped(row: Deliverable, _intent: Intent) -> None:
    row.decision_note = "Sample note: no longer needed."


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
