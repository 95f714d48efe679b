"""Seats from a list of accounts and what each of them does in the task force.

Which entry a row is: account, role, organisation and subcommittee together. A seat
that holds is left as it is, or ended today; it is never given a second time.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange.cells import Code, Date, Text
from ckanext.tiptaskforce.exchange.matching import Entry, Key
from ckanext.tiptaskforce.exchange.tracker import Column, GoodRow
from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.logic.uploads import lists
from ckanext.tiptaskforce.logic.uploads.kind import Call, Intent, Kind, problem
from ckanext.tiptaskforce.logic.validators import MAX_LINE
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.seat import Seat, account_names
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.vocabulary import Role

_PLACE = ("user", "role", "agency", "subcommittee")
_NEEDED = ("user", "role")

_STARTED = N_("This person has this seat since %(day)s. Leave the cell empty.")
_LATER = N_(
    "A seat that holds can only be ended today (%(day)s) by a file. "
    "End it, and give a new one with its last day."
)


class Seats(Kind):
    """Who may act for whom, row by row."""

    noun = "seat"
    title = N_("People")
    named_by = "user"
    keys = (
        Key(_PLACE, _NEEDED, entry={"holds": True}),
        Key((*_PLACE, "until"), (*_NEEDED, "until"), entry={"holds": False}),
    )
    unique = (Key(_PLACE, _NEEDED),)

    def columns(self, step: base.Step) -> list[Column]:
        """Return the columns; account and role must be there."""
        tf_id = step.taskforce.id
        account = N_("The name of an account of this portal.")
        speaks = N_("Focal points and reporters need one.")
        chairs = N_("Chairs need one.")
        return [
            self.column("user", N_("Account"), Text(MAX_LINE), account, required=True),
            self.column("role", N_("Role"), _roles(), required=True),
            self.column("agency", N_("Organisation"), lists.agencies(tf_id), speaks),
            self.column(
                "subcommittee", N_("Subcommittee"), lists.subcommittees(tf_id), chairs
            ),
            self.column("from", N_("From"), Date(), N_("Empty: from today.")),
            self.column("until", N_("Until"), Date(), N_("Empty: open.")),
        ]

    def existing(self, step: base.Step) -> list[dict[str, Any]]:
        """Return all seats of the task force, those that ended too."""
        names = references.Names.of(step.taskforce.id)
        found = Seat.every(step.taskforce.id)
        accounts = account_names({row.user_id for row in found})
        return [_entry(row, names, accounts) for row in found]

    def intend(
        self,
        step: base.Step,
        row: GoodRow,
        entry: Entry | None,
        changed: dict[str, Any],
    ) -> Intent:
        """Return a new seat, the end of one, or why the row can do neither."""
        if entry is None:
            said = {k: _sent(v) for k, v in row.values.items() if v is not None}
            return Intent([Call("seat_create", said)])
        changed.pop("user", None)
        if "from" in changed:
            begun = entry["from"].isoformat()
            return Intent(problems=[problem(row, "from", _STARTED, day=begun)])
        if "until" not in changed:
            return Intent()
        today = now().date()
        if changed["until"] != today:
            day = today.isoformat()
            return Intent(problems=[problem(row, "until", _LATER, day=day)])
        return Intent([Call("seat_end", {})])


def _roles() -> Code:
    return lists.listed({role.value: labels.WORDS["role"][role.value] for role in Role})


def _entry(
    row: Seat, names: references.Names, accounts: dict[str, str]
) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "holds": row.ends is None or row.ends > now().date(),
        "user": accounts.get(row.user_id),
        "role": row.role,
        "agency": names.agencies.get(row.agency_id or ""),
        "subcommittee": names.subcommittees.get(row.subcommittee_id or ""),
        "from": row.starts,
        "until": row.ends,
    }


def _sent(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


KIND = Seats()
