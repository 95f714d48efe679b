"""Passwords that cannot be guessed: CKAN 2.12.0 takes any eight characters."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

SHORTEST, LONGEST = 12, 300
STRONG = 3
# zxcvbn grows slow on long text and refuses more than this.
JUDGED = 72
FACTS = ("name", "fullname", "email")


def get_validators() -> dict[str, Any]:
    """Return the check that takes the place of CKAN's own under its name."""
    return {"user_password_validator": user_password_validator}


def user_password_validator(
    key: FlattenKey,
    data: FlattenDataDict,
    errors: FlattenErrorDict,
    _context: Context,
) -> None:
    """Refuse a password that is short, or that a program guesses quickly."""
    value = data.get(key)
    if value is tk.missing or value == "":
        return
    facts = [str(data.get((name,)) or "") for name in FACTS]
    problem = weakness(value, facts)
    if problem:
        errors[("password",)].append(problem)


def weakness(password: Any, facts: list[str]) -> str:
    """Return what is wrong with a password, or nothing."""
    if not isinstance(password, str) or "\0" in password:
        return tk._("A password is plain text.")
    if not SHORTEST <= len(password) <= LONGEST:
        return tk._("Take {shortest} to {longest} characters.").format(
            shortest=SHORTEST, longest=LONGEST
        )
    from zxcvbn import zxcvbn

    known = [part for fact in facts for part in (fact, *fact.split("@")) if part]
    found = zxcvbn(password[:JUDGED], user_inputs=[*known, "tiptaskforce", "ckan"])
    if found["score"] < STRONG:
        return tk._(
            "This is easy to guess. Take four or more unusual words, or let a "
            "password keeper make one."
        )
    return ""
