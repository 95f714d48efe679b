"""Whose an object will be: what the call, its template and the caller's seat say."""

from __future__ import annotations

from typing import Any

from ckan.types import Context, DataDict

from ckanext.tiptaskforce.logic import base, references
from ckanext.tiptaskforce.vocabulary import Role


def new_facts(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the agency and subcommittee that a new object would belong to.

    It reads the raw call, because rights are asked before the input is validated;
    what cannot be resolved counts as not given, and is refused by name afterwards.
    """
    name = data_dict.get("taskforce")
    taskforce = base.taskforce_named(name)
    if taskforce is None:
        return {}
    return {
        "agency_id": _agency_id(context, taskforce.id, data_dict),
        "subcommittee_id": _subcommittee_id(taskforce.id, data_dict),
    }


def default_agency_id(context: Context, taskforce_id: str) -> str | None:
    """Return the agency of the caller's first seat that has one, or None."""
    held = base.reader_of(context).seats(taskforce_id)
    return next((seat.agency_id for seat in held if seat.agency_id), None)


def _named(data_dict: DataDict, field: str) -> Any:
    """Return what a raw call names, without the blanks that validation takes off.

    Rights would be asked about one object, and another one be made, where they differ.
    """
    value = data_dict.get(field)
    return value.strip() if isinstance(value, str) else value


def _agency_id(context: Context, taskforce_id: str, data_dict: DataDict) -> str | None:
    name = _named(data_dict, "agency")
    is_named = base.is_name(name)
    named = references.known_agency(taskforce_id, name) if is_named else None
    return named.id if named else default_agency_id(context, taskforce_id)


def _subcommittee_id(taskforce_id: str, data_dict: DataDict) -> str | None:
    name = _named(data_dict, "subcommittee")
    if base.is_name(name):
        # A page that offers something for each of them asks this for each of them.
        known = references.Names.of(taskforce_id).subcommittees
        return next((one for one, slug in known.items() if name in (one, slug)), None)
    code = _named(data_dict, "template")
    is_coded = base.is_name(code)
    template = references.known_template(taskforce_id, code) if is_coded else None
    return template.subcommittee_id if template else None


def counting_agency_id(context: Context, data_dict: DataDict) -> str | None:
    """Return the agency whose tally a call is about: the named one, or the caller's.

    Only a focal point counts, so other seats of the caller do not say for whom.
    """
    taskforce = base.taskforce_named(data_dict.get("taskforce"))
    if taskforce is None:
        return None
    name = _named(data_dict, "agency")
    named = references.known_agency(taskforce.id, name) if base.is_name(name) else None
    if named is not None:
        return named.id
    return next(iter(counting_agency_ids(context, taskforce.id)), None)


def counting_agency_ids(context: Context, taskforce_id: str) -> list[str]:
    """Return the agencies whose counts the caller sends, in the order of the seats."""
    held = base.reader_of(context).seats(taskforce_id)
    found = (s.agency_id for s in held if s.role is Role.FOCAL_POINT and s.agency_id)
    return list(dict.fromkeys(found))
