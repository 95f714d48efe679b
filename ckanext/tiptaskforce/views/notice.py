"""Notices: what happened to the reader's things."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import base


def index(slug: str) -> Any:
    """List the notices, newest first; a post notes that all are read."""
    taskforce = base.inside(slug)
    if base.posting():
        base.call("notice_choose", taskforce=slug, is_read="true")
        base.say(tk._("All notices are read."))
        return base.go("notice.index", slug=slug)
    chosen = base.filters("unread")
    found = base.call("notice_list", taskforce=slug, page=base.page_number(), **chosen)
    for item in found["items"]:
        item["words"] = labels.notice(item["kind"], item["said"])
    return base.page("notice/index", taskforce, found=found, chosen=chosen)


blueprint = base.blueprint(
    "notice", (("/<slug>/notice", "index", index, ("GET", "POST")),)
)
