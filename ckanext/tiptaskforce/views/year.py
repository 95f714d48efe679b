"""Planning a year of deliverables: one page with many rows, a preview, one save."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views import base

ROWS = 100
FILTERS = ("subcommittee", "agency", "core_function")
FIELDS = ("id", "version", "template", "title", "agency", "partners", "due")
# What a row of open work may change, each beside what it was.
CHANGING = ("agency", "partners", "due")
WAS = tuple(f"was_{name}" for name in CHANGING)
Row = dict[str, Any]


def plan(slug: str) -> Any:
    """Answer: who owes what by when in a year? Change it, look at it, save it."""
    taskforce = base.inside(slug)
    this_year = tk.h.tiptaskforce_today(taskforce).year
    chosen = {"year": str(this_year), **base.filters("year", *FILTERS)}
    planned = groups(taskforce)
    if "" not in planned and chosen.get("subcommittee") not in planned:
        # Who plans for some alone begins with the first of them.
        chosen["subcommittee"] = next(iter(planned), "")
    about = {"taskforce": slug, "subcommittee": chosen.get("subcommittee") or None}
    base.want("deliverable", "plan", **about)
    if not base.posting():
        return _page(taskforce, chosen, base.one_time_key())
    rows, key = _typed(), request.form.get("key") or base.one_time_key()
    wanted = [_sent(row) for row in rows if _is_wanted(row)]
    is_saved = request.form.get("step") == "save"
    if not wanted:
        errors = {"rows": [tk._("Nothing is ticked and nothing is changed.")]}
        return _page(taskforce, chosen, key, rows, errors=errors)
    told, errors = base.tried(
        "deliverable_plan",
        **about,
        rows=wanted,
        is_preview="false" if is_saved else "true",
        idempotency_key=key if is_saved else None,
    )
    if told and is_saved:
        n = len(told["items"])
        words = tk.ungettext("{number} row is saved.", "{number} rows are saved.", n)
        base.say(words.format(number=n))
        return base.go("year.plan", slug=slug, **chosen)
    if told and "back" not in request.form:
        return base.page(
            "year/preview",
            taskforce,
            chosen=chosen,
            items=told["items"],
            rows=rows,
            fields=(*FIELDS, *WAS, "verb", "take"),
            key=key,
        )
    return _page(taskforce, chosen, key, rows, errors=errors)


def _page(
    taskforce: Row,
    chosen: dict[str, str],
    key: str,
    typed: list[Row] | None = None,
    errors: dict[str, list[str]] | None = None,
) -> str:
    found = base.call(
        "deliverable_overview",
        taskforce=taskforce["slug"],
        page=base.page_number(),
        page_size=ROWS,
        **chosen,
    )
    sent: Row = {"taskforce": taskforce["slug"], "page_size": 100}
    return base.page(
        "year/plan",
        taskforce,
        found=found,
        rows=typed or [*map(_new, found["missing"]), *map(_known, found["items"])],
        agencies=base.call("agency_list", **sent)["items"],
        standing=_standing(found),
        chosen=chosen,
        groups=groups(taskforce),
        form={"key": key},
        errors=errors or {},
        size=ROWS,
    )


def _standing(found: Row) -> dict[str, str]:
    """Return the titles of the standing deliverables of a plan, by their codes."""
    logged = {one["template"]: one["template_title"] for one in found["items"]}
    return logged | {one["template"]: one["title"] for one in found["missing"]}


def groups(taskforce: Row) -> dict[str, str]:
    """Return the subcommittees whose year the reader plans; "" stands for them all."""
    titles = {one["slug"]: one["title"] for one in taskforce["subcommittees"]}
    about = {"taskforce": taskforce["slug"]}
    if base.may("deliverable", "plan", **about):
        return {"": tk._("All"), **titles}
    return {
        slug: title
        for slug, title in titles.items()
        if base.may("deliverable", "plan", **about, subcommittee=slug)
    }


def _new(standing: Row) -> Row:
    """Return the row of a standing deliverable that nobody has logged."""
    about = {"template": standing["template"], "title": standing["title"]}
    blank = dict.fromkeys((*CHANGING, *WAS, "take"), "")
    return {**blank, **about, "verb": "create"}


def _known(shown: Row) -> Row:
    """Return the row of a deliverable, with what the plan would make of it."""
    held = {
        "agency": shown["agency"] or "",
        "partners": ", ".join(shown["partners"]),
        "due": shown["proposed_due"] or "",
    }
    return {
        **{name: shown[name] or "" for name in ("id", "version", "template", "title")},
        **held,
        **{f"was_{name}": value for name, value in held.items()},
        "verb": shown["verb"],
        "take": "",
    }


def _typed() -> list[Row]:
    """Return the rows of the form as they were typed."""
    n_rows = request.form.get("rows", "")
    number = min(int(n_rows), 2 * ROWS) if n_rows.isdecimal() else 0
    names = (*FIELDS, *WAS, "verb", "take")
    return [
        {name: request.form.get(f"{name}-{i}", "").strip() for name in names}
        for i in range(number)
    ]


def _is_wanted(row: Row) -> bool:
    """Tell whether a row is to be saved: what is open, if it is changed at all."""
    if row["verb"] != "update":
        return bool(row["take"])
    return bool(_changed(row))


def _sent(row: Row) -> Row:
    """Return of a row what its verb takes, and of open work what is changed."""
    if row["verb"] == "create":
        names: list[str] = ["template", "title", *CHANGING]
    elif row["verb"] == "renew":
        names = ["id", "version", "agency", "due", *_changed(row, "partners")]
    else:
        names = ["id", "version", *_changed(row)]
    sent: Row = {name: row[name] for name in names}
    if "partners" in sent:
        sent["partners"] = _acronyms(sent["partners"])
    return sent


def _changed(row: Row, *names: str) -> list[str]:
    """Return which of these fields of a row differ from what they were."""
    wanted = names or CHANGING
    return [name for name in wanted if row[name] != row[f"was_{name}"]]


def _acronyms(typed: str) -> list[str]:
    """Return the acronyms that stand in one field, with commas between them."""
    found = (one.strip() for one in typed.replace(";", ",").split(","))
    return [one for one in found if one]


blueprint = base.blueprint(
    "year", (("/<slug>/deliverable/plan", "plan", plan, ("GET", "POST")),)
)
