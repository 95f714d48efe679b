"""The handover file of the task force: what it holds, then the file."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response

from ckanext.tiptaskforce.views import base


def make(slug: str) -> Any:
    """Say what the file holds; make it."""
    taskforce = base.inside(slug)
    base.want("taskforce", "hand_over", taskforce=slug)
    if not base.posting():
        return base.page("handover/form", taskforce)
    found = base.call("taskforce_hand_over", taskforce=slug)
    answer = Response(base64.b64decode(found["content"]), mimetype=found["media_type"])
    answer.headers.set("Content-Disposition", "attachment", filename=found["file_name"])
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


blueprint = base.blueprint(
    "handover", (("/<slug>/admin/handover", "make", make, ("GET", "POST")),)
)
