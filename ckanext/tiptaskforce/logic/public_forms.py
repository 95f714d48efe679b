"""What strangers may send without an account: how often, and to which address."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from flask import current_app, has_request_context

EXTENSION = "tiptaskforce_public_form"
LONGEST_ADDRESS = 254
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_CELL = re.compile(r"[A-Za-z0-9_.+-]{1,60}(?:~[A-Za-z0-9_.+-]{1,60}){1,6}")
_ADDRESS = re.compile(
    r"[a-z0-9.!#$%&*+/=?^_{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}"
)


def check_limit() -> None:
    """Refuse a form too many from one network address.

    :raises TooManyRequests: in the words of the sign-in
    """
    if has_request_context():
        current_app.extensions[EXTENSION]()


def cell(value: Any) -> str:
    """Accept the name of a figure: codes, in which no word of a person stands."""
    if not isinstance(value, str) or not _CELL.fullmatch(value):
        raise tk.Invalid(tk._("Not a figure. Follow its link."))
    return value


def token(value: Any) -> str:
    """Accept what a link of ours can carry; no words, and no number with blanks."""
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise tk.Invalid(tk._("Not a link from here. Open the one in the mail."))
    return value


def address(value: Any) -> str:
    """Accept a mail address; no refusal repeats it, because CKAN logs refusals."""
    found = value.strip().lower() if isinstance(value, str) else ""
    if len(found) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(found):
        raise tk.Invalid(tk._("Must be a mail address, such as name@example.org."))
    return found
