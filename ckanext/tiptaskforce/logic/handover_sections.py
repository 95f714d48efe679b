"""What whoever coordinates next reads first: how the task force stands, as tables.

Everything here is what any member may know of; organisations and roles stand in it,
and no person. Who holds other seats beside that of coordination reads no more of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange.readable import Section
from ckanext.tiptaskforce.logic import base, references, standings
from ckanext.tiptaskforce.model import handover_all as model
from ckanext.tiptaskforce.model import overview
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.vocabulary import Role, StatusWord

Rows = list[list[Any]]
COORDINATING = frozenset({Role.COORDINATOR, Role.SECRETARIAT})


def of(step: base.Step) -> list[Section]:
    """Return the tables of the file, in the order in which they are read."""
    step = as_coordination(step)
    return [
        *_people(step),
        _strategy(step),
        _action_points(step),
        _deliverables(step),
        _meetings(step),
        _protocol(step),
        _forums(step),
        _inputs(step),
        _periods(step),
    ]


def as_coordination(step: base.Step) -> base.Step:
    """Return the step of the caller in the seats of coordination and in no others.

    A custodian who coordinates as well hands on no word that follows from raw counts.
    """
    reader = step.reader
    held = tuple(seat for seat in reader.held if seat.role in COORDINATING)
    return replace(step, reader=replace(reader, held=held, is_sysadmin=False))


def _people(step: base.Step) -> list[Section]:
    agencies = model.agencies(step.taskforce.id)
    known = references.Names.of(step.taskforce.id)
    groups = {group["slug"]: group["title"] for group in known.groups}
    titles = {i: groups.get(slug, slug) for i, slug in known.subcommittees.items()}
    names = {row.id: row.name for row in agencies}
    order = list(Role)
    seats = sorted(
        (
            order.index(Role(role)),
            titles.get(group or "", ""),
            names.get(agency or "", ""),
        )
        for role, agency, group in model.seats(step.taskforce.id)
        if agency is None or agency in names
    )
    return [
        Section(
            "seats",
            tk._("Who sits where"),
            [tk._("Role"), tk._("Subcommittee"), tk._("Organisation")],
            [
                [labels.word("role", order[n]), group, agency]
                for n, group, agency in seats
            ],
        ),
        Section(
            "organisations",
            tk._("Member organisations"),
            [
                *(tk._("Short name"), tk._("Name"), tk._("Type")),
                *(tk._("Subcommittees"), tk._("Position")),
            ],
            [_organisation(row, titles) for row in agencies],
        ),
    ]


def _organisation(row: Agency, titles: dict[str, str]) -> list[Any]:
    sits = ", ".join(titles[i] for i in row.subcommittee_ids if i in titles)
    kind = labels.word("agency_type", row.type)
    return [row.acronym, row.name, kind, sits, row.position]


def _strategy(step: base.Step) -> Section:
    words = [word.value for word in StatusWord]
    chosen = references.chosen_strategy(step)
    lines = [line for line in references.all_lines(step) if not line.retired]
    rows: Rows = []
    if chosen is not None:
        asked = (step.taskforce.id, model.ANY_MEMBER, step.taskforce.today, chosen.id)
        counted, said = overview.by_objective(*asked), standings.labels(step)
        own = {
            line.code: [
                *(said.get(line.id, {}).get(word, 0) for word in words),
                *counted.get(line.code, (0, 0)),
            ]
            for line in lines
        }
        rows = [[line.code, line.title, *_summed(line, lines, own)] for line in lines]
    title = tk._("How the strategy stands")
    return Section(
        "strategy",
        f"{title}: {chosen.title}" if chosen else title,
        [
            *(tk._("Code"), tk._("Title")),
            *(labels.word("status", word) for word in words),
            *(tk._("Deliverables in place"), tk._("Of")),
        ],
        rows,
        tk._("Indicators by their word, and deliverables that every member sees."),
    )


def _summed(
    line: Objective, lines: Iterable[Objective], own: dict[str, list[int]]
) -> list[int]:
    """Return what a line and all lines below it count."""
    children = (one for one in lines if one.parent_code == line.code)
    below = (_summed(child, lines, own) for child in children)
    return [sum(counts) for counts in zip(own[line.code], *below, strict=True)]


def _action_points(step: base.Step) -> Section:
    known = references.Names.of(step.taskforce.id).agencies
    return Section(
        "action points",
        tk._("Open action points"),
        [tk._("Due"), tk._("Action point"), tk._("Organisation")],
        [
            [row.due, row.title, known.get(row.agency_id, "")]
            for row in model.action_points(step.taskforce.id)
        ],
    )


def _deliverables(step: base.Step) -> Section:
    today = step.taskforce.today
    known = references.Names.of(step.taskforce.id).agencies
    return Section(
        "deliverables",
        tk._("Deliverables that are not finished, wait for review or are outdated"),
        [
            *(tk._("Due"), tk._("Title"), tk._("Status")),
            *(tk._("Organisation"), tk._("Line")),
        ],
        [
            [*_standing(row, today), known.get(row.agency_id or "", ""), row.objective]
            for row in model.deliverables(step.taskforce.id, today)
        ],
    )


def _standing(row: Deliverable, today: Any) -> list[Any]:
    is_outdated = row.outdated_on(today)
    state = "outdated" if is_outdated else row.state
    due = row.review_by if is_outdated else row.fix_by or row.due
    return [due, row.title, labels.word("deliverable", state)]


def _meetings(step: base.Step) -> Section:
    return Section(
        "meetings",
        tk._("Next meetings of the whole task force"),
        [tk._("Day"), tk._("From"), tk._("Until"), tk._("Place")],
        [
            [
                row.day,
                row.starts,
                row.ends,
                labels.word("meeting_place", row.place_kind),
            ]
            for row in model.meetings(step.taskforce.id, step.taskforce.today)
        ],
    )


def _protocol(step: base.Step) -> Section:
    today = step.taskforce.today
    known = references.Names.of(step.taskforce.id).agencies
    return Section(
        "protocol",
        tk._("Endorsements of the information sharing protocol"),
        [tk._("Organisation"), tk._("Version"), tk._("Status"), tk._("Holds until")],
        [
            [
                known[row.agency_id],
                row.protocol_version,
                labels.word("agreement", "valid" if row.is_valid(today) else "expired"),
                row.expires_on,
            ]
            for row in model.agreements(step.taskforce.id)
            if row.agency_id in known
        ],
    )


def _forums(step: base.Step) -> Section:
    today = step.taskforce.today
    return Section(
        "register",
        tk._("Forums and agreements with partners"),
        [
            *(tk._("Title"), tk._("Kind"), tk._("Status")),
            *(tk._("Next day"), tk._("Next item")),
        ],
        [
            [
                row.title,
                labels.word("partnership_kind", row.kind),
                labels.word("partnership", row.state(today).value),
                min((day for day in (row.review_by, row.ends_on) if day), default=None),
                row.next_item,
            ]
            for row in model.partnerships(step.taskforce.id)
        ],
    )


def _inputs(step: base.Step) -> Section:
    today = step.taskforce.today
    return Section(
        "inputs",
        tk._("Inputs to plans and reports of others"),
        [tk._("Due"), tk._("Title"), tk._("Kind"), tk._("Status")],
        [
            [
                row.due,
                row.title,
                labels.word("input_kind", row.kind),
                labels.word("input", row.state(today).value),
            ]
            for row in model.inputs(step.taskforce.id)
        ],
    )


def _periods(step: base.Step) -> Section:
    today = step.taskforce.today
    return Section(
        "periods",
        tk._("Reporting periods that are open or come"),
        [tk._("Due"), tk._("Period"), tk._("Status"), tk._("Locks on")],
        [
            [
                row.due_on,
                row.code,
                labels.word("period_state", row.state(today)),
                row.locks_on,
            ]
            for row in model.periods(step.taskforce.id, today)
        ],
    )
