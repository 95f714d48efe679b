"""The strategies as coordination works on them: begun, changed, adopted."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, public, retiring, standing

Shown = dict[str, Any]
LISTS = ("principles", "strengths", "weaknesses", "opportunities", "threats")
WORDS = ("title", "from", "until", "vision", *LISTS)


def index(slug: str) -> str:
    """Answer: which strategies are there, and which one do we follow?"""
    taskforce = _coordinated(slug)
    found = base.call("strategy_list", taskforce=slug, page=base.page_number())
    return base.page("strategy/index", taskforce, found=found)


def new(slug: str) -> Any:
    """Begin a strategy: by hand, as a copy, or from a preset."""
    taskforce = _coordinated(slug)
    form: Shown = {"key": base.one_time_key(), "start": "copy"}
    errors: dict[str, list[str]] = {}
    if base.posting():
        names = ("title", "from", "until", "start", "copy_of", "preset", "key")
        form = base.posted(*names, many=("confirm",))
        try:
            made = base.call("strategy_create", taskforce=slug, **_asked(form))
            base.say(tk._("Begun. Nobody follows it until you adopt it."))
            return base.go("strategy.tree", slug=slug, name=made["slug"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    known = base.call("strategy_list", taskforce=slug, page_size=100)
    return base.page(
        "strategy/new",
        taskforce,
        known=[{"value": s["slug"], "text": s["title"]} for s in known["items"]],
        presets=[{"value": name, "text": name} for name in known["presets"]],
        form=form,
        errors=errors,
    )


def _asked(form: Shown) -> Shown:
    """Return what the form asks for: of the ways to begin, only the chosen one."""
    sent = {n: form.get(n) for n in ("title", "from", "until", "confirm")}
    start = {"copy": "copy_of", "preset": "preset"}.get(form.get("start", ""))
    if start:
        sent[start] = form.get(start) or ""
    return {**sent, "idempotency_key": form.get("key")}


def tree(slug: str, name: str) -> str:
    """Show the lines of a strategy, each with what can be done to it."""
    taskforce = _coordinated(slug)
    shown = read(slug, name)
    return base.page(
        "strategy/tree",
        taskforce,
        strategy=shown,
        rows=standing.in_depth(shown["objectives"]),
        history=base.call("strategy_history", id=shown["id"]),
    )


def edit(slug: str, name: str) -> Any:
    """Change the words and the period of a strategy."""
    taskforce = _coordinated(slug)
    shown = read(slug, name)
    now, errors = _filled(shown), {}
    form = now
    if base.posting():
        form = base.posted("version", *WORDS, many=("confirm",))
        try:
            base.call("strategy_update", id=shown["id"], **_meant(form))
            base.say(tk._("Saved."))
            return base.go("strategy.tree", slug=slug, name=name)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
    return base.page(
        "strategy/edit", taskforce, strategy=shown, form=form, errors=errors
    )


def adopt(slug: str, name: str) -> Any:
    """Make a strategy the current one, after its effects were read."""
    taskforce = _coordinated(slug)
    shown = read(slug, name)
    errors: dict[str, list[str]] = {}
    if base.posting():
        try:
            version = base.posted("version").get("version")
            base.call("strategy_adopt", id=shown["id"], version=version)
            base.say(tk._("Adopted. It is the strategy that you follow now."))
            return base.go("overview.overview", slug=slug)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "strategy/adopt",
        taskforce,
        strategy=shown,
        former=public.strategy(slug),
        form={"version": shown["version"]},
        errors=errors,
    )


def drop(slug: str, name: str) -> Any:
    """Give up a strategy that was begun, and say why."""
    taskforce = _coordinated(slug)
    shown = read(slug, name)
    words = retiring.Retiring(
        "strategy",
        tk._("It leaves the lists, and its short name is free again. Its log stays."),
        tk._("Drop strategy"),
        tk._("Dropped. Nobody has followed it, so nothing else changes."),
        "strategy.index",
        {"slug": slug},
        verb="drop",
    )
    return retiring.page(taskforce, shown, words)


def read(slug: str, name: str) -> Shown:
    """Return a strategy by its short name.

    :raises NotFound: for a name that no strategy of the task force has
    """
    shown = public.strategy(slug, name)
    if shown is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    return shown


def _coordinated(slug: str) -> Shown:
    taskforce = base.inside(slug)
    base.want("strategy", "create", taskforce=slug)
    return taskforce


def _filled(shown: Shown) -> Shown:
    said = {**shown, **shown["swot"]}
    form = {name: said.get(name) for name in ("title", "from", "until", "vision")}
    form |= {name: "\n".join(said.get(name) or []) for name in LISTS}
    return {**form, "version": shown["version"]}


def _meant(form: Shown) -> Shown:
    """Return what the form asks for: what stands empty in it is to be cleared."""
    sent: Shown = {n: form.get(n) or "" for n in ("title", "from", "until", "vision")}
    for name in LISTS:
        typed = (form.get(name) or "").splitlines()
        sent[name] = [line.strip() for line in typed if line.strip()]
    return {**sent, "version": form.get("version"), "confirm": form.get("confirm")}


_ALL = "/<slug>/admin/strategy"
_ONE = f"{_ALL}/<name>"
blueprint = base.blueprint(
    "strategy",
    (
        (_ALL, "index", index, ("GET",)),
        (f"{_ALL}/new", "new", new, ("GET", "POST")),
        (_ONE, "tree", tree, ("GET",)),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/adopt", "adopt", adopt, ("GET", "POST")),
        (f"{_ONE}/drop", "drop", drop, ("GET", "POST")),
    ),
)
