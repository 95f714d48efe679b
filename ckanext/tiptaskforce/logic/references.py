"""From the codes and names of a call to our rows, with the nearest known ones."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.tiptaskforce.logic.base import invalid
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import rows
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.template import Template


@dataclass(frozen=True)
class Names:
    """The shown names of what rows refer to by id, fetched once per page."""

    agencies: dict[str, str]
    subcommittees: dict[str, str]

    @classmethod
    def of(cls, taskforce_id: str) -> Names:
        """Read the names of one task force."""
        agencies = sa.select(Agency.id, Agency.acronym)
        groups = sa.select(Subcommittee.id, Subcommittee.slug)
        return cls(
            {r[0]: r[1] for r in rows(agencies.filter_by(taskforce_id=taskforce_id))},
            {r[0]: r[1] for r in rows(groups.filter_by(taskforce_id=taskforce_id))},
        )

    def fill(self, shown: dict[str, Any], row: Any) -> dict[str, Any]:
        """Add the agency's acronym and the subcommittee's slug to a shown row."""
        shown["agency"] = self.agencies.get(row.agency_id or "")
        shown["subcommittee"] = self.subcommittees.get(row.subcommittee_id or "")
        return shown


def agency(taskforce_id: str, name: str) -> Agency:
    """Return the agency with this acronym or id.

    :raises ValidationError: naming the nearest acronyms
    """
    found = Agency.get(taskforce_id, name)
    if found is None:
        known = [r[0] for r in rows(_codes(Agency, Agency.acronym, taskforce_id))]
        raise _unknown("agency", name, known)
    return found


def subcommittee(taskforce_id: str, name: str) -> Subcommittee:
    """Return the subcommittee with this slug or id; else say which there are."""
    found = Subcommittee.get(taskforce_id, name)
    if found is None:
        query = _codes(Subcommittee, Subcommittee.slug, taskforce_id)
        raise _unknown("subcommittee", name, [r[0] for r in rows(query)])
    return found


def template(taskforce_id: str, code: str) -> Template:
    """Return the standing deliverable with this code; else say which are near."""
    found = Template.get(taskforce_id, code)
    if found is None or found.retired:
        query = _codes(Template, Template.code, taskforce_id)
        raise _unknown("template", code, [r[0] for r in rows(query)])
    return found


def objective(taskforce_id: str, code: str) -> Objective:
    """Return the line of the current strategy with this code; else name near ones."""
    found = Objective.get(taskforce_id, code)
    if found is None:
        query = Objective.current(taskforce_id).with_only_columns(Objective.code)
        raise _unknown("objective", code, [r[0] for r in rows(query)])
    return found


def _codes(table: Any, column: Any, taskforce_id: str) -> sa.Select[Any]:
    return sa.select(column).where(table.taskforce_id == taskforce_id)


def _unknown(field: str, value: str, known: list[str]) -> tk.ValidationError:
    folded = {code.casefold(): code for code in known}
    near = difflib.get_close_matches(value.casefold(), folded, n=3, cutoff=0.4)
    message = tk._("'{value}' is not in the list.").format(value=value[:60])
    if near:
        nearest = ", ".join(folded[word] for word in near)
        message += " " + tk._("Nearest: {nearest}.").format(nearest=nearest)
    return invalid(field, message)
