"""From the codes and names of a call to our rows, with the nearest known ones."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange.cells import CellProblem
from ckanext.tiptaskforce.exchange.gazetteer import Gazetteer, Known
from ckanext.tiptaskforce.logic import remembered
from ckanext.tiptaskforce.logic.base import Step, invalid, locate
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.naming import Named, names
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.template import Template


@dataclass(frozen=True)
class Names:
    """The shown names of what rows refer to by id, fetched once per page."""

    area: str | None
    agencies: dict[str, str]
    subcommittees: dict[str, str]
    agency_names: dict[str, str]
    groups: list[dict[str, str]]
    excused: frozenset[str]
    working_places: dict[str, list[str]]
    staying: list[Any]
    members_by_type: dict[str, int]
    group_sizes: dict[str, int]

    @classmethod
    def of(cls, taskforce_id: str) -> Names:
        """Return the names of one task force, read once per request."""
        return remembered.once(("names", taskforce_id), lambda: cls._read(taskforce_id))

    @classmethod
    def _read(cls, taskforce_id: str) -> Names:
        found = names(taskforce_id)
        agencies, groups = found[Named.AGENCY], found[Named.SUBCOMMITTEE]
        area = next(iter(found[Named.AREA]), None)
        staying = [row for row in agencies if row.stays]
        sitting = [group for row in staying for group in row.subcommittee_ids]
        return cls(
            area=area.name if area else None,
            agencies={row.id: row.code for row in agencies},
            subcommittees={row.id: row.code for row in groups},
            agency_names={row.id: row.name for row in agencies},
            groups=[{"slug": row.code, "title": row.name} for row in groups],
            excused=frozenset(r.id for r in agencies if not r.reporting_duty),
            working_places={row.id: list(row.places) for row in agencies},
            staying=staying,
            members_by_type=dict(Counter(row.type for row in staying)),
            group_sizes=dict(Counter(sitting)),
        )

    def fill(self, shown: dict[str, Any], row: Any) -> dict[str, Any]:
        """Add the agency's acronym and the subcommittee's slug to a shown row."""
        shown["agency"] = self.agencies.get(row.agency_id or "")
        shown["subcommittee"] = self.subcommittees.get(row.subcommittee_id or "")
        return shown


def templates(taskforce_id: str) -> list[Template]:
    """Return the templates in use, read once per request."""
    key = ("templates", taskforce_id)
    return remembered.once(key, lambda: Template.in_use(taskforce_id))


def agency(taskforce_id: str, name: str) -> Agency:
    """Return the agency with this acronym or id.

    :raises ValidationError: naming the nearest acronyms
    """
    found = known_agency(taskforce_id, name)
    if found is None:
        known = list(Names.of(taskforce_id).agencies.values())
        raise _unknown("agency", name, known)
    return found


def subcommittee(taskforce_id: str, name: str) -> Subcommittee:
    """Return the subcommittee with this slug or id; else say which there are."""
    found = known_subcommittee(taskforce_id, name)
    if found is None:
        known = list(Names.of(taskforce_id).subcommittees.values())
        raise _unknown("subcommittee", name, known)
    return found


def subcommittee_id(step: Step) -> str | None:
    """Return the id of the subcommittee by which a list call filters, or None."""
    slug, known = step.data.get("subcommittee"), Names.of(step.taskforce.id)
    return _id_of("subcommittee", slug, known.subcommittees) if slug else None


def agency_id(step: Step, field: str = "agency") -> str | None:
    """Return the id of the agency by which a list call filters, or None."""
    name, known = step.data.get(field), Names.of(step.taskforce.id)
    return _id_of(field, name, known.agencies) if name else None


def agency_ids(
    taskforce_id: str, named: list[str], field: str = "agencies"
) -> list[str]:
    """Return the ids of agencies by their acronyms or ids, each once."""
    known = Names.of(taskforce_id).agencies
    found = (_id_of(field, name, known) for name in named)
    return list(dict.fromkeys(found))


def template(taskforce_id: str, code: str) -> Template:
    """Return the standing deliverable with this code; else say which are near."""
    found = known_template(taskforce_id, code)
    if found is None or found.retired:
        raise _unknown("template", code, Template.codes(taskforce_id))
    return found


def objective(taskforce_id: str, code: str) -> Objective:
    """Return the line of the current strategy with this code; else name near ones."""
    return line_of(lines(taskforce_id), code)


def line_of(known: list[Objective], code: str, field: str = "objective") -> Objective:
    """Return the one of these lines that has this code; else name near ones."""
    found = next((line for line in known if line.code == code), None)
    if found is None:
        raise _unknown(field, code, [line.code for line in known])
    return found


def branch(step: Step) -> list[Objective] | None:
    """Return the line by which a list call filters, retired or not, and all below it.

    It is a line of the strategy that the call names, or of the current one.
    """
    code = step.data.get("objective")
    if not code:
        return None
    every = all_lines(step)
    return branch_of(every, line_of(every, code))


def below(every: Iterable[Objective], code: str) -> list[Objective]:
    """Return the lines right below a line, in their order; "" is the top."""
    return [line for line in every if line.parent_code == code]


def branch_of(every: Sequence[Objective], line: Objective) -> list[Objective]:
    """Return a line and all that is below it."""
    found = [line]
    for one in found:
        found += below(every, one.code)
    return found


def branch_ids(step: Step) -> list[str] | None:
    """Return the ids of the line by which a list call filters and of all below it."""
    found = branch(step)
    return None if found is None else [line.id for line in found]


def indicator_id(step: Step) -> str | None:
    """Return the id of the indicator by which a list call filters, or None."""
    code = step.data.get("indicator")
    if not code:
        return None
    known = {row.id: row.code for row in Indicator.live(step.taskforce.id)}
    return _id_of("indicator", code, known)


def strategy(taskforce_id: str) -> Strategy | None:
    """Return the current strategy, read once a request, or None."""
    return _followed(taskforce_id)[0]


def chosen_strategy(step: Step) -> Strategy | None:
    """Return the strategy that a call names by slug or id, else the current one.

    :raises ValidationError: naming those that there are
    """
    name = step.data.get("strategy")
    if not name:
        return strategy(step.taskforce.id)
    key = ("strategy", step.taskforce.id, name)
    found = remembered.once(key, lambda: Strategy.named(step.taskforce.id, name))
    if found is None:
        known = [one.slug for one in Strategy.every(step.taskforce.id)]
        raise _unknown("strategy", name, known)
    return found


def paper_id(step: Step) -> str | None:
    """Return the id of the paper that a call names, as far as its caller sees it."""
    named = step.data.get("document")
    row = locate(step.context, "document", named) if named else None
    if row is not None and (row.taskforce_id != step.taskforce.id or row.withdrawn):
        row = None
    if named and row is None:
        raise invalid("document", tk._("There is no such document."))
    return named or None


def chosen_id(step: Step) -> str | None:
    """Return the id of the strategy that a call names; None is the current one."""
    if not step.data.get("strategy"):
        return None
    chosen = chosen_strategy(step)
    return chosen.id if chosen else None


def lines(taskforce_id: str) -> list[Objective]:
    """Return the lines of the current strategy in their order, read once a request."""
    return [line for line in _every_line(taskforce_id) if not line.retired]


def all_lines(step: Step) -> list[Objective]:
    """Return the lines of the strategy that a call is about, retired ones too."""
    chosen = chosen_strategy(step)
    if chosen is None or chosen.is_current:
        return _every_line(step.taskforce.id)
    key = ("lines", step.taskforce.id, chosen.id)
    return remembered.once(key, lambda: scalars(Objective.of(chosen.id)))


def lines_by_id(taskforce_id: str, ids: Iterable[str]) -> dict[str, Objective]:
    """Return the lines that rows refer to, of whatever strategy they are."""
    found = {line.id: line for line in _every_line(taskforce_id)}
    return {**found, **Objective.by_ids(set(ids) - set(found))}


def heir_of(line: Objective, live: Iterable[Objective]) -> Objective | None:
    """Return which of the lines of a later strategy goes on with a line, or None.

    One that was copied follows its original; else the same code and title do.
    """
    known = list(live)
    copies = [one for one in known if one.follows_id == line.id]
    same = (line.code, line.title)
    alike = [one for one in known if (one.code, one.title) == same]
    return next(iter([*copies, *alike]), None)


def heir(taskforce_id: str, strategy_id: str | None, code: str) -> Objective | None:
    """Return the current line that goes on with one of a former strategy, or None."""
    now = strategy(taskforce_id)
    if strategy_id is None or now is None or now.id == strategy_id:
        return None
    former = scalars(Objective.of(strategy_id))
    line = next((one for one in former if one.code == code), None)
    return heir_of(line, lines(taskforce_id)) if line else None


def _every_line(taskforce_id: str) -> list[Objective]:
    return _followed(taskforce_id)[1]


def _followed(taskforce_id: str) -> tuple[Strategy | None, list[Objective]]:
    key = ("followed", taskforce_id)
    return remembered.once(key, lambda: Objective.followed(taskforce_id))


def _id_of(field: str, name: str, codes: dict[str, str]) -> str:
    """Return the id that a code or an id names, from the names of the task force."""
    if name in codes:
        return name
    found = next((row_id for row_id, code in codes.items() if code == name), None)
    if found is None:
        raise _unknown(field, name, list(codes.values()))
    return found


def known_agency(taskforce_id: str, name: str) -> Agency | None:
    """Return the agency with this acronym or id, or None."""
    key = ("agency", taskforce_id, name)
    return remembered.once(key, lambda: Agency.get(taskforce_id, name))


def known_subcommittee(taskforce_id: str, name: str) -> Subcommittee | None:
    """Return the subcommittee with this slug or id, or None."""
    key = ("subcommittee", taskforce_id, name)
    return remembered.once(key, lambda: Subcommittee.get(taskforce_id, name))


def known_template(taskforce_id: str, code: str) -> Template | None:
    """Return the standing deliverable with this code, or None."""
    key = ("template", taskforce_id, code)
    return remembered.once(key, lambda: Template.get(taskforce_id, code))


def gazetteer(
    taskforce_id: str, *, within: str = "", level: int | None = None
) -> Gazetteer:
    """Return what finds places by any spelling, those inside one or of one level."""
    known = [
        Known(row.code, row.name, row.level, row.parent, tuple(row.names))
        for row in Place.in_use(taskforce_id)
    ]
    return Gazetteer(known, within=within, level=level)


def place_code(places: Gazetteer, name: str, field: str = "name") -> str:
    """Return the P-code of a place by its name, another spelling, or its code.

    :raises ValidationError: naming the nearest places, or those that share the name
    """
    try:
        return places.read(name)
    except CellProblem as problem:
        message = problem.phrase.render(tk._)
        if problem.nearest:
            nearest = ", ".join(problem.nearest)
            message += " " + tk._("Nearest: {nearest}.").format(nearest=nearest)
        raise invalid(field, message) from problem


def _unknown(field: str, value: str, known: list[str]) -> tk.ValidationError:
    folded = {code.casefold(): code for code in known}
    near = difflib.get_close_matches(value.casefold(), folded, n=3, cutoff=0.4)
    message = tk._("'{value}' is not in the list.").format(value=value[:60])
    if near:
        nearest = ", ".join(folded[word] for word in near)
        message += " " + tk._("Nearest: {nearest}.").format(nearest=nearest)
    return invalid(field, message)
