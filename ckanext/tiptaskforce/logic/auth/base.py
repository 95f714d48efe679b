"""The two questions that every auth function asks of the policy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import base, nouns

ALLOWED: AuthResult = {"success": True}
REFUSED: AuthResult = {"success": False, "msg": "Not authorised."}


def answer(*, is_allowed: bool) -> AuthResult:
    """Return an auth result."""
    return ALLOWED if is_allowed else REFUSED


def any_of(answers: Iterable[AuthResult]) -> AuthResult:
    """Return yes where one of these answers is yes."""
    return answer(is_allowed=any(found.get("success") for found in answers))


def on_taskforce(
    context: Context, data_dict: DataDict, noun: str, verb: str, **facts: Any
) -> AuthResult:
    """Ask whether the caller may say a verb in a task force, to what facts describe."""
    name = data_dict.get("taskforce") if data_dict else None
    taskforce = base.taskforce_named(name)
    reader = base.reader_of(context)
    if taskforce is None:
        return answer(is_allowed=permissions.may(reader, noun, verb, None))
    target = permissions.Target(taskforce.id, **facts)
    return answer(is_allowed=permissions.may(reader, noun, verb, target))


def on_object(
    context: Context, data_dict: DataDict, noun: str, verb: str
) -> AuthResult:
    """Ask whether the caller may say a verb to the object with this id."""
    row = base.locate(context, noun, (data_dict or {}).get("id"))
    if row is None:
        return REFUSED
    target = nouns.target(noun, verb, row)
    reader = base.reader_of(context)
    return answer(is_allowed=permissions.may(reader, noun, verb, target))
