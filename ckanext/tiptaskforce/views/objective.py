"""The lines of a strategy as coordination works on them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, public, retiring, strategy

Shown = dict[str, Any]
FIELDS = ("code", "title", "parent", "source_code")


def new(slug: str, name: str) -> Any:
    """Add a line to a strategy."""
    taskforce = base.inside(slug)
    base.want("objective", "create", taskforce=slug)
    shown = strategy.read(slug, name)
    form: Shown = {"key": base.one_time_key(), **base.filters("parent")}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*FIELDS, "key", many=("confirm",))
        try:
            sent = {key: value for key, value in form.items() if key != "key"}
            about = {"taskforce": slug, "strategy": name}
            base.call(
                "objective_create", **about, **sent, idempotency_key=form.get("key")
            )
            base.say(tk._("Added."))
            return base.go("strategy.tree", slug=slug, name=name)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return _form(taskforce, shown, None, form, errors)


def edit(slug: str, name: str, code: str) -> Any:
    """Retitle or renumber a line, or hang it up elsewhere."""
    taskforce, shown, line = _line(slug, name, code)
    now, errors = {n: line.get(n) for n in (*FIELDS, "version")}, {}
    if line["source_code"] == line["code"]:
        now["source_code"] = None
    form = now
    if base.posting():
        form = base.posted("version", *FIELDS, many=("confirm",))
        try:
            sent = {n: form.get(n) or "" for n in ("parent", "source_code")}
            base.call("objective_update", id=line["id"], **{**form, **sent})
            base.say(tk._("Saved."))
            return base.go("strategy.tree", slug=slug, name=name)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
    return _form(taskforce, shown, line, form, errors)


def move(slug: str, name: str, code: str) -> Any:
    """Move a line one place up or down."""
    _, _, line = _line(slug, name, code)
    base.call("objective_reorder", id=line["id"], **base.posted("version", "move"))
    base.say(tk._("Moved: {code}.").format(code=code))
    return base.go("strategy.tree", slug=slug, name=name)


def retire(slug: str, name: str, code: str) -> Any:
    """Follow a line no longer, and say why."""
    taskforce, _, line = _line(slug, name, code)
    words = retiring.Retiring(
        "objective",
        tk._(
            "It leaves the overview. Its deliverables, reports and history stay "
            "readable; no reports on its indicators are asked for."
        ),
        tk._("Retire line"),
        tk._("Retired. Its work and its history stay readable."),
        "strategy.tree",
        {"slug": slug, "name": name},
    )
    return retiring.page(taskforce, line, words)


def restore(slug: str, name: str, code: str) -> Any:
    """Follow a retired line again."""
    _, _, line = _line(slug, name, code)
    base.call("objective_restore", id=line["id"], **base.posted("version"))
    base.say(tk._("Followed again: {code}.").format(code=code))
    return base.go("strategy.tree", slug=slug, name=name)


def _line(slug: str, name: str, code: str) -> tuple[Shown, Shown, Shown]:
    """Return the task force, the strategy, and its line with this code."""
    taskforce = base.inside(slug)
    base.want("objective", "create", taskforce=slug)
    shown = strategy.read(slug, name)
    every = [*shown["objectives"], *shown["retired"]]
    line = next((one for one in every if one["code"] == code), None)
    if line is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    return taskforce, shown, line


def _form(
    taskforce: Shown,
    shown: Shown,
    line: Shown | None,
    form: Shown,
    errors: dict[str, list[str]],
) -> str:
    return base.page(
        "strategy/line",
        taskforce,
        strategy=shown,
        line=line,
        parents=public.options(
            one
            for one in shown["objectives"]
            if line is None or one["code"] != line["code"]
        ),
        form=form,
        errors=errors,
    )


_ALL = "/<slug>/admin/strategy/<name>/line"
_ONE = f"{_ALL}/<code>"
blueprint = base.blueprint(
    "objective",
    (
        (f"{_ALL}/new", "new", new, ("GET", "POST")),
        (_ONE, "edit", edit, ("GET", "POST")),
        (f"{_ONE}/move", "move", move, ("POST",)),
        (f"{_ONE}/retire", "retire", retire, ("GET", "POST")),
        (f"{_ONE}/restore", "restore", restore, ("POST",)),
    ),
)
