"""Indicators: what is measured, where it stands, and the sheet that says so."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import (
    base,
    indicator_form,
    public,
    retiring,
    standing_indicators,
    tables,
)

Shown = dict[str, Any]


def read(slug: str, code: str) -> Any:
    """Answer: what does it measure, and where is it?"""
    taskforce = base.call("taskforce_show", id=slug)
    if not base.may("indicator", "progress", taskforce=slug):
        return _public(taskforce, code)
    chosen = base.filters("split", "strategy")
    item = _progress(slug, code, chosen)
    if tables.is_wanted():
        rows = [{**row, "indicator": code} for row in standing_indicators.series(item)]
        return tables.download("indicator", taskforce, rows, {"indicator": code})
    words = standing_indicators.finding(item)
    return base.page(
        "indicator/read",
        taskforce,
        indicator=item,
        finding=words,
        series=standing_indicators.series(item),
        chart=standing_indicators.chart(item, words),
        splits=standing_indicators.splits(item),
        split_rows=standing_indicators.split_rows(item),
        rule=standing_indicators.rule(taskforce),
        chosen=chosen,
        whole=standing_indicators.figure(item["whole"]),
        published=public.published(slug, objective=item["objective"], brief=True),
        may_change="strategy" not in chosen
        and base.may("indicator", "create", taskforce=slug),
    )


def _public(taskforce: Shown, code: str) -> Any:
    """Show an indicator as anybody may know it: its title, and what was released."""
    asked: Shown = {"taskforce": taskforce["slug"], "indicator": code}
    found = base.call("indicator_read", **asked)["items"]
    if not found:
        raise tk.ObjectNotFound(tk._("Not found."))
    item = found[0]
    rows = [
        {**one, "period_label": tk.h.tiptaskforce_period(one["from"], one["to"])}
        for one in item["published"]
    ]
    page = base.page("indicator/public", taskforce, indicator=item, rows=rows)
    return public.answer(page)


def _progress(slug: str, code: str, chosen: Shown) -> Shown:
    """Return how an indicator went on, also one that is no longer followed."""
    asked: Shown = {"taskforce": slug, "indicator": code, **chosen}
    for is_retired in (None, "true"):
        found = base.call("indicator_progress", retired=is_retired, **asked)
        if found["items"]:
            return found["items"][0]
    raise tk.ObjectNotFound(tk._("Not found."))


def new(slug: str) -> Any:
    """Add an indicator to a line of the strategy."""
    taskforce = base.inside(slug)
    base.want("indicator", "create", taskforce=slug)
    form, errors = indicator_form.blank(), {}
    if base.posting():
        form = indicator_form.typed()
        try:
            sent = indicator_form.meant(form, is_new=True)
            made = base.call("indicator_create", taskforce=slug, **sent)
            base.say(
                tk._("Added. Its organisations are asked for reports from now on.")
            )
            return base.go("indicator.read", slug=slug, code=made["code"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return _form(taskforce, None, form, errors)


def edit(slug: str, code: str) -> Any:
    """Change the reference sheet of an indicator."""
    taskforce = base.inside(slug)
    base.want("indicator", "create", taskforce=slug)
    shown = of_code(slug, code)
    now, errors = indicator_form.filled(shown), {}
    form = now
    if base.posting():
        form = indicator_form.typed()
        try:
            sent = indicator_form.meant(form, is_new=False)
            base.call("indicator_update", id=shown["id"], **sent)
            base.say(tk._("Saved."))
            return base.go("indicator.read", slug=slug, code=code)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
    return _form(taskforce, shown, form, errors)


def retire(slug: str, code: str) -> Any:
    """Follow an indicator no longer, and say why."""
    taskforce = base.inside(slug)
    base.want("indicator", "create", taskforce=slug)
    shown = of_code(slug, code)
    words = retiring.Retiring(
        "indicator",
        tk._(
            "Its reports stay readable. Nobody is asked for new ones, and it leaves "
            "the overview."
        ),
        tk._("Retire indicator"),
        tk._("Retired. Its reports stay readable; none is owed any more."),
        "indicator.read",
        {"slug": slug, "code": code},
    )
    return retiring.page(taskforce, shown, words)


def judge(slug: str, code: str) -> Any:
    """Set a status word over the computed one, with the reason, or clear it again."""
    taskforce = base.inside(slug)
    base.want("indicator", "create", taskforce=slug)
    item = _progress(slug, code, {})
    now = {name: item[name] for name in ("version", "label", "label_reason")}
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "label", "label_reason", many=("confirm",))
        sent = {name: form.get(name) or "" for name in ("label", "label_reason")}
        try:
            base.call("indicator_update", id=item["id"], **{**form, **sent})
            done = tk._("Set. The word by the rule stands beside it.")
            base.say(done if sent["label"] else tk._("Cleared. The rule decides."))
            return base.go("indicator.read", slug=slug, code=code)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
    return base.page(
        "indicator/status",
        taskforce,
        indicator=item,
        rule=standing_indicators.rule(taskforce),
        form=form,
        errors=errors,
    )


def of_code(slug: str, code: str) -> Shown:
    """Return the reference sheet of an indicator by its code.

    :raises NotFound: for a code that no indicator of the current strategy has
    """
    for is_retired in (None, "true"):
        asked = {"taskforce": slug, "code": code, "retired": is_retired}
        found = base.call("indicator_list", **asked)["items"]
        if found:
            return found[0]
    raise tk.ObjectNotFound(tk._("Not found."))


def _form(
    taskforce: Shown, shown: Shown | None, form: Shown, errors: dict[str, list[str]]
) -> str:
    return base.page(
        "indicator/form",
        taskforce,
        indicator=shown,
        form=form,
        errors=errors,
        **indicator_form.offered(taskforce),
    )


_ONE = "/<slug>/indicator/<code>"
blueprint = base.blueprint(
    "indicator",
    (
        ("/<slug>/indicator/new", "new", new, ("GET", "POST")),
        (_ONE, "read", read, ("GET",)),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/status", "judge", judge, ("GET", "POST")),
        (f"{_ONE}/retire", "retire", retire, ("GET", "POST")),
    ),
    is_public=True,
)
