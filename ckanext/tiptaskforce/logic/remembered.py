"""What one request read once and need not read again; every write forgets it.

Rights, the task force and shown names are asked for by each of the dozen checks of a
page. They are kept for one request only, in its own environment, so that an ended seat
holds in the very next request; a write inside the request drops them all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import has_request_context, request

from ckanext.tiptaskforce.model.base import on_write

Found = TypeVar("Found")
_KEPT = "tiptaskforce.remembered"


def once(key: tuple[Hashable, ...], read: Callable[[], Found]) -> Found:
    """Return what this request read under the key, reading it the first time."""
    if not has_request_context():
        return read()
    kept: dict[tuple[Hashable, ...], Any] = request.environ.setdefault(_KEPT, {})
    if key not in kept:
        kept[key] = read()
    return kept[key]


def forget() -> None:
    """Drop everything, because something was written."""
    if has_request_context():
        request.environ.pop(_KEPT, None)


on_write(forget)
