"""Addresses of pages and style sheets, each worked out once and not for every link.

CKAN's `url_for` asks the router, the language and the root path anew for each link, and
`{% asset %}` the date and digest of each file: together a third of the time of a long
table. What follows from the endpoint and its values alone is kept by the process; what
the request decides, its language and its root path, is asked for once a request.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import webassets_tools
from flask import current_app, g
from markupsafe import Markup

KEPT = 4096
_FRONT = "tiptaskforce_front"


def url(endpoint: str, **values: str | int | None) -> str:
    """Return the address of a page of this site, as `url_for` does."""
    front = g.get(_FRONT)
    if front is None:
        front = tk.h.url_for("home.index").removesuffix("/")
        setattr(g, _FRONT, front)
    return front + _path(endpoint, tuple(values.items()))


@lru_cache(maxsize=KEPT)
def _path(endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    """Return the part of an address below the root of the site."""
    return current_app.url_map.bind("localhost").build(endpoint, dict(values))


def assets(kind: str, *names: str) -> Markup:
    """Return the tags that load bundles of a kind, `style` or `script`."""
    if tk.config["debug"] or tk.config["ckan.webassets.debug"]:
        return _tags(kind, names)
    return _kept_tags(kind, names, tk.h.url_for_static("/"))


@lru_cache(maxsize=64)
def _kept_tags(kind: str, names: tuple[str, ...], _root: str) -> Markup:
    return _tags(kind, names)


def _tags(kind: str, names: tuple[str, ...]) -> Markup:
    # CKAN collects what a page loads in `g`; here a collection of our own is wanted.
    with current_app.app_context():
        for name in names:
            webassets_tools.include_asset(name)
        return webassets_tools.render_assets(kind)  # type: ignore[arg-type]
