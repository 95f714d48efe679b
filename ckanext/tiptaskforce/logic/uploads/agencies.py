"""Member organisations from a tracker, a contact list, or a 3W table.

Which entry a row is: the short name, else the full name. A 3W table names each
organisation many times: rows that say the same are read once, and where only the
spelling of the full name differs, the usual spelling counts and the person confirms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from ckanext.tiptaskforce.exchange.cells import Codes, Text, Truth, plain
from ckanext.tiptaskforce.exchange.matching import Entry, Key
from ckanext.tiptaskforce.exchange.tracker import (
    Column,
    GoodRow,
    Problem,
    comparable,
)
from ckanext.tiptaskforce.logic import base, references, working_places
from ckanext.tiptaskforce.logic.uploads import aliases, lists
from ckanext.tiptaskforce.logic.uploads.kind import (
    Call,
    Intent,
    Kind,
    Settled,
    problem,
    repeated,
)
from ckanext.tiptaskforce.logic.validators import MAX_LINE
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.phrase import N_, Phrase

# Two spellings of one name are at least so much alike, from 0 to 1.
ALIKE = 0.75
# What the rows of one organisation may say differently: a 3W table has a row a place.
GATHERED = ("name", "places")

_NO_ACRONYM = N_("Give a new organisation a short name.")
_DIFFERS = N_(
    "Rows %(rows)s have the same short name and say different things here. "
    "Make them the same, or give each organisation its own short name."
)
_SPELT = N_(
    "Rows %(rows)s spell this name in another way than the other rows of %(acronym)s. "
    "The usual spelling is kept."
)


class Agencies(Kind):
    """Who takes part, row by row."""

    noun = "agency"
    title = N_("Member organisations")
    named_by = "name"
    keys = (
        Key(("acronym",), needed=("acronym",)),
        Key(("name",), needed=("name",), is_lone=True),
    )
    unique = keys
    contacts = frozenset({"contact"})

    def columns(self, step: base.Step) -> list[Column]:
        """Return the columns; name and type must be there."""
        line = Text(MAX_LINE)
        groups = Codes(lists.subcommittees(step.taskforce.id))
        places = Codes(working_places.within(step.taskforce))
        several = N_("Several are set apart by a semicolon.")
        kinds = lists.worded("agency_type", aliases.AGENCY_TYPE)
        call = N_("A phone number or mail address may stand here, and only here.")
        return [
            self.column("acronym", N_("Short name"), line, _SHORT),
            self.column("name", N_("Name"), line, required=True),
            self.column("type", N_("Type"), kinds, required=True),
            self.column("mandates", N_("Mandates"), _mandates(), several),
            self.column("subcommittees", N_("Subcommittees"), groups, several),
            self.column("places", N_("Works in"), places, several),
            self.column("reporting_duty", N_("Owes reports"), Truth()),
            self.column("position", N_("Part in the task force"), line),
            self.column("contact", N_("Contact"), line, call),
        ]

    def existing(self, step: base.Step) -> list[dict[str, Any]]:
        """Return all organisations of the task force."""
        names = references.Names.of(step.taskforce.id).subcommittees
        return [_entry(row, names) for row in Agency.every(step.taskforce.id)]

    def settle(self, step: base.Step, rows: Sequence[GoodRow]) -> Settled:
        """Read each organisation once, however often the file names it."""
        groups: dict[object, list[GoodRow]] = {}
        for row in rows:
            key = comparable(row.values.get("acronym")) or ("", _name(row))
            groups.setdefault(key, []).append(row)
        settled = Settled([])
        for group in groups.values():
            _settle(group, settled)
        return settled

    def intend(
        self,
        step: base.Step,
        row: GoodRow,
        entry: Entry | None,
        changed: dict[str, Any],
    ) -> Intent:
        """Return a create or an update."""
        said = {k: v for k, v in row.values.items() if v not in (None, "", ())}
        if entry is None and "acronym" not in said:
            return Intent(problems=[problem(row, "acronym", _NO_ACRONYM)])
        if entry is None:
            return Intent([Call("agency_create", _sent(said))])
        return Intent([Call("agency_update", _sent(changed))] if changed else [])


_SHORT = N_("By it the organisation is found again.")


def _mandates() -> Codes:
    return Codes(lists.worded("mandate"))


def _entry(row: Agency, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "acronym": row.acronym,
        "name": row.name,
        "type": row.type,
        "mandates": row.mandates,
        "subcommittees": [names[i] for i in row.subcommittee_ids if i in names],
        "places": row.places,
        "reporting_duty": row.reporting_duty,
        "position": row.position,
        "contact": row.contact,
    }


def _settle(group: Sequence[GoodRow], settled: Settled) -> None:
    """Put one organisation's rows together, or say what keeps them apart."""
    usual = Counter(str(row.values.get("name")) for row in group).most_common(1)[0][0]
    kept = next(row for row in group if row.values.get("name") == usual)
    apart = [row for row in group if _differs(row, kept)]
    if apart:
        settled.problems += _apart(group, kept)
        return
    odd = [row for row in group if _name(row) != _name(kept)]
    if odd:
        numbers = ", ".join(str(row.number) for row in odd[:10])
        acronym = kept.values.get("acronym")
        phrase = Phrase(_SPELT, {"rows": numbers, "acronym": acronym})
        settled.warnings.append(Problem(kept.number, "name", "", "", phrase))
    settled.rows.append(_everywhere(kept, group))
    settled.n_repeated += len(group) - 1


def _everywhere(kept: GoodRow, group: Sequence[GoodRow]) -> GoodRow:
    """Return an organisation's row with the places of all its rows."""
    said = [row.values.get("places") for row in group]
    places = [code for codes in said if isinstance(codes, tuple) for code in codes]
    if not places:
        return kept
    return GoodRow(kept.number, {**kept.values, "places": tuple(dict.fromkeys(places))})


def _differs(row: GoodRow, kept: GoodRow) -> bool:
    return bool(_different(row, kept)) or not _is_alike(_name(row), _name(kept))


def _different(row: GoodRow, kept: GoodRow) -> list[str]:
    return [
        key
        for key, value in row.values.items()
        if key not in ("name", "places")
        and comparable(value) != comparable(kept.values.get(key))
    ]


def _apart(group: Sequence[GoodRow], kept: GoodRow) -> list[Problem]:
    keys = {key for row in group for key in _different(row, kept)} or {"name"}
    rows = repeated([row.number for row in group]).values["rows"]
    phrase = Phrase(_DIFFERS, {"rows": rows})
    return [
        Problem(row.number, key, "", "", phrase)
        for row in group
        for key in sorted(keys)
    ]


def _is_alike(one: str, other: str) -> bool:
    words, more = sorted((set(one.split()), set(other.split())), key=len)
    return words <= more or SequenceMatcher(None, one, other).ratio() >= ALIKE


def _name(row: GoodRow) -> str:
    return plain(str(row.values.get("name") or ""))


def _sent(values: dict[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


KIND = Agencies()
