"""My work: what I must do, by when."""

from __future__ import annotations

from ckanext.tiptaskforce.views import base


def index(slug: str) -> str:
    """Answer: what must I do, and by when?"""
    taskforce = base.inside(slug)
    found = base.call("task_list", taskforce=slug, page=base.page_number())
    return base.page(
        "task/index",
        taskforce,
        found=found,
        may_log=base.may("deliverable", "create", taskforce=slug),
        roles=taskforce.get("roles", []),
    )


blueprint = base.blueprint("task", (("/<slug>/work", "index", index, ("GET",)),))
