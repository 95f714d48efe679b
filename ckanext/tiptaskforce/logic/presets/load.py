"""From a checked preset to rows: one transaction, with an event for each change.

A field that somebody changed by hand since the last load keeps the hand's value: a
placeholder that the secretariat gave its name is not made a placeholder again. An
agency is known by the acronyms that it had as well, and what a preset asks of one that
was merged is asked of the one that goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ckan import model

from ckanext.tiptaskforce.logic import record, strategies
from ckanext.tiptaskforce.logic.base import Step
from ckanext.tiptaskforce.logic.presets import reporting, wanted
from ckanext.tiptaskforce.logic.presets.layout import Preset
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import new_id
from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.input import Input
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.template import Template

LOADED = "load"
Key = tuple[Any, ...]
Values = dict[str, Any]


@dataclass
class Tally:
    """What a load did to the rows of one noun."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    retired: int = 0


@dataclass(frozen=True)
class Noun:
    """A kind of row: its table, its key, and whether rows of the past are retired."""

    name: str
    table: Any
    key: tuple[str, ...]
    retires: bool = False
    # The columns that all rows of this load share, such as their strategy.
    shared: Values = field(default_factory=dict)


PLACE = Noun("place", Place, ("code",), retires=True)
CODE = Noun("code", Code, ("list", "code"), retires=True)
TEMPLATE = Noun("template", Template, ("code",), retires=True)
SUBCOMMITTEE = Noun("subcommittee", Subcommittee, ("slug",))
AGENCY = Noun("agency", Agency, ("acronym",))
STRATEGY = Noun("strategy", Strategy, ("slug",))
DOCUMENT = Noun("document", Document, ("code",))
INPUT = Noun("input", Input, ("code",))


@dataclass
class Load:
    """One load on its way, with what it did so far."""

    step: Step
    preset: Preset
    is_sample: bool
    done: dict[str, Tally] = field(default_factory=dict)

    def run(self) -> dict[str, dict[str, int]]:
        """Bring every noun to what the preset says; the caller commits."""
        preset = self.preset
        if "places.csv" in preset.rows:
            self._bring(PLACE, wanted.places(preset))
        if wanted.has_codes(preset):
            self._bring(CODE, wanted.codes(preset))
        groups = self._bring(SUBCOMMITTEE, wanted.subcommittees(preset))
        ids = {slug: row.id for (slug,), row in groups.items()}
        agencies: dict[Key, Any] = {}
        if "agencies.csv" in preset.rows:
            agencies = self._bring(AGENCY, wanted.agencies(preset, ids))
        if "deliverables.yaml" in preset.yaml:
            self._bring(TEMPLATE, wanted.templates(preset, ids))
        if "documents.csv" in preset.rows:
            self._bring(DOCUMENT, wanted.documents(preset))
        dates = preset.entries("calendar.yaml", "dates")
        if dates:
            self._bring(INPUT, reporting.inputs(dates))
        going_on = Agency.gone_on(self.step.taskforce.id)
        own: dict[str, str] = {code: row.id for (code,), row in agencies.items()}
        acronyms = {code: going_on.get(one, one) for code, one in own.items()}
        self._strategies(acronyms, ids)
        return {noun: vars(tally) for noun, tally in self.done.items()}

    def bring_taskforce(self, row: Any, values: Values) -> None:
        """Bring the task force itself to what the preset says."""
        tally = self.done.setdefault("taskforce", Tally())
        if row in model.Session.new:
            tally.created += 1
            _set(row, values)
            record.record(self.step, row, "taskforce", LOADED)
        else:
            self._change("taskforce", {("",): row}, {("",): values}, tally)

    def _strategies(self, agencies: dict[str, str], groups: dict[str, str]) -> None:
        named = wanted.strategies(self.preset, is_sample=self.is_sample)
        if not named:
            return
        wished = [key for key, one in named.items() if one.pop("is_current")]
        if wished and Strategy.current(self.step.taskforce.id) is None:
            today = self.step.taskforce.today
            named[wished[0]] |= {"is_current": True, "adopted_on": today}
        found = self._bring(STRATEGY, named)
        lines: dict[Key, dict[str, str]] = {}
        for key in named:
            shared = {"strategy_id": found[key].id}
            noun = Noun("objective", Objective, ("code",), shared=shared)
            rows = self._bring(noun, wanted.objectives(self.preset, key[0]))
            lines[key] = {code: line.id for (code,), line in rows.items()}
        if wished:
            self._let_be_current(found, found[wished[0]])
        for key in named:
            if found[key].is_current and self.preset.indicators:
                self._indicators(found[key], lines[key], agencies, groups)

    def _indicators(
        self,
        strategy: Strategy,
        lines: dict[str, str],
        agencies: dict[str, str],
        groups: dict[str, str],
    ) -> None:
        """Bring the indicators of the strategy that is current; others keep theirs."""
        shared = {"strategy_id": strategy.id}
        noun = Noun("indicator", Indicator, ("code",), shared=shared)
        values = wanted.indicators(self.preset, strategy, lines, agencies, groups)
        self._bring(noun, values)

    def _let_be_current(self, found: dict[Key, Any], wished: Strategy) -> None:
        """Let the strategy be followed that the preset names as the current one.

        Where somebody chose another one by hand since, that choice is kept.
        """
        former = next((row for row in found.values() if row.is_current), None)
        if former is wished:
            return
        tally = self.done["strategy"]
        touched = [row.id for row in (former, wished) if row is not None]
        last = events.last_verbs(touched)
        by_hand = {last.get((row_id, "is_current"), LOADED) for row_id in touched}
        if former is not None and by_hand != {LOADED}:
            tally.kept += 1
            return
        strategies.follow(self.step, wished, LOADED)
        tally.changed += former is not None

    def _bring(self, noun: Noun, values: dict[Key, Values]) -> dict[Key, Any]:
        """Create and change the rows of a noun; return all that there are, by key."""
        tally = self.done.setdefault(noun.name, Tally())
        rows = noun.table.all_of(self.step.taskforce.id, **noun.shared)
        found = {_key(row, noun.key): row for row in rows}
        if noun is AGENCY:
            found = {**_formerly(rows), **found}
        created = {
            key: self._new(noun, key, values[key]) for key in values if key not in found
        }
        tally.created += len(created)
        self._record(noun.name, created.values())
        self._change(noun.name, found, values, tally)
        if noun.retires:
            # What the task force added itself is no part of any preset.
            brought = {k: r for k, r in found.items() if not getattr(r, "is_own", 0)}
            gone = [row for key, row in brought.items() if key not in values]
            self._retire(noun.name, gone, tally)
        return {**found, **created}

    def _new(self, noun: Noun, key: Key, values: Values) -> Any:
        row = noun.table(id=new_id(), taskforce_id=self.step.taskforce.id)
        row.created_by = self.step.reader.user_id or ""
        _set(row, {**noun.shared, **dict(zip(noun.key, key, strict=True)), **values})
        model.Session.add(row)
        return row

    def _change(
        self,
        noun: str,
        found: dict[Key, Any],
        values: dict[Key, Values],
        tally: Tally,
    ) -> None:
        differing = {
            key: _differences(found[key], values[key]) for key in values if key in found
        }
        touched = [found[key].id for key, fields in differing.items() if fields]
        last = events.last_verbs(touched) if touched else {}
        changed = []
        for key, fields in differing.items():
            row = found[key]
            free = {f for f in fields if last.get((row.id, f), LOADED) == LOADED}
            _set(row, {f: values[key][f] for f in free})
            tally.changed += bool(free)
            tally.kept += bool(fields - free)
            tally.unchanged += not fields
            changed += [row] if free else []
        self._record(noun, changed)

    def _retire(self, noun: str, found: list[Any], tally: Tally) -> None:
        """Take out of use what the preset no longer has; nothing is deleted."""
        gone = [row for row in found if not row.retired]
        for row in gone:
            row.retired = True
        tally.retired += len(gone)
        self._record(noun, gone)

    def _record(self, noun: str, found: Iterable[Any]) -> None:
        rows = list(found)
        if rows:
            record.record_all(self.step, rows, noun, LOADED)


def _key(row: Any, names: tuple[str, ...]) -> Key:
    return tuple(getattr(row, name) for name in names)


def _formerly(agencies: Iterable[Agency]) -> dict[Key, Any]:
    """Return agencies by the acronyms that they had."""
    return {(name,): row for row in agencies for name in row.former_acronyms}


def _differences(row: Any, values: Values) -> set[str]:
    return {name for name, value in values.items() if getattr(row, name) != value}


def _set(row: Any, values: Values) -> None:
    setter: Callable[[str, Any], None] = row.__setattr__
    for name, value in values.items():
        setter(name, value)
