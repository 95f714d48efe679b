"""What all public pages share: the strategy in words, and how they may be cached."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, request

from ckanext.tiptaskforce.views import base

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def answer(page: str, status: int = 200) -> Response:
    """Return a public page; a copy may be kept if it is asked about every time.

    A withdrawal must hold in the very next request, so no copy is fresh by itself.
    The page of a signed-in reader names that reader and gets no checksum.
    """
    made = Response(page, status=status)
    made.headers["Cache-Control"] = "no-cache"
    if tk.current_user.is_authenticated or status != 200:
        return made
    made.add_etag()
    return made.make_conditional(request)  # type: ignore[return-value]


def conditional(content: str | bytes, media_type: str) -> Response:
    """Return what a machine reads, with a checksum by which it asks again."""
    made = Response(content, content_type=media_type)
    made.headers["Cache-Control"] = "no-cache"
    made.add_etag()
    return made.make_conditional(request)  # type: ignore[return-value]


def unkept(page: str) -> Response:
    """Return a page with a form, which no cache may keep: it holds what was typed."""
    made = Response(page)
    made.headers["Cache-Control"] = "no-store"
    return made


def address(slug: str) -> str:
    """Return the address of a task force's front page, in no language."""
    return tk.h.url_for(
        "tiptaskforce_taskforce.read", slug=slug, locale="default", _external=True
    )


def strategy(slug: str, name: str | None = None) -> dict[str, Any] | None:
    """Return the current strategy, or the one that is named; None where none is.

    :raises NotFound: for a name that no strategy of the task force has
    """
    asked = {"strategy": name} if name else {}
    try:
        return base.call("strategy_show", taskforce=slug, **asked)
    except tk.ObjectNotFound:
        return None
    except tk.ValidationError as refused:
        raise tk.ObjectNotFound(tk._("Not found.")) from refused


def options(lines: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Return lines of a strategy as a form offers them."""
    return [
        {"value": line["code"], "text": f"{line['code']} {line['title']}"}
        for line in lines
    ]


def titles(shown: dict[str, Any] | None) -> dict[str, str]:
    """Return the title of each line of a strategy by its code."""
    return {line["code"]: line["title"] for line in (shown or {}).get("objectives", ())}


def parents(shown: dict[str, Any] | None) -> dict[str, str | None]:
    """Return for each line of a strategy the code above it."""
    return {l_["code"]: l_["parent"] for l_ in (shown or {}).get("objectives", ())}


def published(slug: str, **chosen: Any) -> list[dict[str, Any]]:
    """Return what is published, newest first, each series once."""
    return base.call("publication_list", taskforce=slug, page_size=100, **chosen)[
        "items"
    ]


def overview(slug: str, n_newest: int = 1, **chosen: Any) -> dict[str, Any]:
    """Return how many series are published, the newest, and what the newest tell.

    :returns: ``{count, items, telling}``; only those that tell are read whole
    """
    asked = {"taskforce": slug, "page_size": n_newest}
    return base.call("publication_overview", **asked, **chosen)
