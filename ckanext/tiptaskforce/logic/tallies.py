"""How the rows of a tally are checked, kept and shown.

No message quotes a count or what somebody typed as a code: CKAN logs refusals.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.exchange.cells import CellProblem
from ckanext.tiptaskforce.exchange.code_set import SEPARATOR, CodeSet
from ckanext.tiptaskforce.exchange.gazetteer import MOST_NEAR
from ckanext.tiptaskforce.exchange.working_area import ELSEWHERE
from ckanext.tiptaskforce.logic import (
    base,
    designs,
    nouns,
    references,
    working_places,
)
from ckanext.tiptaskforce.logic.designs import PLACE, STEP, Design
from ckanext.tiptaskforce.logic.validators import fold_digits
from ckanext.tiptaskforce.model import contribution, tally_row
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.tally_row import Cell, Counts
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import NO_VIOLATION

N = "n"
MOST = 10**12
MOST_TOLD = 20
MOST_NAMED = 14


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row: its number, its key and the reason."""

    row: int
    key: str
    reason: str

    def __str__(self) -> str:
        message = tk._("Row {row}, {key}: {reason}")
        return message.format(row=self.row, key=self.key, reason=self.reason)


@dataclass
class Reading:
    """Rows on their way to counts, with what is wrong in them."""

    taskforce: Taskforce
    design: Design
    agency_id: str
    # What the tally holds already may stay, although a code was retired since.
    kept: Counts = field(default_factory=dict)
    counts: Counts = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, rows: Iterable[Mapping[str, Any]]) -> Counts:
        """Take in the rows; what is wrong in them stands in ``problems``."""
        seen: dict[Cell, int] = {}
        for number, row in enumerate(rows, 1):
            found = list(self._problems(number, row))
            self.problems += found
            if not found:
                self._take(number, row, seen)
        return self.counts

    def _take(self, number: int, row: Mapping[str, Any], seen: dict[Cell, int]) -> None:
        cell = self._cell(row)
        if cell in seen:
            message = tk._("The same codes stand in row {other} already.")
            reason = message.format(other=seen[cell])
            self.problems.append(Problem(number, ", ".join(self._keys), reason))
            return
        seen[cell] = number
        self.counts[cell] = whole(row[N])

    def _cell(self, row: Mapping[str, Any]) -> Cell:
        codes = {name: self._code(name, row[name]) for name in self.design.dimensions}
        return Cell.of(row[STEP], codes)

    def _code(self, name: str, value: Any) -> str:
        if name in designs.MULTI:
            return CodeSet(dict.fromkeys(self._choices[name], "")).joined(_parts(value))
        return self._places.read(value) if name == PLACE else value

    def _problems(self, number: int, row: Mapping[str, Any]) -> Iterator[Problem]:
        for key in row:
            if key not in self._keys and key != N:
                yield Problem(number, shown_key(key), tk._("Unknown field."))
        for key in self._keys:
            reason = self._wrong_code(key, row.get(key))
            if reason:
                yield Problem(number, key, reason)
        if row.get(N) is None:
            yield Problem(number, N, tk._("Missing. Give a value."))
        elif whole(row[N]) == 0:
            message = tk._("Must be a whole number from 1 to {most}.")
            yield Problem(number, N, message.format(most=MOST))

    def _wrong_code(self, key: str, value: Any) -> str:
        if value in (None, "", []):
            return tk._("Missing. Give a value.")
        if key in designs.MULTI:
            return self._wrong_set(key, value)
        if key == PLACE:
            return self._wrong_place(value)
        known = self._choices[key]
        if not isinstance(value, str) or value not in known:
            return _not_listed(value, list(known))
        return self._elsewhere(key, value)

    def _wrong_set(self, key: str, value: Any) -> str:
        """Say what is wrong with the codes of which a row may have several."""
        codes, known = _parts(value), list(self._choices[key])
        strange = [code for code in codes if code not in known]
        if strange or not codes:
            return _not_listed("", known)
        if len(set(codes)) != len(codes):
            return tk._("Names a code twice.")
        if CodeSet.is_mixed(codes):
            message = tk._("“{code}” stands alone, without other codes.")
            return message.format(code=NO_VIOLATION)
        return ""

    def _elsewhere(self, key: str, code: str) -> str:
        """Say it where the agency does not work there; what is kept may stay."""
        own = self._offered.get(key)
        if own is None or code in own or code in self._held.get(key, ()):
            return ""
        names = {c.code: c.labels.get("en", c.code) for c in self._listed(key)}
        near = [name for known, name in names.items() if known in own][:MOST_NEAR]
        words = tk._(ELSEWHERE)
        if not near:
            return words
        return words + " " + tk._("Its places: {names}.").format(names=", ".join(near))

    def _wrong_place(self, value: Any) -> str:
        if isinstance(value, str) and value in self._choices[PLACE]:
            return self._elsewhere(PLACE, value)
        try:
            code = self._places.read(value if isinstance(value, str) else "")
        except CellProblem as problem:
            return _with_nearest(problem.phrase.render(tk._), problem.nearest)
        return self._elsewhere(PLACE, code)

    @property
    def _keys(self) -> tuple[str, ...]:
        return (STEP, *self.design.dimensions)

    @cached_property
    def _places(self) -> Any:
        return designs.places(self.taskforce, self.design)

    @cached_property
    def _choices(self) -> dict[str, set[str] | dict[str, None]]:
        """The codes of each key in their order, those of kept rows among them."""
        return {
            key: dict.fromkeys(
                choice.code
                for choice in self._listed(key)
                if not choice.is_retired or choice.code in self._held.get(key, ())
            )
            for key in self._keys
        }

    @cached_property
    def _held(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for cell in self.kept:
            for name, code in ((STEP, cell.step), *cell.codes):
                found.setdefault(name, set()).add(code)
        return found

    @cached_property
    def _offered(self) -> Mapping[str, frozenset[str]]:
        return working_places.offered(self.taskforce, self.design, self.agency_id)

    def _listed(self, key: str) -> list[designs.Choice]:
        return designs.choices(self.taskforce, self.design, key)


def _parts(value: Any) -> list[Any]:
    """Return several codes as a call gives them: a list, or a text with ; between."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(SEPARATOR)]
    return value if isinstance(value, list) else []


def whole(value: Any) -> int:
    """Return a count, or 0 for what is no whole number from 1 to 10^12."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return 0
    digits = fold_digits(str(value).strip()) if isinstance(value, str) else str(value)
    number = int(digits) if re.fullmatch(r"[0-9]{1,13}", digits) else 0
    return number if number <= MOST else 0


def shown_key(key: Any) -> str:
    """Return an unknown key as a message may name it."""
    return "".join(sign for sign in str(key) if sign.isprintable())[:60]


def checked(step: base.Step, design: Design, agency_id: str, kept: Counts) -> Counts:
    """Return the counts of the rows of a call.

    :raises ValidationError: naming row, key and reason of the first faults
    """
    reading = Reading(step.taskforce, design, agency_id, kept)
    counts = reading.read(step.data["rows"])
    if reading.problems:
        raise tk.ValidationError({"rows": told(reading.problems)})
    return counts


def told(problems: list[Problem]) -> list[str]:
    """Return the first faults in words, and how many more there are."""
    words = [str(problem) for problem in problems[:MOST_TOLD]]
    more = len(problems) - MOST_TOLD
    if more > 0:
        words.append(tk._("{count} more rows are wrong.").format(count=more))
    return words


def stated(
    step: base.Step, design: Design, agency_id: str, kept: Counts
) -> Counts | None:
    """Return what a call says of the counts, or None where it says nothing.

    :raises ValidationError: where it says both rows and that there is nothing
    """
    rows, is_nothing = step.data.get("rows"), step.data.get("nothing_to_report")
    if is_nothing and rows:
        message = tk._("Leave it out, or leave the rows out: it cannot be both.")
        raise base.invalid("nothing_to_report", message)
    if is_nothing:
        return {}
    return None if rows is None else checked(step, design, agency_id, kept)


def check_agreement(step: base.Step, agency_id: str) -> None:
    """Refuse to send counts without a valid endorsement of the protocol.

    :raises ValidationError: saying why
    """
    found = Agreement.of_agency(step.taskforce.id, agency_id)
    if found is None:
        message = tk._(
            "This organisation has not endorsed the information sharing protocol, so "
            "it cannot send counts of persons yet. Everything else stays open to it."
        )
        raise base.invalid("agreement", message)
    if not found.is_valid(step.taskforce.today):
        message = tk._(
            "The endorsement of the information sharing protocol by this organisation "
            "is not valid today, so it cannot send counts of persons."
        )
        raise base.invalid("agreement", message)


def may_read(step: base.Step, row: Tally) -> bool:
    """Tell whether the caller may open the counts of a tally."""
    target = nouns.target("tally", "read", row)
    return permissions.may(step.reader, "tally", "read", target)


def status(step: base.Step) -> Callable[[list[Tally]], list[dict[str, Any]]]:
    """Return what shows where tallies stand, without any count."""

    def shown(found: list[Tally]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        return [
            {
                **row.dictize(),
                "taskforce": step.taskforce.slug,
                "agency": names.agencies.get(row.agency_id),
                "agency_name": names.agency_names.get(row.agency_id),
            }
            for row in found
        ]

    return shown


def opened(step: base.Step, row: Tally) -> dict[str, Any]:
    """Return a tally with its counts, to those who may open them, else its status."""
    shown = {**status(step)([row])[0], "verbs": base.allowed_verbs(step, row)}
    if not may_read(step, row):
        return shown
    accepted = contribution.counts_of(row.id) if row.accepted_edition else {}
    return {
        **shown,
        "nothing_to_report": row.nothing_to_report,
        "note": row.note or None,
        "rows": _rows(tally_row.counts_of(row.id)),
        "accepted_rows": _rows(accepted),
    }


def _rows(counts: Counts) -> list[dict[str, Any]]:
    ordered = sorted(counts, key=lambda cell: (cell.codes, cell.step))
    return [cell.dictize(counts[cell]) for cell in ordered]


def _not_listed(value: Any, known: list[str]) -> str:
    message = tk._("Not a code of the list.")
    if len(known) <= MOST_NAMED:
        allowed = tk._("Allowed: {codes}.").format(codes=", ".join(known))
        return f"{message} {allowed}"
    near = difflib.get_close_matches(str(value)[:60], known, n=3, cutoff=0.4)
    return _with_nearest(message, near)


def _with_nearest(message: str, nearest: Iterable[str]) -> str:
    near = ", ".join(nearest)
    if not near:
        return message
    return message + " " + tk._("Nearest: {nearest}.").format(nearest=near)
