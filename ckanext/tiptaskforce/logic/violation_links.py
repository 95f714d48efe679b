"""By which kind of link work touches the grave violations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import base, crosswalk
from ckanext.tiptaskforce.model.violation import Touching

FIELDS = ("violations", "violation_links")
# What Annex 3 states of each, by its code.
STATED = {code.value: one.link.value for code, one in crosswalk.RELATIONS.items()}


def fill(step: base.Step, row: Any, counted: Sequence[str] = ()) -> None:
    """Bring violations and their kinds of link onto a row.

    A kind that the source states by itself is not kept, and none outlives its
    violation.

    :param counted: the violations that it tells of whatever its maker names
    :raises ValidationError: for the kind of link of a violation that is not named
    """
    row.put(step.data, FIELDS)
    named = row.violations or []
    row.violations = [*named, *(code for code in counted if code not in named)]
    codes, links = row.violations or [], row.violation_links or {}
    strangers = sorted(set(step.data.get("violation_links") or ()) - set(codes))
    if strangers:
        message = tk._("Names a violation that is not related here: {codes}.")
        raise base.invalid(
            "violation_links", message.format(codes=", ".join(strangers))
        )
    own = {code: kind for code, kind in links.items() if code in codes}
    row.violation_links = without_stated(own)


def without_stated(links: dict[str, str]) -> dict[str, str]:
    """Return the kinds of link that say something else than the source."""
    return {code: kind for code, kind in links.items() if STATED[code] != kind}


def shown(row: Touching) -> dict[str, str]:
    """Return the kind of link of each violation: as it was set, else as stated."""
    own = row.violation_links
    return {c: own.get(c) or STATED.get(c, "not_stated") for c in row.violations}
