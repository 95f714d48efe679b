"""The language in which somebody is written to: the one of the person's own choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import ckan.plugins.toolkit as tk
from flask import request
from flask_babel import refresh

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.model.digest import Digest


@contextmanager
def to(taskforce_id: str, user_id: str) -> Iterator[None]:
    """Say what follows in the language of a person; without a choice, of the site.

    Words, days and links follow the request, as on the pages of that language.
    """
    row = Digest.of(taskforce_id, user_id) if user_id else None
    language = row.language if row and row.language in languages() else ""
    by_default = config.language()
    with _in(language or by_default, is_default=language in ("", by_default)):
        yield


def languages() -> list[str]:
    """Return the codes of the languages that our pages speak."""
    return [one["code"] for one in tk.h.tiptaskforce_spoken()]


@contextmanager
def _in(language: str, *, is_default: bool) -> Iterator[None]:
    names = ("CKAN_LANG", "CKAN_LANG_IS_DEFAULT")
    before = {name: request.environ.get(name) for name in names}
    request.environ.update(zip(names, (language, is_default), strict=True))
    refresh()
    try:
        yield
    finally:
        for name, value in before.items():
            request.environ.pop(name)
            if value is not None:
                request.environ[name] = value
        refresh()
