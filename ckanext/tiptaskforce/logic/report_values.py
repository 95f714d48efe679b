"""How the figures of a report are read, held against stated totals, and added up.

A call may give cells, each with a code per split, and totals beside them; what does
not add up is refused by name. Without cells it may give the total alone. No message
quotes a count of persons: CKAN logs refusals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange.cells import CellProblem
from ckanext.tiptaskforce.logic import designs, indicators
from ckanext.tiptaskforce.logic.designs import PLACE, Design
from ckanext.tiptaskforce.logic.tallies import Problem, told
from ckanext.tiptaskforce.logic.validators import exact
from ckanext.tiptaskforce.model.base import plain
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.report_value import Amount, Codes, Values, key
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.phrase import N_, Phrase
from ckanext.tiptaskforce.vocabulary import IndicatorKind

MOST = 10**12
MOST_CELLS = 5000
VALUE, MILESTONE = "value", "milestone"
PARTS = ("numerator", "denominator")
_STEP = N_("Say at which step it stands, also where that is the same.")
_BOTH = N_("Leave it out, or leave the values out: it cannot be both.")


def not_nothing(indicator: Indicator, values: Values) -> Phrase | None:
    """Return why a report cannot say that there is nothing to report, or None."""
    if indicator.kind == IndicatorKind.MILESTONE:
        return Phrase(_STEP)
    return Phrase(_BOTH) if values else None


@dataclass
class Reading:
    """Rows on their way to the figures of a report, with what is wrong in them."""

    taskforce: Taskforce
    indicator: Indicator
    # What the report holds already may stay, although a code was retired since.
    kept: Values = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, rows: Iterable[Mapping[str, Any]]) -> Values:
        """Return the figures to keep; what is wrong stands in ``problems``."""
        cells: dict[Codes, tuple[int, Amount]] = {}
        stated: dict[Codes, tuple[int, Amount]] = {}
        for number, row in enumerate(rows, 1):
            wrong = list(self._unknown(number, row))
            is_blank = self._is_blank(row)
            wrong += [] if is_blank else self._problems(number, row)
            self.problems += wrong
            if wrong or is_blank:
                continue
            codes = key(self._codes(row))
            is_cell = len(codes) == len(self.names)
            self._take(number, codes, self._amount(row), cells if is_cell else stated)
        return self._settled(cells, stated)

    @property
    def names(self) -> list[str]:
        """The splits of the indicator."""
        return self.indicator.disaggregations

    def _take(
        self,
        number: int,
        codes: Codes,
        amount: Amount,
        found: dict[Codes, tuple[int, Amount]],
    ) -> None:
        if codes in found:
            message = tk._("The same codes stand in row {other} already.")
            reason = message.format(other=found[codes][0])
            self.problems.append(Problem(number, ", ".join(self.names) or "*", reason))
        else:
            found[codes] = (number, amount)

    def _settled(
        self,
        cells: dict[Codes, tuple[int, Amount]],
        stated: dict[Codes, tuple[int, Amount]],
    ) -> Values:
        found = {codes: amount for codes, (_, amount) in cells.items()}
        if cells:
            for codes, (number, amount) in stated.items():
                self._compare(number, codes, amount, found)
            return found
        for codes, (number, _) in stated.items():
            if codes:
                missing = ", ".join(n for n in self.names if n not in dict(codes))
                message = tk._("Missing. Give every code, or the total alone.")
                self.problems.append(Problem(number, missing, message))
        return {codes: amount for codes, (_, amount) in stated.items() if not codes}

    def _compare(
        self, number: int, codes: Codes, stated: Amount, cells: Values
    ) -> None:
        """Hold a stated total against the cells that it is made of."""
        inside = [a for cell, a in cells.items() if set(codes) <= set(cell)]
        added = total(inside)
        for name in (VALUE, *PARTS):
            given, summed = getattr(stated, name), getattr(added, name)
            if given is not None and given != (summed or 0):
                reason = self._mismatch(codes, given, summed or Decimal(0))
                self.problems.append(Problem(number, name, reason))

    def _mismatch(self, codes: Codes, given: Decimal, summed: Decimal) -> str:
        said = ", ".join(f"{name} {code}" for name, code in codes)
        where = said or tk._("the total")
        if self.indicator.counts_persons:
            message = tk._("{where}: the cells do not add up to what is stated.")
            return message.format(where=where)
        message = tk._(
            "{where}: the cells add up to {sum}, and {stated} is stated; the "
            "difference is {difference}."
        )
        return message.format(
            where=where,
            sum=plain(summed),
            stated=plain(given),
            difference=plain(abs(given - summed)),
        )

    def _is_blank(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row says nothing: a blank cell is no zero."""
        return all(row.get(name) in (None, "") for name in (VALUE, MILESTONE, *PARTS))

    def _codes(self, row: Mapping[str, Any]) -> dict[str, str]:
        given = {name: row[name] for name in self.names if row.get(name)}
        if PLACE in given and given[PLACE] not in self._choices[PLACE]:
            given[PLACE] = self._places.read(given[PLACE])
        return given

    def _amount(self, row: Mapping[str, Any]) -> Amount:
        match self.indicator.kind:
            case IndicatorKind.PER_CENT:
                return Amount(None, *(exact(row[name]) for name in PARTS))
            case IndicatorKind.MILESTONE:
                said = row.get(MILESTONE) or row.get(VALUE)
                return Amount(indicators.rung(self.indicator, said))
            case _:
                return Amount(exact(row[VALUE]))

    def _unknown(self, number: int, row: Mapping[str, Any]) -> Iterator[Problem]:
        known = {*self.names, *self._fields}
        for name in row:
            if name not in known and row[name] not in (None, ""):
                shown = "".join(s for s in str(name) if s.isprintable())[:60]
                yield Problem(number, shown, tk._("Unknown field."))

    def _problems(self, number: int, row: Mapping[str, Any]) -> Iterator[Problem]:
        for name in self.names:
            reason = self._wrong_code(name, row.get(name))
            if reason:
                yield Problem(number, name, reason)
        for name in self._fields:
            reason = self._wrong_figure(name, row)
            if reason:
                yield Problem(number, name, reason)

    @property
    def _fields(self) -> tuple[str, ...]:
        match self.indicator.kind:
            case IndicatorKind.PER_CENT:
                return PARTS
            case IndicatorKind.MILESTONE:
                return (MILESTONE, VALUE)
            case _:
                return (VALUE,)

    def _wrong_figure(self, name: str, row: Mapping[str, Any]) -> str:
        if self.indicator.kind == IndicatorKind.MILESTONE:
            return self._wrong_step(name, row.get(name))
        found = exact(row.get(name))
        if row.get(name) in (None, ""):
            return tk._("Missing. Give a value.")
        if found is None or not 0 <= found <= MOST:
            message = tk._("Must be a number from {lowest} to {highest}.")
            return message.format(lowest=0, highest=MOST)
        if self.indicator.counts_persons and found != int(found):
            return tk._("Must be a whole number, because it counts persons.")
        if name == "denominator" and not found and exact(row.get("numerator")):
            return tk._("Nothing can be a part of 0.")
        return ""

    def _wrong_step(self, name: str, value: Any) -> str:
        if value in (None, "") or indicators.rung(self.indicator, value) is not None:
            return ""
        message = tk._("Not one of the allowed values: {words}.")
        return message.format(words=", ".join(self.indicator.milestones))

    def _wrong_code(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if isinstance(value, str) and value in self._choices[name]:
            return ""
        if name != PLACE:
            message = tk._("Not one of the allowed values: {words}.")
            return message.format(words=", ".join(self._choices[name]))
        try:
            self._places.read(value if isinstance(value, str) else "")
        except CellProblem as problem:
            return problem.phrase.render(tk._)
        return ""

    @cached_property
    def _design(self) -> Design:
        every = designs.every(self.taskforce)
        return every[-1] if every else Design("quarter", [], [])

    @cached_property
    def _places(self) -> Any:
        return designs.places(self.taskforce, self._design)

    @cached_property
    def _choices(self) -> dict[str, dict[str, None]]:
        """The codes of each split in their order, those of kept cells among them."""
        held: dict[str, set[str]] = {}
        for codes in self.kept:
            for name, code in codes:
                held.setdefault(name, set()).add(code)
        return {
            name: dict.fromkeys(
                choice.code
                for choice in designs.choices(self.taskforce, self._design, name)
                if not choice.is_retired or choice.code in held.get(name, ())
            )
            for name in self.names
        }


def checked(
    taskforce: Taskforce,
    indicator: Indicator,
    rows: list[dict[str, Any]],
    kept: Values,
) -> Values:
    """Return the figures of the rows of a call.

    :raises ValidationError: naming row, key and reason of the first faults
    """
    reading = Reading(taskforce, indicator, kept)
    if len(rows) > MOST_CELLS:
        message = tk._("Has {found} rows; at most {limit} are kept.")
        message = message.format(found=len(rows), limit=MOST_CELLS)
        raise tk.ValidationError({"values": [message]})
    values = reading.read(rows)
    if reading.problems:
        raise tk.ValidationError({"values": told(reading.problems)})
    return values


def total(amounts: Iterable[Amount]) -> Amount:
    """Return what amounts add up to; of none, an amount that says nothing."""
    listed = list(amounts)
    sums = {
        name: [found for a in listed if (found := getattr(a, name)) is not None]
        for name in (VALUE, *PARTS)
    }
    return Amount(**{n: sum(f, Decimal(0)) if f else None for n, f in sums.items()})


def n_blank(splits: list[dict[str, Any]], values: Values) -> int:
    """Return how many cells are blank at the places of a report that gives cells."""
    if not splits or not any(values):
        return 0
    places = {dict(codes).get(PLACE) for codes in values}
    n_cells = len(places)
    for split in splits:
        n_cells *= 1 if split["dimension"] == PLACE else len(split["codes"])
    return n_cells - len(values)


def comparable(indicator: Indicator, amount: Amount) -> Decimal | None:
    """Return the one number by which a report is held against another, or None."""
    if indicator.kind == IndicatorKind.MILESTONE:
        return None
    if amount.numerator is not None and amount.denominator:
        return 100 * amount.numerator / amount.denominator
    return amount.value


def shown(indicator: Indicator, values: Values) -> list[dict[str, Any]]:
    """Return the figures as the API writes them, in the order of their codes."""
    return [
        {**dict(codes), **_said(indicator, values[codes])} for codes in sorted(values)
    ]


def shown_total(indicator: Indicator, values: Values) -> dict[str, Any] | None:
    """Return what the figures of a report add up to, or None where it has none."""
    if not values:
        return None
    amount = total(values.values())
    said = _said(indicator, amount)
    if amount.denominator:
        said["per_cent"] = round(float(comparable(indicator, amount) or 0), 4)
    return said


def _said(indicator: Indicator, amount: Amount) -> dict[str, Any]:
    if indicator.kind == IndicatorKind.MILESTONE:
        return {MILESTONE: indicators.figure_of(indicator, amount.value)}
    return amount.dictize()
