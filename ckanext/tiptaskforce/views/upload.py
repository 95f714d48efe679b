"""Bring your own tracker: choose a file, match its columns, look, then save."""

from __future__ import annotations

import base64
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, redirect, request

from ckanext.tiptaskforce.views import base
from ckanext.tiptaskforce.vocabulary import UploadState

KINDS = ("deliverable", "agency", "seat", "past_report")
# Which list shows what was saved.
LISTS = {
    "deliverable": "deliverable.index",
    "agency": "agency.index",
    "past_report": "report.index",
}
# The tables of the preview, and the parameter that pages each of them.
TABLES = {"problems": "problem_page", "warnings": "warning_page", "changes": "page"}
COLUMN = "column-"


def new(slug: str) -> Any:
    """Ask what the rows are, and for the file."""
    taskforce = base.inside(slug)
    kinds = [kind for kind in KINDS if _may(slug, kind)]
    if not kinds:
        raise tk.NotAuthorized(tk._("Your seat brings in no trackers."))
    form = {"kind": kinds[0], "key": base.one_time_key(), **base.filters("kind")}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("kind", "sheet", "key")
        try:
            return _read(slug, form)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["key"] = base.one_time_key()
    return base.page("upload/new", taskforce, kinds=kinds, form=form, errors=errors)


def template(slug: str, kind: str) -> Response:
    """Give the workbook to fill in."""
    base.inside(slug)
    return download(base.call("upload_template", taskforce=slug, kind=kind))


def values(slug: str) -> Response:
    """Give all that was accepted, as the file that brings it in again."""
    base.inside(slug)
    asked = {"taskforce": slug, "kind": "past_report", "form": "csv"}
    return download(base.call("upload_template", **asked))


def read(slug: str, upload_id: str) -> Any:
    """Answer: what would saving this file change, and what is wrong in it?"""
    taskforce = base.inside(slug)
    return _preview(taskforce, _shown(slug, upload_id))


def columns(slug: str, upload_id: str) -> Any:
    """Ask which column of the file is which."""
    taskforce = base.inside(slug)
    shown = _waiting(slug, upload_id)
    found = {**shown["suggested"], **shown["mapping"]}
    form = {f"{COLUMN}{key}": header for key, header in found.items()}
    form["version"] = str(shown["version"])
    errors: dict[str, list[str]] = {}
    if base.posting():
        names = [f"{COLUMN}{column['key']}" for column in shown["columns"]]
        form = base.posted("version", *names)
        try:
            _match(shown, form)
            return base.go("upload.read", slug=slug, upload_id=upload_id)
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "upload/columns",
        taskforce,
        upload=shown,
        form=form,
        errors=errors,
        another=another(slug, shown),
    )


def save(slug: str, upload_id: str) -> Any:
    """Save what the preview shows."""
    taskforce = base.inside(slug)
    shown = _waiting(slug, upload_id)
    if not base.posting():
        return _preview(taskforce, shown)
    sent = base.posted("version", "skip_bad", "confirm")
    try:
        done = base.call("upload_commit", id=shown["id"], **sent)
    except tk.ValidationError as refused:
        return _preview(taskforce, _shown(slug, upload_id), base.words_of(refused))
    if done["state"] == UploadState.SAVING:
        return base.go("upload.read", slug=slug, upload_id=upload_id)
    base.say(_saved(done["counts"]))
    if done["tally"]:
        return base.go("tally.check", slug=slug, tally_id=done["tally"])
    if done["period"]:
        about = {"period": done["period"], "agency": done["agency"]}
        return base.go("report.index", slug=slug, **about)
    return base.go(LISTS.get(done["kind"], "seat.index"), slug=slug)


def drop(slug: str, upload_id: str) -> Any:
    """Forget an upload."""
    base.inside(slug)
    shown = _waiting(slug, upload_id)
    base.call("upload_drop", id=shown["id"], **base.posted("version"))
    base.say(tk._("Nothing was saved. What was read from the file is forgotten."))
    return redirect(another(slug, shown), code=303)


def correct(slug: str, upload_id: str) -> Response:
    """Give the rows with problems, to mend and to bring in again."""
    base.inside(slug)
    shown = _waiting(slug, upload_id)
    return download(base.call("upload_correct", id=shown["id"]))


def another(slug: str, shown: dict[str, Any]) -> str:
    """Return where another file of the same kind is chosen."""
    if shown["tally"]:
        address = {"slug": slug, "tally_id": shown["tally"]}
        return tk.h.url_for("tiptaskforce_tally.bring", **address)
    if shown["period"]:
        about = {"period": shown["period"], "agency": shown["agency"]}
        return tk.h.url_for("tiptaskforce_report.bring", slug=slug, **about)
    return tk.h.url_for("tiptaskforce_upload.new", slug=slug)


def _may(slug: str, kind: str) -> bool:
    return base.may("upload", "create", taskforce=slug, kind=kind)


def _read(slug: str, form: dict[str, Any]) -> Any:
    made = base.call(
        "upload_create",
        taskforce=slug,
        kind=form.get("kind"),
        sheet=form.get("sheet"),
        upload=base.posted_file(),
        idempotency_key=form.get("key"),
    )
    page = "columns" if _wants_columns(made) else "read"
    return base.go(f"upload.{page}", slug=slug, upload_id=made["id"])


def _wants_columns(shown: dict[str, Any]) -> bool:
    """Tell whether columns of the file are left over while fields are without one."""
    if shown["missing"]:
        return True
    return bool(shown["unused"]) and len(shown["mapping"]) < len(shown["columns"])


def _shown(slug: str, upload_id: str, **pages: Any) -> dict[str, Any]:
    shown = base.call("upload_show", id=upload_id, page_size=base.page_size(), **pages)
    if shown["taskforce"] != slug:
        raise tk.ObjectNotFound(tk._("Not found."))
    return shown


def _waiting(slug: str, upload_id: str) -> dict[str, Any]:
    shown = _shown(slug, upload_id)
    if shown["state"] != UploadState.OPEN:
        raise tk.ObjectNotFound(tk._("Not found."))
    return shown


def _preview(
    taskforce: dict[str, Any],
    shown: dict[str, Any],
    errors: dict[str, list[str]] | None = None,
) -> str:
    if shown["state"] != UploadState.OPEN:
        link = another(taskforce["slug"], shown)
        page = "saving" if shown["state"] == UploadState.SAVING else "closed"
        return base.page(f"upload/{page}", taskforce, upload=shown, another=link)
    chosen = _table(shown)
    if chosen in request.args.values() and base.page_number() != "1":
        pages = {TABLES[chosen]: base.page_number()}
        shown = _shown(taskforce["slug"], shown["id"], **pages)
    form = {"version": str(shown["version"])}
    if errors and "confirm" in request.form:
        form["confirm"] = request.form["confirm"]
    return base.page(
        "upload/read",
        taskforce,
        upload=shown,
        chosen=chosen,
        found=shown[chosen],
        size=base.page_size(),
        form=form,
        errors=errors,
    )


def _table(shown: dict[str, Any]) -> str:
    """Return which table to show: the chosen one, else the first that has rows."""
    wanted = request.args.get("show", "")
    if wanted in TABLES:
        return wanted
    return next((name for name in TABLES if shown[name]["count"]), "changes")


def _match(shown: dict[str, Any], form: dict[str, Any]) -> None:
    mapping = {
        column["key"]: form.get(f"{COLUMN}{column['key']}")
        for column in shown["columns"]
    }
    version = form.get("version")
    base.call("upload_update", id=shown["id"], version=version, mapping=mapping)


def _saved(counts: dict[str, int]) -> str:
    message = tk._("Saved: {new} new and {changed} changed. {unchanged} were the same.")
    return message.format(**counts)


def download(found: dict[str, Any]) -> Response:
    """Give the file that an action answers."""
    content = base64.b64decode(found["content"])
    answer = Response(content, mimetype=found["media_type"])
    answer.headers.set("Content-Disposition", "attachment", filename=found["file_name"])
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


_ONE = "/<slug>/import/<upload_id>"
blueprint = base.blueprint(
    "upload",
    (
        ("/<slug>/import", "new", new, ("GET", "POST")),
        ("/<slug>/import/<kind>/template.xlsx", "template", template, ("GET",)),
        ("/<slug>/import/past_report/reports.csv", "values", values, ("GET",)),
        (_ONE, "read", read, ("GET",)),
        (f"{_ONE}/columns", "columns", columns, ("GET", "POST")),
        (f"{_ONE}/save", "save", save, ("POST",)),
        (f"{_ONE}/drop", "drop", drop, ("POST",)),
        (f"{_ONE}/to-correct.xlsx", "correct", correct, ("GET",)),
    ),
)
