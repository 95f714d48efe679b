"""The calendar feed: its choice for a member, its file for a calendar program."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.views import base


def choose(slug: str) -> Any:
    """Get a new secret address, or revoke the one there is."""
    taskforce = base.inside(slug)
    secret = None
    if base.posting():
        is_wanted = base.posted("is_wanted").get("is_wanted") == "true"
        sent = str(is_wanted).lower()
        made = base.call("feed_choose", taskforce=slug, is_wanted=sent)
        secret = made["secret"]
        if secret is None:
            base.say(tk._("The address is revoked. It answers nobody any more."))
            return base.go("feed.choose", slug=slug)
    found = base.call("feed_show", taskforce=slug)
    return base.page(
        "feed/choose",
        taskforce,
        is_wanted=found["is_wanted"],
        address=_address(slug, secret) if secret else None,
    )


def read(slug: str, secret: str) -> Response:
    """Hand the calendar out to whoever has its address, and to nobody else."""
    found = base.call("feed_read", taskforce=slug, secret=secret)
    answer = Response(found["content"], mimetype="text/calendar")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _address(slug: str, secret: str) -> str:
    path = tk.h.tiptaskforce_url("tiptaskforce_feed.read", slug=slug, secret=secret)
    return config.site_url() + path


blueprint = base.blueprint(
    "feed",
    (
        ("/<slug>/work/calendar", "choose", choose, ("GET", "POST")),
        ("/<slug>/calendar/<secret>.ics", "read", read, ("GET",)),
    ),
    is_public=True,
)
