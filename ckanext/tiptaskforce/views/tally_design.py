"""By which codes is counted, what a change does, and what could be published of it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange.period import MONTHS
from ckanext.tiptaskforce.views import base, standing_tallies, trying

Shown = dict[str, Any]
MANY = ("steps", "dimensions")
# Lists whose codes are ours, in words of the reader's language.
_OURS = ("violation",)


def read(slug: str) -> Any:
    """Answer: by which codes do we count, and from when on?"""
    taskforce = base.inside(slug)
    design = base.call("tally_design_show", taskforce=slug)
    return base.page(
        "tally_design/read",
        taskforce,
        design=design,
        words=_words(design),
        may_change=base.may("tally_design", "update", taskforce=slug),
        may_preview=base.may("tally_design", "preview", taskforce=slug),
    )


def edit(slug: str) -> Any:
    """Change what new periods are counted by; what is counted already stays."""
    taskforce = base.inside(slug)
    base.want("tally_design", "update", taskforce=slug)
    design = base.call("tally_design_show", taskforce=slug)
    now = _filled(design)
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "period", "place_level", "since", many=MANY)
        try:
            changed = base.call("tally_design_update", taskforce=slug, **form)
            message = tk._("Saved. It holds from {period} on.")
            words = standing_tallies.period(changed["since"])["label"]
            base.say(message.format(period=words))
            return base.go("tally_design.read", slug=slug)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form = base.beside(form, now, errors)
    return base.page(
        "tally_design/form",
        taskforce,
        design=design,
        form=form,
        errors=errors,
        **_choices(taskforce, design),
    )


def preview(slug: str) -> Any:
    """Answer, to the custodian alone: which tables would survive the protection?"""
    taskforce = base.inside(slug)
    base.want("tally_design", "preview", taskforce=slug)
    form: Shown = base.filters("step", "period")
    form["tables"] = request.args.getlist("tables")
    errors: dict[str, list[str]] = {}
    found: Shown = {}
    try:
        found = base.call("tally_design_preview", taskforce=slug, **_asked(form))
    except tk.ValidationError as refused:
        errors = base.words_of(refused)
        found = base.call("tally_design_preview", taskforce=slug, tables=[])
    return base.page(
        "tally_design/preview",
        taskforce,
        found=found,
        steps=tk.h.tiptaskforce_options("step", found["steps"]),
        periods=[
            {"value": code, "text": standing_tallies.period(code)["label"]}
            for code in found["periods"]
        ],
        offered=[_offered(columns) for columns in found["offered"]],
        results=[trying.named(table) for table in found["tables"]],
        form={**form, "step": found["step"], "period": found["period"]},
        chosen=[_key(columns) for columns in found["chosen"]],
        errors=errors,
    )


def _asked(form: Shown) -> Shown:
    tables = [key.split("*") for key in form["tables"]]
    asked = {"step": form.get("step"), "period": form.get("period")}
    return {**asked, "tables": tables} if tables else asked


def _key(columns: list[str]) -> str:
    return "*".join(columns)


def _offered(columns: list[str]) -> Shown:
    return {"value": _key(columns), "text": trying.words(columns)}


def _words(design: Shown) -> list[Shown]:
    """Return each dimension with the words of its codes, in the reader's language."""
    language = str(tk.h.lang())
    known = labels.words("dimension")
    listed = [("step", design["steps"])]
    listed += [(d["dimension"], d["codes"]) for d in design["dimensions"]]
    ours = {designed: labels.counted_by(designed) for designed in _OURS}
    return [
        {
            "key": key,
            "label": known.get(key, key),
            "codes": [
                ours.get(key, {}).get(c["code"])
                or c["labels"].get(language)
                or c["labels"]["en"]
                for c in codes
            ],
        }
        for key, codes in listed
    ]


def _filled(design: Shown) -> Shown:
    return {
        "version": design["version"],
        "period": design["period"],
        "place_level": design["place_level"],
        "steps": [step["code"] for step in design["steps"]],
        "dimensions": [d["dimension"] for d in design["dimensions"]],
    }


def _choices(taskforce: Shown, design: Shown) -> Shown:
    """Return what the form of the design offers."""
    levels = taskforce["settings"].get("place_levels") or []
    asked: Shown = {"taskforce": taskforce["slug"], "list": "step", "page_size": 100}
    codes = base.call("code_list", **asked)["items"]
    language = str(tk.h.lang())
    known = labels.words("dimension")
    names = [d["dimension"] for d in design["dimensions"]]
    names += [name for name in design["optional"] if name not in names]
    return {
        "steps": [
            {
                "value": code["code"],
                "text": code["labels"].get(language) or code["labels"]["en"],
            }
            for code in codes
            if not code["retired"]
        ],
        "dimensions": [{"value": n, "text": known.get(n, n)} for n in names],
        "levels": [
            {"value": str(number), "text": name}
            for number, name in enumerate(levels, 1)
        ],
        "lengths": [
            {"value": kind, "text": labels.word("period_kind", kind)} for kind in MONTHS
        ],
    }


blueprint = base.blueprint(
    "tally_design",
    (
        ("/<slug>/admin/tally", "read", read, ("GET",)),
        ("/<slug>/admin/tally/edit", "edit", edit, ("GET", "POST")),
        ("/<slug>/admin/tally/preview", "preview", preview, ("GET",)),
    ),
)
