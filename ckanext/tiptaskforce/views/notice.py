"""Notices: what happened to the reader's things."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import addresses, labels
from ckanext.tiptaskforce.views import base


def index(slug: str) -> Any:
    """List the notices, newest first; a post notes that some or all are read."""
    taskforce = base.inside(slug)
    if base.posting():
        return _read(slug)
    chosen = base.filters("unread")
    found = base.call("notice_list", taskforce=slug, page=base.page_number(), **chosen)
    for item in found["items"]:
        words = labels.notice(item["kind"], item["said"])
        item["words"] = words[:1].upper() + words[1:]
        about = (item["kind"], item["noun"], item["object_id"])
        endpoint, named = addresses.of_notice(*about)
        item["url"] = addresses.url(endpoint, slug=slug, **named)
    return base.page("notice/index", taskforce, found=found, chosen=chosen)


def _read(slug: str) -> Any:
    form = base.posted("do", many=("notices",))
    asked = {"taskforce": slug, "is_read": "true"}
    if form.get("do") == "all":
        base.call("notice_choose", **asked)
        base.say(tk._("All notices are read."))
    elif form.get("notices"):
        base.call("notice_choose", **asked, notices=form["notices"])
        base.say(tk._("Those that you ticked are read."))
    else:
        base.say(tk._("You ticked none."))
    return base.go("notice.index", slug=slug)


blueprint = base.blueprint(
    "notice", (("/<slug>/notice", "index", index, ("GET", "POST")),)
)
