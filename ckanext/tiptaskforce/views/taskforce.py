"""The public front page of a task force, and how it works with data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, render_template

from ckanext.tiptaskforce.views import base, exhibit, headline, public, standing

# So many datasets stand on a front page.
NEWEST = 5


def index() -> Any:
    """List the task forces of this portal; the only one shows itself at once."""
    found = base.call("taskforce_list", page=base.page_number())
    if found["count"] == 1:
        return base.go("taskforce.read", slug=found["items"][0]["slug"])
    page = render_template(
        "tiptaskforce/taskforce/index.html",
        found=found,
        taskforce=None,
        nav={},
        errors={},
    )
    return public.answer(page)


def read(slug: str) -> Response:
    """Answer: who are they and what do they publish?"""
    taskforce = base.call("taskforce_show", id=slug)
    published = public.overview(slug, NEWEST)
    telling = published["telling"]
    work, status = standing.work(telling), standing.status(telling)
    members = standing.members(telling)
    page = base.page(
        "taskforce/read",
        taskforce,
        headline=headline.of(telling, members, work, status),
        strategy=public.strategy(slug),
        damaged=standing.damaged(telling),
        newest=_worded(published["items"], telling),
        n_published=published["count"],
        work=work,
        status=status,
        members=members,
        is_member=base.may("deliverable", "list", taskforce=slug),
    )
    return public.answer(page)


def _worded(
    items: Iterable[dict[str, Any]], telling: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return what is newest with the sentence in the reader's language, where known.

    Only the tables tell a computed sentence in another language, and few are read.
    """
    named = ("series", "number")
    whole = {tuple(one[n] for n in named): exhibit.lead(one) for one in telling}
    return [
        {**item, "sentence": whole.get(tuple(item[n] for n in named), item["sentence"])}
        for item in items
    ]


def method(slug: str) -> Response:
    """Say how figures come about and how people are protected."""
    taskforce = base.call("taskforce_show", id=slug)
    return public.answer(base.page("taskforce/method", taskforce))


blueprint = base.blueprint(
    "taskforce",
    (
        ("/", "index", index, ("GET",)),
        ("/<slug>", "read", read, ("GET",)),
        ("/<slug>/method", "method", method, ("GET",)),
    ),
    is_public=True,
)
