"""The form of a release of figures, and what an agency sees of its own counts."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.views import base, proposal, violation_links

WORDS = (
    *("title", "series", "sentence", "caveats", "next_update", "sensitivity"),
    *violation_links.FIELDS,
)
CHOSEN = ("step", "coarsen", "more_tables")
MANY = ("period", "tables", "indicators", "violations", "confirm")
FIELDS = {"window": "period", "step": "step"}


def new(slug: str) -> Any:
    """Choose series, step, periods, tables and words of a new release."""
    taskforce = base.inside(slug)
    if not may_make(slug):
        raise tk.ObjectNotFound(tk._("Not found."))
    offer = base.call("release_offer", taskforce=slug)
    form: dict[str, Any] = _next(taskforce, offer, request.args.get("series"))
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*WORDS, *CHOSEN, "key", many=MANY)
        try:
            return proposal.create(slug, _sent(form))
        except tk.ValidationError as refused:
            errors = proposal.by_field(base.words_of(refused), FIELDS)
    return _form(taskforce, offer, form, errors)


def edit(taskforce: dict[str, Any], shown: dict[str, Any]) -> Any:
    """Change what is not proposed yet."""
    slug = taskforce["slug"]
    offer = base.call("release_offer", taskforce=slug)
    form = _of_release(shown)
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*WORDS, *CHOSEN, "version", many=MANY)
        try:
            return proposal.update(shown, _sent(form))
        except tk.ValidationError as refused:
            errors = proposal.by_field(base.words_of(refused), FIELDS)
            form |= {"version": shown["version"]}
    return _form(taskforce, offer, form, errors, release=shown)


def share(slug: str, release_id: str) -> str:
    """Show the focal point which counts of the own agency go into a release."""
    taskforce = base.inside(slug)
    found = base.belongs(base.call("release_share", id=release_id), slug)
    shown = base.call("release_show", id=release_id)
    area = taskforce.get("area") or None
    places = base.call("place_list", taskforce=slug, parent=area, page_size=100)
    return base.page(
        "release/share",
        taskforce,
        share={**found, "verbs": shown["verbs"]},
        places={place["code"]: place["name"] for place in places["items"]},
    )


def may_make(slug: str) -> bool:
    """Tell whether the reader makes releases of figures."""
    return base.may(
        "release", "create", taskforce=slug, specification={"kind": "figures"}
    )


def table_words(shown: dict[str, Any]) -> list[str]:
    """Return what each table of a release counts by, in words."""
    return [_words(columns) for columns in _columns_of(shown["specification"])]


def _columns_of(specification: dict[str, Any]) -> list[list[str]]:
    tables = specification["tables"]
    return list(tables.values()) if isinstance(tables, dict) else list(tables)


def _words(columns: list[str]) -> str:
    levels = [column.rpartition("@")[2] for column in columns]
    return " × ".join(labels.word("dimension", level) for level in levels)


def _next(
    taskforce: dict[str, Any], offer: dict[str, Any], series: str | None
) -> dict[str, Any]:
    """Return the form: the last release of the series again, one period on."""
    found = base.call(
        "release_list",
        taskforce=taskforce["slug"],
        kind="figures",
        series=series,
        page_size=1,
    )["items"]
    return _following(offer, found[0]) if found else _first(offer)


def _first(offer: dict[str, Any]) -> dict[str, Any]:
    steps = offer["steps"]
    step = "referred" if "referred" in steps or not steps else steps[0]
    return {
        "key": base.one_time_key(),
        "series": step.replace("_", "-"),
        "step": step,
        "period": offer["periods"][-1:],
        "tables": [",".join(columns) for columns in offer["tables"]],
        "title": _title(step, offer["periods"][-1:]),
    }


def _following(offer: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    form = _of_release(last)
    chosen = last["specification"]["window"]["period"]
    after = [code for code in offer["periods"] if code > chosen[-1]]
    periods = after[:1] if len(chosen) == 1 and after else chosen
    return {
        **{k: form[k] for k in ("series", "step", "tables", "more_tables", "coarsen")},
        "key": base.one_time_key(),
        "violations": last["violations"],
        **violation_links.filled(last),
        "caveats": last["caveats"],
        "sensitivity": last["sensitivity"],
        "period": periods,
        "title": _retitled(last["title"], chosen, periods),
        "indicators": base.call("release_show", id=last["id"])["indicators"],
    }


def _retitled(title: str, before: list[str], after: list[str]) -> str:
    return title.replace(_period_words(before), _period_words(after))


def _title(step: str, codes: list[str]) -> str:
    words = tk._("{step}: {period}")
    return words.format(step=labels.word("step", step), period=_period_words(codes))


def _period_words(codes: list[str]) -> str:
    if not codes:
        return ""
    found = [period.parse(code) for code in codes]
    return tk.h.tiptaskforce_period(found[0].start, found[-1].end)


def _of_release(shown: dict[str, Any]) -> dict[str, Any]:
    """Return the form of a release that exists; a computed sentence stays computed."""
    chosen = shown["specification"]
    tables = [",".join(columns) for columns in _columns_of(chosen)]
    named = ("version", "title", "series", "caveats", "next_update", "sensitivity")
    return {
        **{name: shown[name] for name in (*named, "violations")},
        **violation_links.filled(shown),
        "sentence": None if shown.get("is_sentence_computed") else shown["sentence"],
        "step": chosen["step"],
        "period": chosen["window"]["period"],
        "coarsen": chosen.get("coarsen"),
        "tables": tables,
        "more_tables": None,
        "indicators": shown.get("indicators"),
    }


def _sent(form: dict[str, Any]) -> dict[str, Any]:
    sent = violation_links.meant(form)
    more = str(sent.pop("more_tables", "") or "").splitlines()
    lines = [*(sent.pop("tables", None) or ()), *(line for line in more if line)]
    sent["specification"] = {
        "kind": "figures",
        "step": sent.pop("step", ""),
        "window": {"period": sent.pop("period", [])},
        "tables": [[c.strip() for c in line.split(",")] for line in lines],
        "coarsen": sent.pop("coarsen", "refuse"),
    }
    # Where the last tick was taken away, the release tells no indicator any more.
    sent["indicators"] = sent.get("indicators") or []
    return sent


def _periods(slug: str, codes: list[str]) -> list[dict[str, str]]:
    """Return the periods as options, newest first, and say which are public already."""
    asked = {"kind": "figures", "state": "published", "page_size": 100}
    found = base.call("release_list", taskforce=slug, **asked)["items"]
    told: list[dict[str, str]] = []
    for code in reversed(codes):
        held = [r for r in found if code in r["specification"]["window"]["period"]]
        series = sorted({release["series"] for release in held})
        text = f"{code} ({_period_words([code])})"
        if series:
            words = tk._("{period}, published in {series}")
            text = words.format(period=text, series=", ".join(series))
        told.append({"value": code, "text": text})
    return told


def _form(
    taskforce: dict[str, Any],
    offer: dict[str, Any],
    form: dict[str, Any],
    errors: dict[str, list[str]],
    **more: Any,
) -> str:
    chosen = form.get("tables") or ()
    usual = [",".join(columns) for columns in offer["tables"]]
    tables = [*usual, *(line for line in chosen if line not in usual)]
    return base.page(
        "release/figures",
        taskforce,
        form=form,
        errors=errors,
        steps=tk.h.tiptaskforce_options("step", offer["steps"] or ["referred"]),
        periods=_periods(taskforce["slug"], offer["periods"]),
        tables=[{"value": t, "text": _words(t.split(","))} for t in tables],
        levels=offer["columns"],
        indicators=[
            {"value": one["code"], "text": "{code} {title}".format(**one)}
            for one in offer["indicators"]
        ],
        **more,
    )
