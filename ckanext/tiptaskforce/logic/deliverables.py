"""How a deliverable is filled, checked, found and shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import (
    base,
    details,
    ownership,
    references,
    remembered,
    violation_links,
    visibility,
)
from ckanext.tiptaskforce.model import deliverable as table
from ckanext.tiptaskforce.model import overview, past
from ckanext.tiptaskforce.model.base import Query, new_id
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.template import Template
from ckanext.tiptaskforce.vocabulary import Cell
from ckanext.tiptaskforce.vocabulary import DeliverableState as State

Cells = dict[str, tuple[Cell, bool]]

_PLAIN = (
    "title",
    "note",
    "evidence_url",
    "due",
    "core_function",
    "tracker_key",
)


def listed(step: base.Step) -> tuple[Query, dict[str, Any]]:
    """Return the select of a list call, with its filters and its order; its values."""
    data, taskforce = step.data, step.taskforce
    lines = references.branch(step)
    # A code means a line of one strategy only.
    strategy = references.chosen_strategy(step) if lines else None
    filters = {
        "state": data.get("state"),
        "core_function": data.get("core_function"),
        "template": data.get("template"),
        "doing_id": references.agency_id(step),
        "agency_id": references.agency_id(step, "responsible"),
        "subcommittee_id": references.subcommittee_id(step),
        "objective": [line.code for line in lines or ()],
        "strategy_id": strategy.id if strategy else references.chosen_id(step),
        "consulted": data.get("consulted"),
        "violation": data.get("violation"),
        "q": data.get("q"),
    }
    chosen = {field: value for field, value in filters.items() if value}
    wanted = table.Listing(
        step.scope.shape,
        frozenset(chosen),
        data.get("sort") or "due",
        is_overdue=bool(data.get("overdue")),
        is_outdated=bool(data.get("outdated")),
    )
    about = {"taskforce_id": taskforce.id, "today": taskforce.today}
    values = {**about, **step.scope.values, **table.values_of(chosen)}
    return table.listed(wanted), values


def cells(step: base.Step, group_id: str | None = None) -> Cells:
    """Return how each standing deliverable stands for the caller, by its code.

    A page asks for it twice; it is read once per request.
    """
    taskforce = step.taskforce
    key = ("cells", step.reader, taskforce.id, group_id)
    about = (taskforce.id, step.scope, taskforce.today, group_id)
    return remembered.once(key, lambda: overview.by_template(*about))


def past_cells(step: base.Step, day: date, group_id: str | None = None) -> Cells:
    """Return how each standing deliverable stood for the caller at the end of a day.

    :raises ValidationError: for a day that is not over
    """
    if day >= step.taskforce.today:
        raise base.invalid("on", tk._("Give a day that is past."))
    midnight = datetime.combine(day + timedelta(days=1), time(), step.taskforce.zone)
    return past.by_template(step.taskforce.id, step.scope, day, midnight, group_id)


def cell(template: Template, found: Cells) -> dict[str, Any]:
    """Return the cell of a standing deliverable in plain words."""
    if template.not_applicable:
        return {"cell": Cell.NOT_APPLICABLE.value, "is_in_review": False}
    stands, is_in_review = found.get(template.code, (Cell.NONE, False))
    return {"cell": stands.value, "is_in_review": is_in_review}


def shown_many(step: base.Step) -> Callable[[list[Any]], Iterable[dict[str, Any]]]:
    """Return what makes plain data of a page's rows, in a fixed number of queries."""

    def dictize(found: list[Any]) -> Iterable[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        evidence = Document.count_by_deliverable([row.id for row in found], step.scope)
        return [_shown(step, row, names, evidence.get(row.id, 0)) for row in found]

    return dictize


def shown(step: base.Step, row: Deliverable) -> dict[str, Any]:
    """Return one deliverable as plain data; in a batch without what others add."""
    if base.batch_of(step.context):
        return row.dictize(step.taskforce.today)
    return next(iter(shown_many(step)([row])))


def _shown(
    step: base.Step, row: Deliverable, names: references.Names, n_evidence: int
) -> dict[str, Any]:
    shown = row.dictize(step.taskforce.today)
    shown["taskforce"] = step.taskforce.slug
    shown["is_overdue"] = shown["is_overdue"] and row.agency_id not in names.excused
    shown["n_documents"] = n_evidence
    shown["links"] = violation_links.shown(row)
    is_finished = row.state in (State.SUBMITTED, State.DELIVERED)
    known = names.agencies
    shown["partners"] = sorted(known[one] for one in row.partner_ids if one in known)
    has_evidence = bool(row.evidence_url) or n_evidence > 0
    shown["is_evidence_owed"] = is_finished and not has_evidence
    return names.fill(shown, row)


def opened(step: base.Step) -> Deliverable:
    """Return the new deliverable that a create call describes, checked, not stored."""
    row = Deliverable(id=new_id())
    row.root_id = row.id
    row.edition = 1
    row.state = _first_state(step.data["status"])
    _fill_from_template(step, row)
    _fill(step, row)
    if row.agency_id is None:
        row.agency_id = ownership.default_agency_id(step.context, step.taskforce.id)
    _check_agency(step, row)
    _check_due(step, row)
    visibility.settle(step, row)
    _join(step, row)
    details.fill(step, row)
    return row


def change(step: base.Step) -> None:
    """Bring the fields of an update call onto the row, checked."""
    row, due = step.row, step.row.due
    if step.data.get("status"):
        row.state = _first_state(step.data["status"])
    if step.data.get("template") and step.data["template"] != row.template:
        _fill_from_template(step, row)
    elif "template" in step.data and not step.data["template"]:
        row.template = ""
    if row.template and step.data.get("core_function", ...) is None:
        message = tk._("The standing deliverable has one. Empty its field first.")
        raise base.invalid("core_function", message)
    _fill(step, row)
    if row.due != due or step.data.get("status"):
        _check_due(step, row, before=due)
    visibility.settle(step, row)
    _join(step, row)
    details.fill(step, row)
    _check_reach(step, row)


def finished_day(step: base.Step) -> date:
    """Return the day on which the work was finished.

    :raises ValidationError: where it is missing or ahead
    """
    day = step.data.get("finished_on")
    if day is None:
        raise base.invalid(
            "finished_on", tk._("Missing. On which day was it finished?")
        )
    if day > step.taskforce.today:
        message = tk._("This day is ahead. Give the day on which it was finished.")
        raise base.invalid("finished_on", message)
    return day


def review_day(step: base.Step) -> date | None:
    """Return the day by which accepted work must be looked at again, or None."""
    if step.data.get("review_by"):
        return step.data["review_by"]
    if step.row.review_by or not step.row.template:
        return step.row.review_by
    template = references.template(step.taskforce.id, step.row.template)
    if not template.review_months:
        return None
    return _months_after(step.taskforce.today, template.review_months)


def next_edition(step: base.Step) -> Deliverable:
    """Return the next edition of the delivered row, not stored."""
    if table.has_open_edition(step.row.root_id):
        raise base.invalid("state", tk._("The next edition is open already."))
    old = step.row
    new = Deliverable(id=new_id(), root_id=old.root_id, previous_id=old.id)
    copied = ("template", "core_function", "objective", "agency_id", "subcommittee_id")
    more = ("visibility", "sensitivity", "seat_ids", "strategy_id")
    more = (*more, "partner_ids", "successor", "handover_on")
    for field in (*copied, *more, *violation_links.FIELDS):
        setattr(new, field, getattr(old, field))
    heir = references.heir(step.taskforce.id, old.strategy_id, old.objective)
    if heir is not None:
        _serve(new, heir)
    new.edition = table.last_edition(old.root_id) + 1
    new.state = State.PLANNED.value
    new.title = step.data.get("title") or old.title
    new.due = step.data.get("due") or max(
        old.review_by or step.taskforce.today, step.taskforce.today
    )
    _check_due(step, new)
    return new


def _first_state(status: str) -> str:
    return State.PLANNED.value if status == "planned" else State.IN_PROGRESS.value


def _fill(step: base.Step, row: Deliverable) -> None:
    data, taskforce_id = step.data, step.taskforce.id
    row.put(data, (*_PLAIN, "visibility", "sensitivity", "review_by"))
    violation_links.fill(step, row)
    if data.get("agency"):
        row.agency_id = references.agency(taskforce_id, data["agency"]).id
    if "subcommittee" in data:
        slug = data["subcommittee"]
        group = references.subcommittee(taskforce_id, slug) if slug else None
        row.subcommittee_id = group.id if group else None
    if "objective" in data:
        code = data["objective"]
        _serve(row, references.objective(taskforce_id, code) if code else None)


def _join(step: base.Step, row: Deliverable) -> None:
    """Bring the partners of joint work onto a row; one agency stays responsible.

    :raises ValidationError: for an agency that is not there, or that has left
    """
    if "partners" in step.data:
        named = step.data["partners"] or []
        known = references.Names.of(step.taskforce.id)
        found = references.agency_ids(step.taskforce.id, named, "partners")
        staying = {one.id for one in known.staying}
        if set(found) - staying - set(row.partner_ids or ()):
            message = tk._("Names an organisation that has left.")
            raise base.invalid("partners", message)
        row.partner_ids = found
    row.partner_ids = [one for one in row.partner_ids or () if one != row.agency_id]


def _serve(row: Deliverable, line: Objective | None) -> None:
    row.objective = line.code if line else ""
    row.strategy_id = line.strategy_id if line else None


def _fill_from_template(step: base.Step, row: Deliverable) -> None:
    code = step.data.get("template")
    if not code:
        return
    template = references.template(step.taskforce.id, code)
    sent = step.data.get("core_function")
    if sent and template.core_function and sent != template.core_function:
        message = tk._("{code} belongs to core function {number}.")
        words = message.format(code=code, number=template.core_function)
        raise base.invalid("core_function", words)
    row.template = template.code
    row.core_function = template.core_function
    row.subcommittee_id = template.subcommittee_id
    known = references.lines(step.taskforce.id)
    code = template.objective_code
    _serve(row, next((line for line in known if line.code == code), None))


def _check_reach(step: base.Step, row: Deliverable) -> None:
    """Refuse to hand work to an agency or subcommittee where the caller has no say.

    :raises NotAuthorized: as for work that is logged there
    """
    if not permissions.may(
        step.reader, "deliverable", "update", permissions.facts(row)
    ):
        raise tk.NotAuthorized(tk._("Not authorised."))


def _check_agency(step: base.Step, row: Deliverable) -> None:
    if row.agency_id is None:
        raise base.invalid(
            "agency", tk._("Missing. Name the responsible organisation.")
        )


def _check_due(step: base.Step, row: Deliverable, before: date | None = None) -> None:
    if step.data.get("status") == "delivered":
        return
    if row.due is None:
        raise base.invalid("due", tk._("Missing. By which day is it owed?"))
    is_new = row.due != before
    if row.state == State.PLANNED and is_new and row.due < step.taskforce.today:
        raise base.invalid("due", tk._("This day is past. Planned work lies ahead."))


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)
