"""Checks of single values that only presets need."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import scan

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+/-]{0,39}")
_LIST = re.compile(r"[a-z][a-z0-9_]{0,39}")


def code(value: str) -> str:
    """Accept a code: letters, digits and ``. _ + / -``, no blank."""
    if not _CODE.fullmatch(value):
        raise tk.Invalid(
            tk._("Not a code. Use up to 40 letters, digits and . _ + / - (no blank).")
        )
    return value


def list_name(value: str) -> str:
    """Accept the name of a code list."""
    if not _LIST.fullmatch(value):
        raise tk.Invalid(
            tk._("Not a name of a list. Use small letters, digits and underscores.")
        )
    return value


def about_work(check: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return the check, which also refuses a phone number, mail address and the like.

    Likely names are not asked about: names of organisations look the same.
    """

    def checked(value: Any) -> str:
        text = check(value)
        for finding in scan.refused(scan.scan(text)):
            raise tk.Invalid(finding.message.render(tk._))
        return text

    return checked
