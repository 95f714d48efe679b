"""Tallies: the form to enter counts, and the custodian's decision."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort

from ckanext.tiptaskforce.exchange import tally as counts
from ckanext.tiptaskforce.views import base, standing_tallies, tally_grid, upload
from ckanext.tiptaskforce.views.tally_grid import Sheet

Shown = dict[str, Any]
Form = dict[str, Any]
MORE = ("nothing_to_report",)


def new(slug: str) -> Any:
    """Open the counts of a period, and lead to their form."""
    base.inside(slug)
    form = base.posted("period", "agency", "key")
    key = form.pop("key", None)
    made = base.call(
        "tally_create", taskforce=slug, idempotency_key=key, rows=[], **form
    )
    return base.go("tally.edit", slug=slug, tally_id=made["id"])


def read(slug: str, tally_id: str) -> Any:
    """Show where a tally stands, and its counts to those who may open them."""
    taskforce = base.inside(slug)
    shown = mine(slug, tally_id)
    form: Form = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("decision", "note", "version", many=("confirm",))
        try:
            return _decide(slug, shown, form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = shown["version"]
    return base.page(
        "tally/read", taskforce, form=form, errors=errors, **_opened(taskforce, shown)
    )


def edit(slug: str, tally_id: str) -> Any:
    """Enter counts: add a line, fill its grid, check, submit."""
    taskforce = base.inside(slug)
    shown = mine(slug, tally_id)
    if "update" not in shown["verbs"]:
        return _as_it_stands(slug, shown)
    layout = _layout(slug, shown).holding(shown["rows"])
    sheet = Sheet.saved(layout, shown["rows"])
    if not base.posting():
        form = {"version": shown["version"]}
        if shown["nothing_to_report"]:
            form["nothing_to_report"] = "true"
        if base.is_reopened():
            sheet.post()
        return _form(taskforce, shown, sheet, form)
    sheet.post()
    names = [d.key for d in layout.line if not d.parts]
    several = [d.key for d in layout.line if d.parts]
    form = base.posted("version", "do", *MORE, *names, many=several)
    return _entered(taskforce, shown, sheet, form)


def check(slug: str, tally_id: str) -> Any:
    """Show what will be sent, and send it."""
    taskforce = base.inside(slug)
    shown = mine(slug, tally_id)
    if "submit" not in shown["verbs"]:
        return _as_it_stands(slug, shown)
    form: Form = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version")
        try:
            base.call("tally_submit", id=shown["id"], **form)
            base.say(tk._("Submitted. The data custodian reads it now."))
            return base.go("tally.read", slug=slug, tally_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = shown["version"]
    return base.page(
        "tally/check", taskforce, form=form, errors=errors, **_opened(taskforce, shown)
    )


def recall(slug: str, tally_id: str) -> Any:
    """Take a tally back before it is decided."""
    base.inside(slug)
    shown = mine(slug, tally_id)
    if "recall" not in shown["verbs"]:
        return _as_it_stands(slug, shown)
    base.call("tally_recall", id=shown["id"], **base.posted("version"))
    base.say(tk._("Recalled. You can change it now."))
    return base.go("tally.read", slug=slug, tally_id=shown["id"])


def template(slug: str, tally_id: str) -> Any:
    """Give the workbook to fill in offline."""
    base.inside(slug)
    shown = mine(slug, tally_id)
    asked = {"taskforce": slug, "kind": "tally", "tally": shown["id"]}
    return upload.download(base.call("upload_template", **asked))


def bring(slug: str, tally_id: str) -> Any:
    """Ask for a filled template, and lead to the preview; nothing is saved by this."""
    taskforce = base.inside(slug)
    shown = mine(slug, tally_id)
    if "update" not in shown["verbs"]:
        return _as_it_stands(slug, shown)
    form: Form = {"key": base.one_time_key()}
    errors: dict[str, list[str]] = {}
    if base.posting():
        try:
            return _bring(slug, shown, base.posted("key", "sheet"))
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "tally/bring",
        taskforce,
        tally=shown,
        period=standing_tallies.period(shown["period"]),
        form=form,
        errors=errors,
    )


def _bring(slug: str, shown: Shown, form: Form) -> Any:
    file = base.posted_file()
    if file is None:
        raise tk.ValidationError({"upload": [tk._("Choose a file.")]})
    made = base.call(
        "upload_create",
        taskforce=slug,
        kind="tally",
        tally=shown["id"],
        upload=file,
        sheet=form.get("sheet"),
        idempotency_key=form.get("key"),
    )
    page = "upload.columns" if made["missing"] else "upload.read"
    return base.go(page, slug=slug, upload_id=made["id"])


def _as_it_stands(slug: str, shown: Shown) -> Any:
    """Lead who may open the counts to where they stand; a second tap comes here too."""
    if "rows" not in shown:
        abort(403)
    base.say(tk._("It has moved on. This is how it stands now."))
    return base.go("tally.read", slug=slug, tally_id=shown["id"])


def mine(slug: str, tally_id: str) -> Shown:
    """Return a tally of this task force, with counts for those who may open them."""
    return base.belongs(base.call("tally_show", id=tally_id), slug)


def _opened(taskforce: Shown, shown: Shown) -> Shown:
    """Return what the pages that show a tally share."""
    slug, period = taskforce["slug"], standing_tallies.period(shown["period"])
    closed = standing_tallies.closed(taskforce, [shown["agency"]])
    found: Shown = {
        "tally": shown,
        "period": period,
        "may_read": "rows" in shown,
        "closed": closed,
        "agreement_valid": not closed,
        "lines": [],
        "doubts": [],
        "changed": None,
    }
    if not found["may_read"]:
        return found
    accepted = shown["accepted_rows"]
    layout = _layout(slug, shown).holding(shown["rows"], accepted)
    before = standing_tallies.before(slug, shown)
    doubts = counts.doubts(layout, shown["rows"], before)
    return {
        **found,
        "lines": tally_grid.tables(layout, shown["rows"]),
        "doubts": [phrase.render(tk._) for phrase in doubts],
        "changed": _changed(layout, shown) if shown["accepted_edition"] else None,
    }


def _layout(slug: str, shown: Shown) -> counts.Layout:
    return tally_grid.layout(slug, shown["period"], shown["agency"])


def _changed(layout: counts.Layout, shown: Shown) -> list[Shown]:
    found = counts.changes(layout, shown["accepted_rows"], shown["rows"])
    return _named(layout, found)


def _named(layout: counts.Layout, found: list[counts.Change]) -> list[Shown]:
    return [
        {"name": tally_grid.cell_name(layout, c.codes), "old": c.old, "new": c.new}
        for c in found
    ]


def _entered(taskforce: Shown, shown: Shown, sheet: Sheet, form: Form) -> Any:
    """Do what the pressed button says: one line more or less, or save."""
    do, _, which = str(form.pop("do", "save")).partition(":")
    if do == "add":
        return _added(taskforce, shown, sheet, form)
    if do == "remove":
        sheet.typed.pop(which, None)
        return _form(taskforce, shown, sheet, form)
    rows = sheet.rows()
    if form.get("nothing_to_report") and rows:
        message = tk._("You ticked this and typed counts. Take one of them back.")
        sheet.errors["nothing_to_report"] = [message]
    if do == "totals" or sheet.errors:
        return _form(taskforce, shown, sheet, form, opened=which, focus="totals")
    return _saved(taskforce, shown, sheet, form, (do, which))


def _added(taskforce: Shown, shown: Shown, sheet: Sheet, form: Form) -> str:
    line = sheet.layout.line
    codes = {d.key: d.ticked(form.get(d.key)) for d in line}
    missing = {d.key: _unchosen(d, form) for d in line if codes[d.key] not in d.choices}
    sheet.errors |= missing
    if missing:
        return _form(taskforce, shown, sheet, form)
    for name in codes:
        form.pop(name)
    key = sheet.layout.key_of(codes)
    sheet.typed.setdefault(key, {})
    return _form(taskforce, shown, sheet, form, opened=key)


def _unchosen(dimension: counts.Dimension, form: Form) -> list[str]:
    if dimension.parts and form.get(dimension.key):
        return [tk._("What says that there is none is ticked alone.")]
    return [tk._("Choose one.")]


def _saved(
    taskforce: Shown, shown: Shown, sheet: Sheet, form: Form, pressed: tuple[str, str]
) -> Any:
    slug, (do, which) = taskforce["slug"], pressed
    is_nothing = bool(form.get("nothing_to_report"))
    said: Form = {"nothing_to_report": "true"} if is_nothing else {"rows": sheet.rows()}
    try:
        sent = {"id": shown["id"], "version": form.get("version"), **said}
        done = base.call("tally_update", **sent)
    except tk.ValidationError as refused:
        return _refused(taskforce, shown, sheet, form, refused)
    if do == "check":
        return base.go("tally.check", slug=slug, tally_id=shown["id"])
    base.say(tk._("The draft is saved. It is sent when you submit it."))
    page = which if do == "page" else base.posted("page").get("page", "")
    where = {"page": page} if page.isdecimal() and page != "1" else {}
    return base.go("tally.edit", slug=slug, tally_id=done["id"], **where)


def _refused(
    taskforce: Shown, shown: Shown, sheet: Sheet, form: Form, why: tk.ValidationError
) -> Any:
    """Show the form again; what somebody else saved meanwhile stands beside it."""
    if "current" not in why.error_dict:
        sheet.errors |= base.words_of(why)
        return _form(taskforce, shown, sheet, form)
    rows = sheet.rows()
    layout = sheet.layout.holding(rows)
    moved = _named(layout, counts.changes(layout, shown["rows"], rows))
    form["version"] = str(shown["version"])
    if not moved:
        # The same form came twice: what it says is saved already.
        return base.go("tally.edit", slug=taskforce["slug"], tally_id=shown["id"])
    return _form(taskforce, shown, sheet, form, moved=moved)


def _form(  # noqa: PLR0913 - what differs from one showing to the next is named
    taskforce: Shown,
    shown: Shown,
    sheet: Sheet,
    form: Form,
    *,
    opened: str = "",
    focus: str = "",
    moved: list[Shown] | None = None,
) -> str:
    return base.page(
        "tally/edit",
        taskforce,
        tally=shown,
        period=standing_tallies.period(shown["period"]),
        closed=standing_tallies.closed(taskforce, [shown["agency"]]),
        grid=tally_grid.grid(sheet.layout),
        moved=moved,
        form=form,
        errors=sheet.errors,
        # Where the reader is led to; what is wrong is told before that.
        focus="" if sheet.errors else opened or focus,
        **tally_grid.page_of(sheet, opened),
    )


def _decide(slug: str, shown: Shown, form: Form) -> Any:
    """Say the custodian's decision, and lead to the next tally that waits."""
    sent = dict(form)
    decision = sent.pop("decision", "")
    if decision not in ("accept", "send_back"):
        raise tk.ValidationError({"decision": [tk._("Choose one of the two.")]})
    if decision == "accept":
        sent = {"version": sent.get("version")}
    base.call(f"tally_{decision}", id=shown["id"], **sent)
    found = base.call("task_list", taskforce=slug, page_size=100)
    waiting = [t for t in found["items"] if t["kind"] == "count"]
    base.say(_told(decision, len(waiting)))
    if not waiting:
        return base.go("tally.index", slug=slug, period=shown["period"])
    return base.go("tally.read", slug=slug, tally_id=waiting[0]["id"])


def _told(decision: str, left: int) -> str:
    if decision == "accept":
        words = tk.ungettext(
            "Accepted. {number} tally left.", "Accepted. {number} tallies left.", left
        )
    else:
        words = tk.ungettext(
            "Sent back. {number} tally left.", "Sent back. {number} tallies left.", left
        )
    return words.format(number=left)


_ONE = "/<slug>/tally/<tally_id>"
blueprint = base.blueprint(
    "tally",
    (
        ("/<slug>/tally", "index", standing_tallies.index, ("GET",)),
        ("/<slug>/tally/new", "new", new, ("POST",)),
        (_ONE, "read", read, ("GET", "POST")),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/check", "check", check, ("GET", "POST")),
        (f"{_ONE}/template.xlsx", "template", template, ("GET",)),
        (f"{_ONE}/import", "bring", bring, ("GET", "POST")),
        (f"{_ONE}/recall", "recall", recall, ("POST",)),
    ),
)
