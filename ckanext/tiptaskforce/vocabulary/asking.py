"""What strangers ask of a task force, and what is written to them."""

from __future__ import annotations

from enum import StrEnum


class RequestKind(StrEnum):
    """What somebody without an account asks."""

    DATA = "data"
    CONCERN = "concern"


class RequestState(StrEnum):
    """Where a request stands; a closed one got no answer of its own."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class LetterKind(StrEnum):
    """Why a mail goes to an address that has no account."""

    CONFIRM = "confirm"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"
    CLOSED = "closed"
