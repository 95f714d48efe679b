"""Planning a year: what it is made of, and many calls that are saved whole or not."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context

from ckanext.tiptaskforce.logic import (
    base,
    deliverables,
    record,
    references,
    remembered,
)
from ckanext.tiptaskforce.model import year as table
from ckanext.tiptaskforce.model.base import Query
from ckanext.tiptaskforce.vocabulary import Cell
from ckanext.tiptaskforce.vocabulary import DeliverableState as State

Row = dict[str, Any]
_REFUSALS = (tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound)


def query(step: base.Step) -> Query:
    """Return the select of what stands to be planned for the year of a call."""
    return table.plannable(
        step.taskforce.id,
        step.scope,
        step.data["year"],
        subcommittee_id=references.subcommittee_id(step),
        agency_id=references.agency_id(step),
        core_function=step.data.get("core_function"),
    )


def proposed(step: base.Step, shown: Row) -> Row:
    """Return a deliverable with what a plan of the year would do about it."""
    is_done = shown["state"] == State.DELIVERED
    before = shown["due"] or shown["finished_on"]
    due = _in_year(before, step.data["year"]) if is_done else shown["due"]
    # What is planned lies ahead, also where the year has begun already.
    if is_done and due < step.taskforce.today.isoformat():
        due = step.taskforce.today.isoformat()
    verb = "renew" if is_done else "update"
    found = references.templates(step.taskforce.id)
    title = next((one.title for one in found if one.code == shown["template"]), None)
    return {**shown, "verb": verb, "proposed_due": due, "template_title": title}


def missing(step: base.Step) -> list[Row]:
    """Return the standing deliverables that nobody has logged yet."""
    if step.data.get("agency"):
        return []
    group, number = step.data.get("subcommittee"), step.data.get("core_function")
    names, cells = references.Names.of(step.taskforce.id), deliverables.cells(step)
    found = []
    for one in references.templates(step.taskforce.id):
        slug = names.subcommittees.get(one.subcommittee_id or "")
        is_asked = number in (None, one.core_function) and group in (None, slug)
        stands = deliverables.cell(one, cells)["cell"]
        if is_asked and stands == Cell.NONE:
            about = {"template": one.code, "title": one.title, "subcommittee": slug}
            found.append({**about, "core_function": one.core_function})
    return found


def run(step: base.Step) -> list[Row]:
    """Make the calls of all rows in one transaction, or try them out for a preview.

    :returns: of each row ``{row, verb, id, title, agency, partners, due}``
    :raises ValidationError: naming each row that is refused; then nothing is saved
    """
    is_preview = bool(step.data.get("is_preview"))
    batch = base.Batch(step.reader, is_rehearsal=is_preview)
    model.Session.flush()
    told, refused = [], []
    with remembered.pinned(), model.Session.no_autoflush:
        for number, row in enumerate(step.data["rows"], start=1):
            try:
                told.append({"row": number, **_one(step, row, number, batch)})
            except _REFUSALS as problem:
                refused += _words(number, problem)
    if refused:
        raise tk.ValidationError({"rows": refused})
    if not is_preview:
        record.finish(step, batch)
        record.commit(step)
    return told


def _one(step: base.Step, row: Row, number: int, batch: base.Batch) -> Row:
    verb, before = _verb(step, row)
    sent = {name: value for name, value in row.items() if value not in (None, "")}
    later = _later(step, sent, before) if verb == "renew" else {}
    if verb == "create":
        sent |= {"taskforce": step.taskforce.slug, "status": "planned"}
        if "title" not in sent and sent.get("template"):
            known = references.template(step.taskforce.id, sent["template"])
            sent["title"] = known.title
        key = step.data.get("idempotency_key")
        sent |= {"idempotency_key": f"{key}-{number}"} if key else {}
    made = _called(step, f"deliverable_{verb}", sent, batch)
    if made and later:
        about = {"id": made["id"], "version": made["version"], **later}
        made = _called(step, "deliverable_update", about, batch)
    return {
        "verb": verb,
        "id": (made or row).get("id"),
        "title": sent.get("title") or (before.title if before else None),
        "agency": row.get("agency") or None,
        "partners": row.get("partners"),
        "due": row.get("due") or None,
    }


def _later(step: base.Step, sent: Row, before: Any) -> Row:
    """Take out of a renewal what is said of the next edition, where it differs."""
    found = {name: sent.pop(name) for name in ("agency", "partners") if name in sent}
    agency = found.get("agency")
    if agency and references.agency(step.taskforce.id, agency).id == before.agency_id:
        found.pop("agency")
    return found


def _verb(step: base.Step, row: Row) -> tuple[str, Any]:
    """Return what a row asks for, and the deliverable that it is about."""
    if not row.get("id"):
        return "create", None
    before = base.locate(step.context, "deliverable", row["id"])
    if before is None or before.taskforce_id != step.taskforce.id:
        raise tk.ObjectNotFound(tk._("Not found."))
    return ("renew" if before.state == State.DELIVERED else "update"), before


def _called(
    step: base.Step, action: str, data: Row, batch: base.Batch
) -> dict[str, Any] | None:
    """Make a call of the batch; None where it was tried out only."""
    context = {**base.asker(step.context), base.BATCH: batch, "defer_commit": True}
    try:
        return tk.get_action(f"tiptaskforce_{action}")(cast(Context, context), data)
    except record.Rehearsed:
        return None
    finally:
        if batch.is_rehearsal:
            # The call touched rows and stopped before it wrote: they are as they were.
            for touched in model.Session.dirty:
                model.Session.expire(touched)


def _words(number: int, problem: Exception) -> list[str]:
    if isinstance(problem, tk.NotAuthorized):
        found = [("agency", tk._("Your seat does not let you save this row."))]
    elif isinstance(problem, tk.ValidationError):
        found = [
            (field, str(message))
            for field, messages in problem.error_dict.items()
            if isinstance(messages, list)
            for message in messages
        ]
    else:
        found = [("id", tk._("This entry is no longer there for you."))]
    line = tk._("Row {number}, {field}: {message}")
    return [
        line.format(number=number, field=field, message=message)
        for field, message in found
    ]


def _in_year(day: str, year: int) -> str:
    """Return the same day of another year; the 29th of February is the 28th there."""
    found = date.fromisoformat(day)
    try:
        return found.replace(year=year).isoformat()
    except ValueError:
        return found.replace(year=year, day=28).isoformat()
