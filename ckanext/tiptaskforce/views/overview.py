"""The overview: the same deliverables by strategy, function, subcommittee, agency."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views import base, public, standing, tables


def strategy(slug: str) -> Any:
    """Show the strategy: to members how it stands, to the public what it says."""
    taskforce = base.call("taskforce_show", id=slug)
    if base.may("objective", "overview", taskforce=slug):
        return _strategy(taskforce)
    shown = public.strategy(slug)
    return public.answer(
        base.page(
            "overview/public",
            taskforce,
            strategy=shown,
            state=standing.lines(public.published(slug), public.parents(shown)),
        )
    )


def overview(slug: str) -> str:
    """Answer: how does the strategy stand?"""
    return _strategy(base.inside(slug))


def line(slug: str, code: str) -> Any:
    """Show one line or objective with the deliverables that serve it."""
    taskforce = base.call("taskforce_show", id=slug)
    shown = base.call("strategy_show", taskforce=slug)
    found = next((o for o in shown["objectives"] if o["code"] == code), None)
    if found is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    if not base.may("deliverable", "list", taskforce=slug):
        return _public_line(taskforce, shown, found)
    deliverables = base.call(
        "deliverable_list", taskforce=slug, objective=code, page=base.page_number()
    )
    return base.page(
        "overview/line",
        taskforce,
        strategy=shown,
        line=found,
        children=[o for o in shown["objectives"] if o["parent"] == code],
        found=deliverables,
        published=public.published(slug, objective=code),
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


def _public_line(
    taskforce: dict[str, Any], strategy: dict[str, Any], line: dict[str, Any]
) -> Any:
    """Show a line as anybody may know it, with what was published about it."""
    published = public.published(taskforce["slug"], objective=line["code"])
    return public.answer(
        base.page(
            "overview/public_line",
            taskforce,
            strategy=strategy,
            line=line,
            above=next(
                (o for o in strategy["objectives"] if o["code"] == line["parent"]), None
            ),
            children=[o for o in strategy["objectives"] if o["parent"] == line["code"]],
            published=published,
            state=standing.lines(published, public.parents(strategy)),
        )
    )


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
