"""Who may: one module per noun, each function named like its action."""

from __future__ import annotations

from importlib import import_module
from typing import Any

NOUNS = (
    "taskforce",
    "place",
    "code",
    "template",
    "agency",
    "subcommittee",
    "seat",
    "invitation",
    "join",
    "notice",
    "strategy",
    "objective",
    "core_function",
    "deliverable",
    "comment",
    "document",
    "agreement",
    "tally",
    "tally_design",
    "indicator",
    "period",
    "report",
    "funding",
    "reminder",
    "digest",
    "violation",
    "alert",
    "meeting",
    "decision",
    "action_point",
    "feedback_channel",
    "followup",
    "partnership",
    "input",
    "context_series",
    "feed",
    "release",
    "publication",
    "subscription",
    "request",
    "task",
    "event",
    "upload",
    "preset",
    "sample",
)


def functions(package: str) -> dict[str, Any]:
    """Return the public functions of the noun modules of a package, by name."""
    found: dict[str, Any] = {}
    for noun in NOUNS:
        module = import_module(f"{package}.{noun}")
        prefix = f"tiptaskforce_{noun}_"
        found |= {n: v for n, v in vars(module).items() if n.startswith(prefix)}
    return found


def noun_and_verb(name: str) -> tuple[str, str]:
    """Return what an action is about and what it does, from its name."""
    said = name.removeprefix("tiptaskforce_")
    noun = max((n for n in NOUNS if said.startswith(f"{n}_")), key=len)
    return noun, said.removeprefix(f"{noun}_")


def get_auth_functions() -> dict[str, Any]:
    """Return every auth function of the extension, and the guards around CKAN's own."""
    from ckanext.tiptaskforce.logic import core, door

    guards = {**core.get_auth_functions(), **door.get_auth_functions()}
    return {**functions(__name__), **guards}
