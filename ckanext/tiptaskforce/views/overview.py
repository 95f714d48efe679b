"""The overview: the same deliverables by strategy, function, subcommittee, agency."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views import base, tables


def strategy(slug: str) -> str:
    """Show the strategy: to members how it stands, to the public what it says."""
    taskforce = base.call("taskforce_show", id=slug)
    if base.may("objective", "overview", taskforce=slug):
        return _strategy(taskforce)
    shown = base.call("strategy_show", taskforce=slug)
    return base.page("overview/public", taskforce, strategy=shown)


def overview(slug: str) -> str:
    """Answer: how does the strategy stand?"""
    return _strategy(base.inside(slug))


def line(slug: str, code: str) -> str:
    """Show one line or objective with the deliverables that serve it."""
    taskforce = base.call("taskforce_show", id=slug)
    shown = base.call("strategy_show", taskforce=slug)
    found = next((o for o in shown["objectives"] if o["code"] == code), None)
    if found is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    deliverables = None
    if base.may("deliverable", "list", taskforce=slug):
        deliverables = base.call(
            "deliverable_list",
            taskforce=slug,
            objective=code,
            page=base.page_number(),
        )
    return base.page(
        "overview/line",
        taskforce,
        strategy=shown,
        line=found,
        children=[o for o in shown["objectives"] if o["parent"] == code],
        found=deliverables,
        published=_published(slug),
    )


def functions(slug: str) -> str:
    """Answer: which core functions are weak?"""
    taskforce = base.inside(slug)
    chosen = base.filters("subcommittee")
    return base.page(
        "overview/function",
        taskforce,
        functions=base.call("core_function_overview", taskforce=slug, **chosen),
        subcommittees=base.call("subcommittee_list", taskforce=slug)["items"],
        aap=_accountability(slug),
        chosen=chosen,
    )


def function(slug: str, number: int) -> str:
    """Show one core function: its deliverables beside the tasks of the source."""
    taskforce = base.inside(slug)
    found = base.call("core_function_overview", taskforce=slug)
    one = next((f for f in found if f["core_function"] == number), None)
    if one is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    return base.page(
        "overview/one_function",
        taskforce,
        function=one,
        found=base.call(
            "deliverable_list",
            taskforce=slug,
            core_function=number,
            page=base.page_number(),
        ),
    )


def subcommittees(slug: str) -> str:
    """Answer: what does each group owe?"""
    taskforce = base.inside(slug)
    found = base.call("subcommittee_list", taskforce=slug)
    return base.page("overview/subcommittee", taskforce, found=found)


def subcommittee(slug: str, group: str) -> str:
    """Answer: what does this group owe?"""
    taskforce = base.inside(slug)
    known = base.call("subcommittee_list", taskforce=slug)["items"]
    one = next((g for g in known if g["slug"] == group), None)
    if one is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    return base.page(
        "overview/one_subcommittee",
        taskforce,
        subcommittee=one,
        found=base.call(
            "deliverable_list",
            taskforce=slug,
            subcommittee=group,
            page=base.page_number(),
        ),
        agencies=base.call(
            "agency_list", taskforce=slug, subcommittee=group, page_size=100
        )["items"],
    )


def owed(slug: str) -> Any:
    """Answer: whom do I call?"""
    taskforce = base.inside(slug)
    chosen = base.filters("subcommittee", "late")
    if "format" in request.args:
        return tables.download("agency_overview", slug, chosen)
    found = base.call(
        "agency_overview", taskforce=slug, page=base.page_number(), **chosen
    )
    return base.page(
        "overview/owed",
        taskforce,
        found=found,
        chosen=chosen,
        subcommittees=base.call("subcommittee_list", taskforce=slug)["items"],
    )


def _strategy(taskforce: dict[str, Any]) -> str:
    slug = taskforce["slug"]
    try:
        shown = base.call("strategy_show", taskforce=slug)
    except tk.ObjectNotFound:
        shown = None
    tree = base.call("objective_overview", taskforce=slug)
    return base.page("overview/strategy", taskforce, strategy=shown, tree=tree)


def _accountability(slug: str) -> dict[str, Any] | None:
    """Return the deliverable on accountability: it is shown and never scored."""
    templates = base.call("template_list", taskforce=slug, page_size=100)["items"]
    found = next((t for t in templates if not t["is_scored"]), None)
    if found is None:
        return None
    newest = base.call(
        "deliverable_list",
        taskforce=slug,
        template=found["code"],
        sort="-modified",
        page_size=1,
    )
    return {**found, "newest": next(iter(newest["items"]), None)}


def _published(slug: str) -> list[dict[str, Any]]:
    return base.call("publication_list", taskforce=slug, page_size=100)["items"]


blueprint = base.blueprint(
    "overview",
    (
        ("/<slug>/strategy", "strategy", strategy, ("GET",)),
        ("/<slug>/strategy/<code>", "line", line, ("GET",)),
        ("/<slug>/overview", "overview", overview, ("GET",)),
        ("/<slug>/function", "functions", functions, ("GET",)),
        ("/<slug>/function/<int:number>", "function", function, ("GET",)),
        ("/<slug>/subcommittee", "subcommittees", subcommittees, ("GET",)),
        ("/<slug>/subcommittee/<group>", "subcommittee", subcommittee, ("GET",)),
        ("/<slug>/owed", "owed", owed, ("GET",)),
    ),
    is_public=True,
)
