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
# The page of what a notice is about, and what its address calls the object.
_OBJECTS = {
    "deliverable": ("deliverable.read", "deliverable_id"),
    "report": ("report.read", "report_id"),
    "tally": ("tally.read", "tally_id"),
    "action_point": ("action_point.read", "point_id"),
    "release": ("release.read", "release_id"),
    "meeting": ("meeting.read", "meeting_id"),
    "partnership": ("partnership.read", "partnership_id"),
}
# Where a notice asks for an act that has a page of its own.
_ACTS = {
    "deliverable_submitted": ("review.read", "deliverable_id"),
    "report_submitted": ("review.report", "report_id"),
    "release_holds": ("release.share", "release_id"),
}
_LISTS = {
    "join_asked": "seat.index",
    "late_for_chair": "overview.owed",
    "seat_ended": "taskforce.read",
    "join_refused": "taskforce.read",
    "agreement_ending": "agreement.index",
    "agreement_ended": "agreement.index",
}
_FRONT = "tiptaskforce_front"


def url(endpoint: str, **values: str | int | None) -> str:
    """Return the address of a page of this site, as `url_for` does."""
    front = g.get(_FRONT)
    if front is None:
        front = tk.h.url_for("home.index").removesuffix("/")
        setattr(g, _FRONT, front)
    return front + _path(endpoint, tuple(values.items()))


def of_notice(kind: str, noun: str, object_id: str) -> tuple[str, dict[str, str]]:
    """Return endpoint and values of the page to which a notice leads."""
    found = _ACTS.get(kind) or _OBJECTS.get(noun)
    if found and object_id:
        return f"tiptaskforce_{found[0]}", {found[1]: object_id}
    return f"tiptaskforce_{_LISTS.get(kind, 'task.index')}", {}


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
