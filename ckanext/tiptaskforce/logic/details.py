"""What belongs to each kind of standing deliverable, and whom the work consulted."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.vocabulary import DETAILS, TemplateKind

BESIDE = ("successor", "handover_on", "consulted", "consulted_on", "consulted_how")


def kind_of(taskforce_id: str, code: str) -> TemplateKind:
    """Return the kind of a standing deliverable; other work is of the general one."""
    found = references.known_template(taskforce_id, code) if code else None
    return TemplateKind(found.kind) if found else TemplateKind.GENERAL


def fill(step: base.Step, row: Deliverable) -> None:
    """Bring what came of it onto a row.

    :raises ValidationError: for a field that its kind does not have, or for a day or
        words of a consultation that did not take place
    """
    row.put(step.data, BESIDE)
    _fill_details(step, row)
    if row.consulted == "yes" and row.consulted_on is None:
        raise base.invalid("consulted_on", tk._("Missing. On which day was it?"))
    if row.consulted in ("", "no"):
        if step.data.get("consulted_on"):
            message = tk._("Nobody was consulted. Leave the day out.")
            raise base.invalid("consulted_on", message)
        row.consulted_on = None


def _fill_details(step: base.Step, row: Deliverable) -> None:
    own = DETAILS[kind_of(step.taskforce.id, row.template or "")]
    kept = {name: v for name, v in (row.details or {}).items() if name in own}
    for name in (name for fields in DETAILS.values() for name in fields):
        value = step.data.get(name)
        if name not in step.data:
            continue
        if value is not None and name not in own:
            message = tk._("This kind of deliverable has no such field.")
            raise base.invalid(name, message)
        kept.pop(name, None)
        if value is not None:
            kept[name] = _plain(value)
    if kept != (row.details or {}):
        row.details = kept
    starts, ends = kept.get("assessed_from"), kept.get("assessed_until")
    if starts and ends and ends < starts:
        raise base.invalid("assessed_until", tk._("It ends before it begins."))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
