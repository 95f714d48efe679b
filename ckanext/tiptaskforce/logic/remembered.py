"""What one request read once and need not read again; every write forgets it.

Rights, the task force and shown names are asked for by each of the dozen checks of a
page. They are kept for one request only, in its own environment, so that an ended seat
holds in the very next request; a write inside the request drops them all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from flask import has_request_context, request

from ckanext.tiptaskforce.model.base import on_write

Found = TypeVar("Found")
Kept = dict[tuple[Hashable, ...], Any]
_KEPT = "tiptaskforce.remembered"
_PINNED: ContextVar[Kept | None] = ContextVar("tiptaskforce_pinned", default=None)


def once(key: tuple[Hashable, ...], read: Callable[[], Found]) -> Found:
    """Return what this request read under the key, reading it the first time."""
    pinned = _PINNED.get()
    if pinned is None and not has_request_context():
        return read()
    kept: Kept = request.environ.setdefault(_KEPT, {}) if pinned is None else pinned
    if key not in kept:
        kept[key] = read()
    return kept[key]


@contextmanager
def pinned() -> Iterator[None]:
    """Keep what is read until the block ends, although the block writes.

    For many calls in one transaction whose writes are about other things than the
    names and rights that each of them asks for.
    """
    token = _PINNED.set({})
    try:
        yield
    finally:
        _PINNED.reset(token)


def forget() -> None:
    """Drop everything, because something was written."""
    if has_request_context():
        request.environ.pop(_KEPT, None)


on_write(forget)
