"""The form of a release of figures, and what an agency sees of its own counts."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.views import base, proposal, trying, violation_links
from ckanext.tiptaskforce.vocabulary import ALERTS

WORDS = (
    *("title", "series", "sentence", "caveats", "next_update", "sensitivity"),
    *violation_links.FIELDS,
)
CHOSEN = ("step", "coarsen")
# Further tables, each by up to three columns that are chosen by their words.
FURTHER, MOST_COLUMNS = ("further-1", "further-2"), 3
MANY = ("period", "tables", "indicators", "violations", "confirm", *FURTHER)
# So many lines fit on a phone as they are.
FEW_LINES = 12
FIELDS = {"window": "period", "step": "step"}


def new(slug: str) -> Any:
    """Choose series, step, periods, tables and words of a new release."""
    return _new(slug, None)


def alerts(slug: str) -> Any:
    """Do the same for alerts; the MRM focal seats make their releases."""
    return _new(slug, ALERTS)


def _new(slug: str, step: str | None) -> Any:
    taskforce = base.inside(slug)
    if not may_make(slug, step):
        raise tk.ObjectNotFound(tk._("Not found."))
    offer = base.call("release_offer", taskforce=slug, step=step)
    about: dict[str, Any] = {"is_alerts": step == ALERTS}
    form: dict[str, Any] = _next(taskforce, offer, request.args.get("series"), step)
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*WORDS, *CHOSEN, "key", many=MANY)
        if trying.is_asked():
            return _tried(taskforce, offer, form, **about)
        try:
            return proposal.create(slug, _sent(form))
        except tk.ValidationError as refused:
            errors = proposal.by_field(base.words_of(refused), FIELDS)
    return _form(taskforce, offer, form, errors, **about)


def edit(taskforce: dict[str, Any], shown: dict[str, Any]) -> Any:
    """Change what is not proposed yet."""
    slug = taskforce["slug"]
    step = _alerts_of(shown)
    offer = base.call("release_offer", taskforce=slug, step=step)
    about = {"release": shown, "is_alerts": step == ALERTS}
    now = _of_release(shown)
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted(*WORDS, *CHOSEN, "version", many=MANY)
        if trying.is_asked():
            return _tried(taskforce, offer, form, **about)
        try:
            return proposal.update(shown, _sent(form))
        except tk.ValidationError as refused:
            errors = proposal.by_field(base.words_of(refused), FIELDS)
            form = base.beside(form, now, errors)
    return _form(taskforce, offer, form, errors, **about)


def share(slug: str, release_id: str) -> str:
    """Show the focal point which counts of the own agency go into a release."""
    taskforce = base.inside(slug)
    found = base.belongs(base.call("release_share", id=release_id), slug)
    shown = base.call("release_show", id=release_id)
    area = taskforce.get("area") or None
    places = base.call("place_list", taskforce=slug, parent=area, page_size=100)
    n_lines = sum(len(agency["rows"]) for agency in found["agencies"])
    return base.page(
        "release/share",
        taskforce,
        share={**found, "verbs": shown["verbs"]},
        agencies=[_by_place(agency) for agency in found["agencies"]],
        is_open=request.args.get("lines") == "all" or n_lines <= FEW_LINES,
        places={place["code"]: place["name"] for place in places["items"]},
    )


def _by_place(agency: dict[str, Any]) -> dict[str, Any]:
    """Return the lines of an agency in groups: a year of them is long on a phone.

    Each period holds its places in the order of the lines, each place what is counted
    there; a task force that counts by no place has one group, without a name.
    """
    periods: dict[str, dict[str | None, list[dict[str, Any]]]] = {}
    for row in agency["rows"]:
        rest = {k: v for k, v in row.items() if k not in {"period", "place"}}
        own = periods.setdefault(row["period"], {})
        own.setdefault(row.get("place"), []).append(rest)
    return {
        **agency,
        "periods": [
            {"code": code, "words": _period_words([code]), "places": places}
            for code, places in periods.items()
        ],
    }


def may_make(slug: str, step: str | None = None) -> bool:
    """Tell whether the reader makes releases of figures: of persons, or of alerts."""
    chosen = {"kind": "figures", "step": step}
    return base.may("release", "create", taskforce=slug, specification=chosen)


def _alerts_of(shown: dict[str, Any]) -> str | None:
    """Return the pseudo-step of alerts where a release counts them."""
    return ALERTS if shown["specification"]["step"] == ALERTS else None


def table_words(shown: dict[str, Any]) -> list[str]:
    """Return what each table of a release counts by, in words."""
    return [_words(columns) for columns in _columns_of(shown["specification"])]


def _columns_of(specification: dict[str, Any]) -> list[list[str]]:
    tables = specification["tables"]
    return list(tables.values()) if isinstance(tables, dict) else list(tables)


def _words(columns: list[str]) -> str:
    levels = [column.rpartition("@")[2] for column in columns]
    return " × ".join(labels.dimension(level) for level in levels)


def _next(
    taskforce: dict[str, Any],
    offer: dict[str, Any],
    series: str | None,
    step: str | None,
) -> dict[str, Any]:
    """Return the form: the last release of the series again, one window on."""
    asked = {"taskforce": taskforce["slug"], "kind": "figures", "page_size": 100}
    found = base.call("release_list", **asked)["items"]
    live = [
        release
        for release in found
        if release["state"] != "dropped" and _alerts_of(release) == step
    ]
    if series is None and live:
        series = live[0]["series"]
    own = [release for release in live if release["series"] == series]
    if not own:
        return _first(offer, series, step)
    return _following(offer, max(own, key=lambda one: _window(one)[-1].end))


def _first(
    offer: dict[str, Any], series: str | None, step: str | None
) -> dict[str, Any]:
    steps = offer["steps"]
    usual = "referred" if "referred" in steps or not steps else steps[0]
    chosen = step or usual
    return {
        "key": base.one_time_key(),
        "series": series or chosen.replace("_", "-"),
        "step": chosen,
        "period": offer["periods"][-1:],
        "tables": [",".join(columns) for columns in offer["tables"]],
        "title": _title(chosen, offer["periods"][-1:]),
    }


def _following(offer: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    form = _of_release(last)
    wanted = _after(_window(last))
    is_counted = set(wanted) <= set(offer["periods"])
    return {
        **{name: form[name] for name in ("series", "step", "tables", "coarsen")},
        "key": base.one_time_key(),
        "violations": last["violations"],
        **violation_links.filled(last),
        "caveats": last["caveats"],
        "sensitivity": last["sensitivity"],
        # What is published already is never offered again by itself.
        "period": wanted if is_counted else [],
        "waits_for": None if is_counted else _period_words(wanted),
        "title": _retitled(last["title"], form["period"], wanted),
        "indicators": base.call("release_show", id=last["id"])["indicators"],
    }


def _window(release: dict[str, Any]) -> list[period.Period]:
    codes = release["specification"]["window"]["period"]
    return [period.parse(code) for code in codes]


def _after(chosen: list[period.Period]) -> list[str]:
    """Return the codes of as many periods that follow these."""
    found, one = [], chosen[-1]
    for _ in chosen:
        one = period.following(one)
        found.append(one.code)
    return found


def _retitled(title: str, before: list[str], after: list[str]) -> str:
    return title.replace(_period_words(before), _period_words(after))


def _title(step: str, codes: list[str]) -> str:
    words = tk._("{step}: {period}")
    return words.format(step=labels.word("step", step), period=_period_words(codes))


def _period_words(codes: list[str]) -> str:
    return tk.h.tiptaskforce_window(codes, coded=False)


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
        "indicators": shown.get("indicators"),
    }


def _sent(form: dict[str, Any]) -> dict[str, Any]:
    sent = violation_links.meant(form)
    tables = [line.split(",") for line in sent.pop("tables", None) or ()]
    for name in FURTHER:
        columns = [column for column in sent.pop(name, ()) if column]
        tables += [columns] if columns else []
    sent["specification"] = {
        "kind": "figures",
        "step": sent.pop("step", ""),
        "window": {"period": sent.pop("period", [])},
        "tables": tables,
        "coarsen": sent.pop("coarsen", "refuse"),
    }
    # Where the last tick was taken away, the release tells no indicator any more.
    sent["indicators"] = sent.get("indicators") or []
    return sent


def _periods(
    slug: str, codes: list[str], *, is_alerts: bool = False
) -> list[dict[str, str]]:
    """Return the periods as options, newest first, and say which are public already."""
    asked = {"kind": "figures", "state": "published", "page_size": 100}
    found = base.call("release_list", taskforce=slug, **asked)["items"]
    # Persons and alerts are counted apart, and so are their releases.
    found = [r for r in found if (_alerts_of(r) == ALERTS) == is_alerts]
    told: list[dict[str, str]] = []
    for code in reversed(codes):
        held = [r for r in found if code in r["specification"]["window"]["period"]]
        series = sorted({release["series"] for release in held})
        text = tk.h.tiptaskforce_window([code])
        if series:
            words = tk._("{period}, published in {series}")
            text = words.format(period=text, series=", ".join(series))
        told.append({"value": code, "text": text})
    return told


def _tried(
    taskforce: dict[str, Any], offer: dict[str, Any], form: dict[str, Any], **more: Any
) -> str:
    """Show the form as it was typed, with what the public would see of its tables."""
    asked = _sent(form)["specification"]
    # What was chosen by its columns stands among the tables from here on.
    form["tables"] = [",".join(columns) for columns in asked["tables"]]
    for name in FURTHER:
        form.pop(name, None)
    found, errors = trying.of(taskforce["slug"], asked, offer["periods"])
    return _form(taskforce, offer, form, errors, tried=found, **more)


def _form(
    taskforce: dict[str, Any],
    offer: dict[str, Any],
    form: dict[str, Any],
    errors: dict[str, list[str]],
    tried: dict[str, Any] | None = None,
    **more: Any,
) -> str:
    chosen = form.get("tables") or ()
    advised = (*offer["tables"], *trying.coarser(tried))
    usual = list(dict.fromkeys(",".join(columns) for columns in advised))
    tables = [*usual, *(line for line in chosen if line not in usual)]
    return base.page(
        "release/figures",
        taskforce,
        form=form,
        errors=errors,
        steps=tk.h.tiptaskforce_options("step", offer["steps"] or [form["step"]]),
        periods=_periods(
            taskforce["slug"], offer["periods"], is_alerts=bool(more.get("is_alerts"))
        ),
        tables=[{"value": t, "text": _words(t.split(","))} for t in tables],
        further=FURTHER,
        columns=[{"value": c, "text": _words([c])} for c in offer["columns"]],
        most_columns=MOST_COLUMNS,
        tried=tried,
        indicators=[
            {"value": one["code"], "text": "{code} {title}".format(**one)}
            for one in offer["indicators"]
        ],
        **more,
    )
