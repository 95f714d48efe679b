"""The overview: the same deliverables by strategy, function, subcommittee, agency."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views import (
    base,
    framework,
    owed,
    public,
    standing,
    standing_indicators,
    tables,
    tracking,
)
from ckanext.tiptaskforce.vocabulary import DocumentKind, Visibility

# So many papers of a subcommittee stand on its page.
NEWEST = 5


def strategy(slug: str) -> Any:
    """Show the strategy: to members how it stands, to the public what it says."""
    taskforce = base.call("taskforce_show", id=slug)
    if base.may("objective", "overview", taskforce=slug):
        if request.args.get("view") == framework.NAME:
            return framework.page(taskforce, _chosen())
        return _strategy(taskforce)
    shown, telling = public.strategy(slug), public.overview(slug)["telling"]
    return public.answer(
        base.page(
            "overview/public",
            taskforce,
            strategy=shown,
            rows=standing.in_depth(shown["objectives"]) if shown else [],
            damaged=standing.damaged(telling),
            state=standing.lines(telling, public.parents(shown)),
            status=standing.status(telling),
        )
    )


def overview(slug: str) -> Any:
    """Answer: how does the strategy stand?"""
    return _strategy(base.inside(slug))


def line(slug: str, code: str) -> Any:
    """Show one line or objective with the deliverables that serve it."""
    taskforce = base.call("taskforce_show", id=slug)
    chosen = _chosen()
    shown = public.strategy(slug, chosen.get("strategy"))
    every = [*shown["objectives"], *shown.get("retired", ())] if shown else []
    found = next((o for o in every if o["code"] == code), None)
    if shown is None or found is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    if not base.may("deliverable", "list", taskforce=slug):
        return _public_line(taskforce, shown, found)
    if request.args.get("view") == tracking.NAME:
        return tracking.page(taskforce, found, chosen)
    if request.args.get("view") == "history":
        return base.page(
            "overview/history",
            taskforce,
            line=found,
            history=base.call("objective_history", id=found["id"]),
            chosen=chosen,
        )
    is_open = shown["is_current"] and not found["retired"]
    return base.page(
        "overview/line",
        taskforce,
        strategy=shown,
        line=found,
        parent=next((o for o in every if o["code"] == found["parent"]), None),
        children=[o for o in every if o["parent"] == code],
        found=_deliverables(slug, objective=code, **chosen),
        measured=_measured(slug, code, chosen),
        published=public.published(slug, objective=code, brief=True),
        partnerships=_partnerships(slug, code, chosen),
        may_measure=is_open and base.may("indicator", "create", taskforce=slug),
        chosen=chosen,
    )


def _partnerships(slug: str, code: str, chosen: dict[str, str]) -> list[Any]:
    """Return the forums and agreements that serve a line of the current strategy."""
    if chosen:
        return []
    asked: dict[str, Any] = {"taskforce": slug, "objective": code, "page_size": 100}
    return base.call("partnership_list", **asked)["items"]


def _inputs(slug: str, **asked: Any) -> list[dict[str, Any]]:
    """Return the inputs to others that stand beside core functions."""
    about: dict[str, Any] = {"taskforce": slug, "page_size": 100}
    return base.call("input_list", **about, **asked)["items"]


def _chosen() -> dict[str, str]:
    """Return the strategy that the address names, if it is not the current one."""
    return base.filters("strategy")


def _measured(slug: str, code: str, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Return the indicators of a line and of all below it, and how they stand."""
    asked: dict[str, str] = {"taskforce": slug, "objective": code, **chosen}
    found = base.call("indicator_progress", **asked)
    return [
        {
            **item,
            "figure": standing_indicators.figure(item["whole"]),
            "target_words": standing_indicators.target(item["target"]),
        }
        for item in found["items"]
    ]


def functions(slug: str) -> Any:
    """Answer: which core functions are weak?"""
    taskforce = base.inside(slug)
    chosen = base.filters("subcommittee", "on")
    found = base.call("core_function_overview", taskforce=slug, **chosen)
    if tables.is_wanted():
        rows = [
            {**d, "core_function": f["core_function"]}
            for f in found
            for d in f["deliverables"]
        ]
        return tables.download("functions", taskforce, rows, chosen)
    return base.page(
        "overview/function",
        taskforce,
        functions=found,
        cells=Counter(d["cell"] for f in found for d in f["deliverables"]),
        weakest=_weakest(found),
        inputs=[] if "on" in chosen else _inputs(slug, open="true"),
        may_log=base.may("deliverable", "create", taskforce=slug),
        may_propose=not chosen and base.may("core_function", "propose", taskforce=slug),
        may_set=base.may("taskforce", "update", id=taskforce["id"]),
        aap=None if "on" in chosen else _accountability(slug),
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
        may_propose=base.may("core_function", "propose", taskforce=slug),
        inputs=_inputs(slug, core_function=number),
        found=_deliverables(slug, core_function=number),
        may_log=base.may("deliverable", "create", taskforce=slug),
    )


def propose(slug: str, number: int) -> Any:
    """Open the action point that a function with half or less in place asks for."""
    base.inside(slug)
    made, errors = base.tried(
        "core_function_propose", taskforce=slug, core_function=number
    )
    if made:
        words = tk._("The action point stands in this meeting. Change it as you like.")
        base.say(words)
        return base.go("meeting.read", slug=slug, meeting_id=made["meeting"])
    for message in (message for many in errors.values() for message in many):
        tk.h.flash_error(message)
    return base.go("overview.function", slug=slug, number=number)


def subcommittees(slug: str) -> Any:
    """Answer: what does each group owe?"""
    taskforce = base.inside(slug)
    found = base.call("subcommittee_list", taskforce=slug)
    if tables.is_wanted():
        return tables.download("subcommittees", taskforce, found["items"])
    return base.page("overview/subcommittee", taskforce, found=found)


def subcommittee(slug: str, group: str) -> str:
    """Answer: what does this group owe?"""
    taskforce = base.inside(slug)
    if group not in {one["slug"] for one in taskforce["subcommittees"]}:
        raise tk.ObjectNotFound(tk._("Not found."))
    asked = {"taskforce": slug, "subcommittee": group}
    one = base.call("subcommittee_list", work="true", **asked)["items"][0]
    return base.page(
        "overview/one_subcommittee",
        taskforce,
        subcommittee=one,
        found=_deliverables(slug, subcommittee=group),
        may_add=base.may("document", "create", taskforce=slug),
        **_papers(slug, group),
    )


def _papers(slug: str, group: str) -> dict[str, Any]:
    """Return the papers of a subcommittee: its terms, those of all, and its own."""
    about: dict[str, Any] = {"taskforce": slug, "subcommittee": group}
    asked = {"current": "true", "library": "true", "page_size": 100}
    every = base.call("document_list", **about, **asked)["items"]
    terms = [one for one in every if one["kind"] == DocumentKind.TERMS_OF_REFERENCE]
    rest = [one for one in every if one not in terms[:1]]
    closed = [one for one in rest if one["visibility"] != Visibility.MEMBERS]
    papers = [one for one in rest if one not in closed][:NEWEST]
    return {"terms": terms[:1], "papers": papers, "closed": closed[:NEWEST]}


def _strategy(taskforce: dict[str, Any]) -> Any:
    slug, chosen = taskforce["slug"], _chosen()
    shown = public.strategy(slug, chosen.get("strategy"))
    tree = base.call("objective_overview", taskforce=slug, **chosen) if shown else []
    rows = standing.flat(tree)
    if tables.is_wanted():
        worded = [{**row, **row["labels"]} for row in rows]
        return tables.download("strategy", taskforce, worded, chosen)
    return base.page(
        "overview/strategy",
        taskforce,
        strategy=shown,
        tree=tree,
        rows=rows,
        delivered=sum(top["delivered"] for top in tree),
        live=sum(top["live"] for top in tree),
        words=standing_indicators.counted(tree),
        indicators=sum(standing_indicators.counted(tree).values()),
        rule=standing_indicators.rule(taskforce),
        others=_others(slug, shown),
        may_edit=base.may("strategy", "create", taskforce=slug),
        chosen=chosen,
    )


def _others(slug: str, shown: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the strategies beside the one that is shown."""
    found = base.call("strategy_list", taskforce=slug, page_size=100)["items"]
    return [one for one in found if shown is None or one["id"] != shown["id"]]


def _deliverables(slug: str, **chosen: Any) -> dict[str, Any]:
    page = base.page_number()
    return base.call("deliverable_list", taskforce=slug, page=page, **chosen)


def _weakest(functions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the function with the least in place, if one is behind the others."""
    scored = [f for f in functions if f["score"] is not None]
    if len({f["score"] for f in scored}) < 2:
        return None
    return min(scored, key=lambda f: f["score"])


def _accountability(slug: str) -> dict[str, Any] | None:
    """Return the deliverable on accountability: it is shown and never scored."""
    asked: dict[str, Any] = {"taskforce": slug, "page_size": 100, "cells": "true"}
    templates = base.call("template_list", **asked)["items"]
    return next((t for t in templates if not t["is_scored"]), None)


def _public_line(
    taskforce: dict[str, Any], strategy: dict[str, Any], line: dict[str, Any]
) -> Any:
    """Show a line as anybody may know it, with what was published about it."""
    asked = {"taskforce": taskforce["slug"], "objective": line["code"]}
    published = public.overview(taskforce["slug"], 100, objective=line["code"])
    telling = published["telling"]
    state = standing.lines(telling, public.parents(strategy))
    share = state["by_code"].get(line["code"]) if state else None
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
            published=published["items"],
            indicators=base.call("indicator_read", **asked)["items"],
            damaged=standing.damaged(telling),
            source=state["publication"] if state and share else None,
            words=standing.words(share) if share else None,
            status=standing.status(telling) if not line["parent"] else None,
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
        ("/<slug>/function/<int:number>/propose", "propose", propose, ("POST",)),
        ("/<slug>/subcommittee", "subcommittees", subcommittees, ("GET",)),
        ("/<slug>/subcommittee/<group>", "subcommittee", subcommittee, ("GET",)),
        ("/<slug>/owed", "owed", owed.index, ("GET", "POST")),
        ("/<slug>/owed/<agency>", "debts", owed.read, ("GET", "POST")),
    ),
    is_public=True,
)
