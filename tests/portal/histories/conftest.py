"""A task force whose people come, go and change, and what each may then see.

``World`` keeps who sits where in plain Python and reads ``policy.yaml``. It asks
neither the database nor the policy of the code.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from ckan import model
from ckan.lib import files as ckan_files
from werkzeug.datastructures import FileStorage

from ckanext.tiptaskforce.logic import files

POLICY = yaml.safe_load(Path(__file__).with_name("policy.yaml").read_text("utf-8"))
PEOPLE = (
    *("coordinator", "secretariat", "chair", "focal_point", "reporter"),
    *("other_reporter", "observer", "donor"),
)
AGENCIES = ("RP", "BRN", "MIN")
GROUPS = ("prevention", "protection", "prosecution")
ROLES = (
    *("coordinator", "secretariat", "custodian", "chair", "focal_point"),
    *("reporter", "observer"),
)
CSV = b"indicator,figure\nmeetings,4\n"
PLACE = {"starts": "10:00", "place_kind": "online"}


@dataclass
class Sits:
    """One seat as the test remembers it."""

    id: str
    person: str
    role: str
    agency: str | None = None
    group: str | None = None


@dataclass
class World:
    """Who sits where, for whom each agency sits, and what there is."""

    sits: list[Sits] = field(default_factory=list)
    groups_of: dict[str, set[str]] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, person: str) -> list[Sits]:
        """Return the seats of a person."""
        return [one for one in self.sits if one.person == person]

    def visible(self, person: str) -> set[str]:
        """Return the names of all that the person may know of, by the table."""
        seats = self.of(person)
        return {
            name
            for name, thing in self.things.items()
            if any(
                self._stands(relation, one, thing)
                for relation in POLICY[thing["noun"]][thing["shown_to"]]
                for one in seats
            )
        }

    def _stands(self, relation: str, one: Sits, thing: dict[str, Any]) -> bool:
        match relation:
            case "member":
                return True
            case "coordinator" | "secretariat":
                return one.role == relation
            case "own":
                return one.agency is not None and one.agency == thing.get("agency")
            case "chair":
                return one.role == "chair" and one.group == thing["group"]
            case "group":
                shared = self.groups_of.get(one.agency or "", set())
                return thing["group"] in {one.group, *shared}
            case "named":
                return one.id in thing.get("seats", ())
        raise ValueError(relation)


@pytest.fixture
def world(request: pytest.FixtureRequest, rows, house: SimpleNamespace, act) -> Any:
    """Return the function that puts the world back as it was first."""
    if "world" not in rows.kept:
        rows.keep("world", (house, _built(house, act)))
    return lambda: rows.put_back("world")


def _built(house: SimpleNamespace, act: Any) -> World:
    found = World()
    facts = {
        "secretariat": {},
        "observer": {},
        "chair": {"agency": "MIN", "group": "protection"},
        "focal_point": {"agency": "RP"},
        "reporter": {"agency": "RP"},
        "other_reporter": {"agency": "BRN"},
    }
    for name, more in facts.items():
        role = name.removeprefix("other_")
        found.sits.append(Sits(house.seat[name]["id"], name, role, **more))
    every = act("seat_list", house.root, taskforce="borno", role="coordinator")["items"]
    first = next(s for s in every if s["user"] == house.coordinator["fullname"])
    found.sits.append(Sits(first["id"], "coordinator", "coordinator"))
    found.groups_of = {
        "RP": {"protection"},
        "BRN": {"prevention"},
        "MIN": {"protection"},
    }
    _fill(found, house, act)
    return found


def _fill(world: World, house: SimpleNamespace, act: Any) -> None:
    people = {"RP": house.reporter, "BRN": house.other_reporter}
    groups = {"RP": "protection", "BRN": "prevention"}
    for agency, user in people.items():
        whose = "reporter" if agency == "RP" else "other_reporter"
        seats = [house.seat[whose]["id"], house.seat["observer"]["id"]]
        own = {"taskforce": "borno", "subcommittee": groups[agency]}
        for shown_to in ("members", "subcommittee", "agency", "named"):
            more = {"seats": seats} if shown_to == "named" else {}
            asked = {**own, **more, "visibility": shown_to}
            about = {"agency": agency, "group": groups[agency], "shown_to": shown_to}
            row = act(
                *("deliverable_create", user),
                title=f"Work {agency} {shown_to}",
                status="planned",
                due="2031-01-01",
                core_function=1,
                **asked,
            )
            name = f"deliverable {agency} {shown_to}"
            world.things[name] = _thing("deliverable", row, seats=seats, **about)
            upload = FileStorage(io.BytesIO(CSV), "paper.csv")
            title = f"Paper {agency} {shown_to}"
            row = act(
                *("document_create", user),
                kind="sop",
                title=title,
                upload=upload,
                **asked,
            )
            name = f"document {agency} {shown_to}"
            world.things[name] = _thing("document", row, seats=seats, **about)
    for group in (None, "protection"):
        _meet(world, house, act, group)


def _meet(world: World, house: SimpleNamespace, act: Any, group: str | None) -> None:
    body = {"subcommittee": group} if group else {}
    shown = "group" if group else "whole"
    about = {"taskforce": "borno", "day": "2031-02-03", **PLACE, **body}
    row = act("meeting_create", house.coordinator2, **about)
    name = f"meeting {shown}"
    world.things[name] = _thing("meeting", row, group=group, shown_to=shown)
    for is_confidential in (False, True):
        said = {"title": "Share the calendar.", "agency": "RP", "due": "2031-03-01"}
        point = act(
            *("action_point_create", house.coordinator2),
            taskforce="borno",
            meeting=row["id"],
            is_confidential=is_confidential,
            **said,
        )
        to = f"{shown}_confidential" if is_confidential else shown
        more = {"group": group, "agency": "RP", "shown_to": to}
        world.things[f"action_point {to}"] = _thing("action_point", point, **more)


def _thing(noun: str, row: dict[str, Any], **about: Any) -> dict[str, Any]:
    return {"noun": noun, "id": row["id"], "title": row.get("title"), **about}


class Steps:
    """Says each step of a history to the task force, and to the world beside it."""

    def __init__(self, house: SimpleNamespace, world: World, act: Any) -> None:
        self.house, self.world, self.act = house, world, act

    def take(self, step: tuple[str, int, int, int]) -> None:
        """Take one step; where it does not fit, nothing happens."""
        verb, *numbers = step
        getattr(self, f"_{verb}")(*numbers)

    def _pick(self, number: int) -> Sits | None:
        every = self.world.sits
        return every[number % len(every)] if every else None

    def _facts(self, role: str, agency: int, group: int) -> dict[str, str]:
        facts = {}
        if role in ("focal_point", "reporter") or agency % 2:
            facts["agency"] = AGENCIES[agency % len(AGENCIES)]
        if role == "chair" or group % 3 == 0:
            facts["subcommittee"] = GROUPS[group % len(GROUPS)]
        return facts

    def _join(self, person: int, role: int, more: int) -> None:
        name, what = PEOPLE[person % len(PEOPLE)], ROLES[role % len(ROLES)]
        facts = self._facts(what, more, role)
        own = (facts.get("agency"), facts.get("subcommittee"))
        if any(
            (s.role, s.agency, s.group) == (what, *own) for s in self.world.of(name)
        ):
            return
        user = getattr(self.house, name)["name"]
        about = {"taskforce": "borno", "user": user, "role": what, **facts}
        row = self.act("seat_create", self.house.root, **about)
        self.world.sits.append(Sits(row["id"], name, what, *own))

    def _leave(self, seat: int, _role: int, _more: int) -> None:
        if (one := self._pick(seat)) is None:
            return
        self.act("seat_end", self.house.root, **self._about("seat", one.id))
        self.world.sits.remove(one)

    def _change(self, seat: int, role: int, more: int) -> None:
        if (one := self._pick(seat)) is None:
            return
        what = ROLES[role % len(ROLES)]
        facts = {"agency": "", "subcommittee": "", **self._facts(what, more, role)}
        about = self._about("seat", one.id)
        self.act("seat_update", self.house.root, **about, role=what, **facts)
        one.role = what
        one.agency, one.group = facts["agency"] or None, facts["subcommittee"] or None

    def _move(self, agency: int, group: int, more: int) -> None:
        acronym = AGENCIES[agency % len(AGENCIES)]
        groups = {GROUPS[group % 3], GROUPS[more % 3]} if more % 4 else set()
        about = self._about("agency", self.house.agency[acronym]["id"])
        who = self.house.coordinator2
        self.act("agency_update", who, **about, subcommittees=sorted(groups))
        self.world.groups_of[acronym] = groups

    def _expire(self, agency: int, _group: int, more: int) -> None:
        """An endorsement that ends closes counts of persons, and hides nothing."""
        acronym = AGENCIES[agency % len(AGENCIES)]
        ends = "2020-01-01" if more % 2 else "2031-01-01"
        asked = (
            "INSERT INTO tiptaskforce_agreement"
            " (id, taskforce_id, agency_id, endorsed_on, expires_on)"
            " VALUES (gen_random_uuid()::text, :tf, :agency, '2019-01-01', :ends)"
            " ON CONFLICT (taskforce_id, agency_id) DO UPDATE SET expires_on = :ends"
        )
        about = {"tf": self.house.id, "agency": self.house.agency[acronym]["id"]}
        with model.meta.engine.begin() as connection:
            connection.execute(sa.text(asked), {**about, "ends": ends})

    def _about(self, noun: str, row_id: str) -> dict[str, Any]:
        asker = self.house.root if noun == "seat" else self.house.coordinator2
        row = self.act(f"{noun}_show", asker, id=row_id)
        return {"id": row_id, "version": row["version"]}


@pytest.fixture
def steps(act) -> Any:
    """Return the function that makes the steps of one history."""
    return lambda house, world: Steps(house, world, act)


@pytest.fixture
def files_back(app) -> Any:
    """Return the function that fills the private storage, which a test empties."""

    def fill() -> None:
        asked = sa.text("SELECT location FROM tiptaskforce_document")
        with model.meta.engine.connect() as connection:
            found = list(connection.scalars(asked))
        storage = ckan_files.get_storage(files.STORAGE)
        for name in found:
            storage.upload(ckan_files.Location(name), ckan_files.make_upload(CSV))

    return fill


@pytest.fixture
def secrets_of(act) -> Any:
    """Return the function that gives each person with a seat a calendar feed."""

    def made(house: SimpleNamespace, world: World) -> Any:
        chosen: dict[str, str] = {}

        def secret(who: str) -> str | None:
            """Return the address of a feed, which outlives the seats of its person."""
            if who not in chosen and world.of(who):
                asked = {"taskforce": "borno", "is_wanted": True}
                found = act("feed_choose", getattr(house, who), **asked)
                chosen[who] = found["secret"]
            return chosen.get(who)

        for one in PEOPLE:
            secret(one)
        return secret

    return made
