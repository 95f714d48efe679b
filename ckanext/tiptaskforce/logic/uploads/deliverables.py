"""Deliverables from a tracker.

Which entry a row is: the tracker's own id within one organisation, where the file has
such a column. Else title, organisation and due date together; and where one row and
one entry alone (first of the open ones, then of all) have a title in an organisation,
they are the same even if the date moved. A row with an id never takes over an entry
that has another one. A changed title without an id makes a new entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange.cells import Address, Codes, Date, Text
from ckanext.tiptaskforce.exchange.matching import Entry, Key
from ckanext.tiptaskforce.exchange.tracker import Column, GoodRow
from ckanext.tiptaskforce.logic import (
    base,
    ownership,
    references,
    violation_links,
    visibility,
)
from ckanext.tiptaskforce.logic.uploads import aliases, lists
from ckanext.tiptaskforce.logic.uploads.kind import Call, Intent, Kind, Settled, problem
from ckanext.tiptaskforce.logic.validators import MAX_LINE, MAX_TEXT
from ckanext.tiptaskforce.model import deliverable as table
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.scan import scan
from ckanext.tiptaskforce.vocabulary import DeliverableState as State
from ckanext.tiptaskforce.vocabulary import Sensitivity, Visibility

_OPEN = (State.PLANNED, State.IN_PROGRESS)
# What an update may say; the rest belongs to the key or to the submission.
_SUBMITTED_WITH = ("finished_on", "status")
_FROM_TEMPLATE = ("core_function", "objective", "subcommittee")

_NAMED = ("agency", "title")
_DATED = ("agency", "title", "due")
_NO_ID: dict[str, object] = {"tracker_key": None}
_WITHOUT: dict[str, object] = {"tracker_key": ""}
_IS_OPEN: dict[str, object] = {"is_open": True}

_NOT_DONE = N_(
    "Only delivered work has this date. Leave the cell empty, or write Delivered."
)
_CLOSED = N_(
    "This entry waits for review or is delivered, so it keeps what it says. "
    "Recall it or start its next edition on its page."
)
_DROPPED = N_("This entry was dropped. It stays dropped; the row changes nothing.")


class Deliverables(Kind):
    """What agencies owe, row by row."""

    noun = "deliverable"
    title = N_("Deliverables")
    named_by = "title"
    keys = (
        Key(("agency", "tracker_key"), needed=("agency", "tracker_key")),
        Key(_DATED, _NAMED, row=_NO_ID),
        Key(_DATED, _NAMED, entry=_WITHOUT),
        Key(_NAMED, _NAMED, is_lone=True, row=_NO_ID, entry=_IS_OPEN),
        Key(_NAMED, _NAMED, is_lone=True, entry={**_WITHOUT, **_IS_OPEN}),
        Key(_NAMED, _NAMED, is_lone=True, row=_NO_ID),
        Key(_NAMED, _NAMED, is_lone=True, entry=_WITHOUT),
    )
    unique = keys[:2]

    def columns(self, step: base.Step) -> list[Column]:
        """Return the columns; title and status must be there."""
        return [*self._about(), *self._dates(), *self._belongs(step), *self._more()]

    def existing(self, step: base.Step) -> list[dict[str, Any]]:
        """Return what the reader may see: open entries first, then the oldest."""
        names = references.Names.of(step.taskforce.id)
        found = table.all_visible(step.taskforce.id, step.scope)
        return [_entry(row, names) for row in found]

    def settle(self, step: base.Step, rows: Sequence[GoodRow]) -> Settled:
        """Fill in the person's own organisation where a row names none."""
        own_id = ownership.default_agency_id(step.context, step.taskforce.id)
        own = references.Names.of(step.taskforce.id).agencies.get(own_id or "")
        return Settled([_settled(row, own) for row in rows])

    def intend(
        self,
        step: base.Step,
        row: GoodRow,
        entry: Entry | None,
        changed: dict[str, Any],
    ) -> Intent:
        """Return a create, an update, a submission, or the two in this order."""
        said = {k: v for k, v in row.values.items() if v not in (None, "", ())}
        if said.get("finished_on") and said["status"] != "delivered":
            return Intent(problems=[problem(row, "finished_on", _NOT_DONE)])
        if entry is None:
            return Intent([Call("deliverable_create", _sent(said))])
        if _is_closed_as_asked(entry, said, changed):
            changed.pop("visibility")
        if not changed:
            return Intent()
        if entry["state"] == State.DROPPED:
            return Intent(warnings=[problem(row, "status", _DROPPED)])
        if entry["state"] not in _OPEN:
            return Intent(problems=[problem(row, key, _CLOSED) for key in changed])
        return Intent(_changes(said, changed))

    def _about(self) -> list[Column]:
        work = Text(MAX_LINE, scan)
        own_id = N_("Your own number of the row. It finds the row again.")
        one_line = N_("One line about the work, never about a person.")
        status = {
            code: labels.WORDS["deliverable"][code]
            for code in ("planned", "in_progress", "delivered")
        }
        return [
            self.column("tracker_key", N_("Tracker id"), Text(MAX_LINE), own_id),
            self.column("title", N_("Title"), work, one_line, required=True),
            self.column(
                "status",
                N_("Status"),
                lists.listed(status, aliases.STATUS),
                N_("Delivered work goes to review."),
                required=True,
            ),
        ]

    def _dates(self) -> list[Column]:
        return [
            self.column(
                "due", N_("Due"), Date(), N_("Planned and started work needs it.")
            ),
            self.column(
                "finished_on",
                N_("Finished on"),
                Date(),
                N_("Delivered work needs it."),
            ),
        ]

    def _belongs(self, step: base.Step) -> list[Column]:
        owner = N_("Who owes it. Empty: your own.")
        tf_id = step.taskforce.id
        return [
            self.column("agency", N_("Organisation"), lists.agencies(tf_id), owner),
            self.column("template", N_("Standing deliverable"), lists.templates(tf_id)),
            self.column(
                "core_function", N_("Core function"), lists.worded("core_function")
            ),
            self.column("objective", N_("Line"), lists.lines(tf_id)),
            self.column("subcommittee", N_("Subcommittee"), lists.subcommittees(tf_id)),
        ]

    def _more(self) -> list[Column]:
        several = N_("Several are set apart by a semicolon.")
        violations = Codes(lists.worded("violation"))
        links = Codes(lists.violation_links())
        such_as = N_("Such as abduction:tactic. Empty: as the source states.")
        # Named persons are chosen on the entry's page; a file cannot name them.
        seen = {
            code: word
            for code, word in labels.WORDS["visibility"].items()
            if code != Visibility.NAMED
        }
        return [
            self.column("evidence_url", N_("Link"), Address()),
            self.column("note", N_("Note"), Text(MAX_TEXT, scan)),
            self.column("violations", N_("Related violations"), violations, several),
            self.column("violation_links", N_("Kind of link"), links, such_as),
            self.column("review_by", N_("Review again by"), Date()),
            self.column("visibility", N_("Who may see it"), lists.listed(seen)),
            self.column("sensitivity", N_("Level"), lists.worded("sensitivity")),
        ]


def _entry(row: Deliverable, names: references.Names) -> dict[str, Any]:
    status = row.state
    if status in (State.SUBMITTED, State.DELIVERED):
        status = "delivered"
    return {
        "id": row.id,
        "version": row.version,
        "state": row.state,
        "is_open": row.state in _OPEN,
        "tracker_key": row.tracker_key,
        "title": row.title,
        "status": status,
        "due": row.due,
        "finished_on": row.finished_on,
        "agency": names.agencies.get(row.agency_id or ""),
        "template": row.template,
        "core_function": str(row.core_function) if row.core_function else None,
        "objective": row.objective,
        "subcommittee": names.subcommittees.get(row.subcommittee_id or ""),
        "evidence_url": row.evidence_url,
        "note": row.note,
        "violations": row.violations,
        "violation_links": [f"{c}:{kind}" for c, kind in row.violation_links.items()],
        "review_by": row.review_by,
        "visibility": row.visibility,
        "sensitivity": row.sensitivity,
    }


def _settled(row: GoodRow, own: str | None) -> GoodRow:
    """Fill in the own organisation, and leave out what the source states by itself."""
    values = dict(row.values)
    if own and not values.get("agency"):
        values["agency"] = own
    if values.get("violation_links"):
        kept = violation_links.without_stated(_links(values["violation_links"]))
        values["violation_links"] = tuple(f"{c}:{kind}" for c, kind in kept.items())
    return GoodRow(row.number, values)


def _links(pairs: Any) -> dict[str, str]:
    return dict(pair.split(":") for pair in pairs)


def _is_closed_as_asked(
    entry: Entry, said: dict[str, Any], changed: dict[str, Any]
) -> bool:
    """Tell whether the level alone makes an entry more closed than the row says."""
    if "visibility" not in changed:
        return False
    level = Sensitivity(said.get("sensitivity") or entry["sensitivity"])
    least = visibility.least(level)
    return visibility.closest(Visibility(said["visibility"]), least) == Visibility(
        entry["visibility"]
    )


def _changes(said: dict[str, Any], changed: dict[str, Any]) -> list[Call]:
    if "template" in changed:
        # A new template brings its own line and group; those of the row go with it.
        changed |= {key: said[key] for key in _FROM_TEMPLATE if key in said}
    if changed.get("status") != "delivered":
        return [Call("deliverable_update", _sent(changed))]
    updated = {k: v for k, v in changed.items() if k not in _SUBMITTED_WITH}
    submitted = {"finished_on": said["finished_on"]} if "finished_on" in said else {}
    calls = [Call("deliverable_submit", _sent(submitted))]
    if updated:
        calls.insert(0, Call("deliverable_update", _sent(updated)))
    return calls


def _sent(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as a call sends them."""
    sent = {key: _plain(value) for key, value in values.items()}
    if "violation_links" in sent:
        sent["violation_links"] = _links(sent["violation_links"])
    return sent


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


KIND = Deliverables()
