"""What each kind of follow-up says, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic import (
    base,
    nouns,
    references,
    violation_links,
    visibility,
)
from ckanext.tiptaskforce.model.followup import Followup
from ckanext.tiptaskforce.vocabulary import FollowupKind, FollowupStatus

QUARTER = "quarter"
# What a kind must say, and what it may say besides.
NEEDED = {
    FollowupKind.SERVICE: ("service_area", "period", "number"),
    FollowupKind.ACTION_PLAN: ("title", "party_type", "status"),
    FollowupKind.ADVOCACY: ("title", "status"),
}
BESIDES = {
    FollowupKind.SERVICE: (),
    FollowupKind.ACTION_PLAN: ("review_by",),
    FollowupKind.ADVOCACY: ("review_by",),
}
OWN = ("title", "service_area", "period", "number", "party_type", "status", "review_by")
# A party signs an action plan; nobody signs advocacy.
UNSIGNED = frozenset({FollowupKind.ADVOCACY})


def fill(step: base.Step, row: Followup) -> None:
    """Bring what came onto a row.

    :raises ValidationError: naming what its kind needs, or does not have
    """
    kind = FollowupKind(row.kind)
    _refuse_strangers(step, kind)
    row.put(step.data, (*OWN, "visibility", "sensitivity"))
    for name in NEEDED[kind]:
        if getattr(row, name) in (None, ""):
            raise base.invalid(name, tk._("Missing. Give a value."))
    _check(row, kind)
    if "subcommittee" in step.data:
        row.subcommittee_id = references.subcommittee_id(step)
    violation_links.fill(step, row)
    if not row.violations:
        message = tk._("Missing. Which grave violation is it about?")
        raise base.invalid("violations", message)
    visibility.settle(step, row)


def shower(step: base.Step) -> Callable[[list[Followup]], list[dict[str, Any]]]:
    """Return the function that shows what is followed up."""

    def shown(found: list[Followup]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        return [
            {
                **row.dictize(),
                "taskforce": step.taskforce.slug,
                "agency": names.agencies.get(row.agency_id or ""),
                "subcommittee": names.subcommittees.get(row.subcommittee_id or ""),
                "links": violation_links.shown(row),
                "is_due": _is_due(step, row),
                "verbs": _verbs(step, row),
            }
            for row in found
        ]

    return shown


def _verbs(step: base.Step, row: Followup) -> list[str]:
    """Return what the caller may do with it; what is retired stays as it is."""
    target = nouns.target("followup", "update", row)
    found = () if row.retired else ("update", "retire")
    return [v for v in found if permissions.may(step.reader, "followup", v, target)]


def _is_due(step: base.Step, row: Followup) -> bool:
    """Tell whether the day of its review is past."""
    is_over = row.status == FollowupStatus.COMPLETED or row.retired
    return bool(row.review_by and row.review_by < step.taskforce.today and not is_over)


def _refuse_strangers(step: base.Step, kind: FollowupKind) -> None:
    known = {*NEEDED[kind], *BESIDES[kind]}
    for name in OWN:
        if name in step.data and step.data[name] is not None and name not in known:
            raise base.invalid(name, tk._("This kind of follow-up has no such field."))


def _check(row: Followup, kind: FollowupKind) -> None:
    if kind in UNSIGNED and row.status == FollowupStatus.SIGNED:
        raise base.invalid("status", tk._("Advocacy is not signed. Choose another."))
    if kind != FollowupKind.SERVICE:
        return
    try:
        found = period.kind_of(period.parse(row.period))
    except ValueError as problem:
        raise base.invalid("period", str(problem)) from problem
    if found != QUARTER:
        raise base.invalid("period", tk._("Name one quarter, such as 2026-Q3."))
