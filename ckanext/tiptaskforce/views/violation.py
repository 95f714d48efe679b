"""The grave violations: the cross-reference, the coverage, a page for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import (
    base,
    public,
    tables,
    violation_figures,
    violation_links,
)
from ckanext.tiptaskforce.vocabulary import ALERTS, CoreFunction, Violation

Shown = dict[str, Any]
FIELDS = ("link", "text", "source")
# By what the page of a violation counts, with the filter of the list behind a count.
FACETS = ("objective", "subcommittee", "agency", "state")


def index(slug: str) -> Any:
    """Answer: where does trafficking touch the six violations?"""
    taskforce = base.inside(slug)
    found = base.call("violation_list", taskforce=slug)
    if tables.is_wanted():
        return tables.download("violations", taskforce, map(_flat, found["items"]))
    return base.page(
        "violation/index",
        taskforce,
        found=found,
        touching=base.call("violation_overview", taskforce=slug)["items"],
        alerts=violation_figures.alerts(public.published(slug, topic=ALERTS)),
        may_change=base.may("violation", "update", taskforce=slug),
        may_alert=base.may("alert", "list", taskforce=slug),
    )


def coverage(slug: str) -> Any:
    """Answer: about which violation is nothing done, and in which function?"""
    taskforce = base.inside(slug)
    rows = base.call("violation_overview", taskforce=slug)["items"]
    if tables.is_wanted():
        return tables.download("coverage", taskforce, map(_covered, rows))
    return base.page(
        "violation/coverage",
        taskforce,
        rows=rows,
        functions=[int(function) for function in CoreFunction],
        gaps=list(_gaps(rows)),
    )


def read(slug: str, violation: str) -> Any:
    """Answer: what touches this violation? Strangers read what is published of it."""
    _want_known(violation)
    taskforce = base.call("taskforce_show", id=slug)
    if not base.may("violation", "show", taskforce=slug):
        return _published(taskforce, violation)
    about: Shown = {"taskforce": slug, "violation": violation}
    if tables.is_wanted():
        chosen = {"violation": violation}
        found = tables.every("deliverable_list", slug, chosen)
        rows = [{**row, **violation_links.told(row)} for row in found]
        return tables.download("deliverables", taskforce, rows, chosen)
    found = base.call("deliverable_list", **about, page=base.page_number())
    return base.page(
        "violation/read",
        taskforce,
        violation=base.call("violation_show", **about),
        found=found,
        facets=FACETS,
        indicators=base.call("indicator_list", **about, page_size=100),
        documents=base.call("document_list", **about, current=True, page_size=25),
        followups=base.call("followup_list", **about, page_size=100),
        may_alert=base.may("alert", "list", taskforce=slug),
    )


def met(slug: str, violation: str) -> Any:
    """Answer: what did meetings agree about it?"""
    _want_known(violation)
    taskforce = base.inside(slug)
    about: Shown = {"taskforce": slug, "violation": violation, "page_size": 25}
    return base.page(
        "violation/met",
        taskforce,
        title=labels.word("violation", violation),
        violation=violation,
        points=base.call("action_point_list", **about),
        decisions=base.call("decision_list", **about),
        meetings=base.call("meeting_list", **about),
    )


def _want_known(violation: str) -> None:
    if violation not in set(Violation):
        raise tk.ObjectNotFound(tk._("Not found."))


def _figures(slug: str, violation: str) -> list[Shown]:
    # What counts by violation names each of them, so no other figures are read.
    found = public.published(slug, kind="figures", violation=violation)
    return violation_figures.persons(found, violation)


def _context(**about: Any) -> list[Shown]:
    return base.call("context_series_list", **about, page_size=25)["items"]


def _published(taskforce: Shown, violation: str) -> Any:
    found = public.published(taskforce["slug"], violation=violation, brief=True)
    page = base.page(
        "violation/public",
        taskforce,
        title=labels.word("violation", violation),
        published=found,
        figures=_figures(taskforce["slug"], violation),
        context=_context(taskforce=taskforce["slug"], violation=violation),
    )
    return public.answer(page)


def released(slug: str, violation: str) -> Any:
    """Answer: what is published about it? All read the same."""
    _want_known(violation)
    return _published(base.call("taskforce_show", id=slug), violation)


def context(slug: str, violation: str) -> Any:
    """Answer: what do others publish about it? Strangers read the open ones."""
    _want_known(violation)
    taskforce = base.call("taskforce_show", id=slug)
    page = base.page(
        "violation/context",
        taskforce,
        title=labels.word("violation", violation),
        violation=violation,
        context=_context(taskforce=slug, violation=violation),
    )
    return public.answer(page)


def edit(slug: str, violation: str) -> Any:
    """Write the task force's own reading of a violation."""
    taskforce = base.inside(slug)
    base.want("violation", "update", taskforce=slug)
    found = base.call("violation_list", taskforce=slug)
    shown = next((v for v in found["items"] if v["violation"] == violation), None)
    if shown is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    now: Shown = {**(shown["reading"] or {}), "version": found["version"]}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *FIELDS, many=("confirm",))
        try:
            asked = {"taskforce": slug, "violation": violation}
            base.call("violation_update", **asked, **form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
        else:
            base.say(tk._("Saved. The reading is shown apart from the source."))
            return base.go("violation.index", slug=slug)
    return base.page("violation/form", taskforce, shown=shown, form=form, errors=errors)


def _flat(item: Shown) -> Shown:
    """Return a violation as a row of a file."""
    reading = item["reading"] or {}
    lists = {name: "; ".join(item[name]) for name in ("acts", "means", "forms")}
    own = {"reading": reading.get("text"), "reading_source": reading.get("source")}
    return {**item, **lists, **own}


def _covered(row: Shown) -> Shown:
    """Return a row of the coverage as a file has it: a column for each function."""
    cells = {
        f"function_{cell['core_function'] or 'none'}": _said(cell)
        for cell in row["cells"]
    }
    return {**row, **cells}


def _said(cell: Shown) -> str:
    if not cell["live"]:
        return tk._("nothing")
    words = tk._("{part} of {whole}")
    return words.format(part=cell["delivered"], whole=cell["live"])


def _gaps(rows: list[Shown]) -> Iterator[str]:
    """Yield in words where nothing is done, violation by violation."""
    for row in rows:
        empty = [
            cell["core_function"]
            for cell in row["cells"]
            if cell["core_function"] and not cell["live"]
        ]
        if len(empty) == len(CoreFunction):
            words = tk._("{violation}: nothing in any of the core functions.")
            yield words.format(violation=row["title"])
        elif empty:
            names = "; ".join(labels.word("core_function", number) for number in empty)
            words = tk._("{violation}: nothing in {functions}.")
            yield words.format(violation=row["title"], functions=names)


blueprint = base.blueprint(
    "violation",
    (
        ("/<slug>/mrm", "index", index, ("GET",)),
        ("/<slug>/mrm/coverage", "coverage", coverage, ("GET",)),
        ("/<slug>/mrm/<violation>", "read", read, ("GET",)),
        ("/<slug>/mrm/<violation>/meetings", "met", met, ("GET",)),
        ("/<slug>/mrm/<violation>/released", "released", released, ("GET",)),
        ("/<slug>/mrm/<violation>/context", "context", context, ("GET",)),
        ("/<slug>/mrm/<violation>/edit", "edit", edit, ("GET", "POST")),
    ),
    is_public=True,
)
