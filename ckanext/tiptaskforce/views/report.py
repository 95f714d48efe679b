"""Reports: what my organisation owes and sent, the form to fill, and what it says."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import abort, jsonify

from ckanext.tiptaskforce.views import (
    base,
    evidence,
    report_grid,
    report_workbook,
    standing_reports,
    standing_tallies,
)
from ckanext.tiptaskforce.views.report_form import Desk, sheet_of

Shown = dict[str, Any]


def read(slug: str, report_id: str) -> str:
    """Show where a report stands, and its values to those who may see them."""
    taskforce = base.inside(slug)
    return base.page(
        "report/read", taskforce, **opened(taskforce, mine(slug, report_id))
    )


def edit(slug: str, report_id: str) -> Any:
    """Report a value: type it, see it add up, check it."""
    taskforce = base.inside(slug)
    shown = _changeable(slug, report_id)
    desk = Desk.of(shown)
    if base.posting():
        desk.post()
        return _entered(taskforce, desk)
    if base.is_reopened():
        desk.sheet.post()
    return _form(taskforce, desk)


def draft(slug: str, report_id: str) -> Any:
    """Save what is typed so far; the script of the form asks for it at a pause."""
    taskforce = base.inside(slug)
    desk = Desk.of(_changeable(slug, report_id))
    desk.post()
    try:
        saved = base.call("report_update", **desk.sent())
    except tk.ValidationError as refused:
        return jsonify(_not_saved(refused))
    at = tk.h.tiptaskforce_time(saved["modified"], taskforce)
    words = tk._("Draft saved {time}").format(time=at)
    return jsonify({"version": saved["version"], "words": words, "is_stopped": False})


def check(slug: str, report_id: str) -> Any:
    """Show what will be sent and what to look at again, and send it."""
    taskforce = base.inside(slug)
    shown = mine(slug, report_id)
    if "submit" not in shown["verbs"]:
        abort(403)
    form: Shown = {"version": shown["version"], "note": shown["note"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "note", many=("confirm",))
        try:
            base.call("report_submit", id=shown["id"], **form)
            base.say(_sent(shown))
            return base.go("report.read", slug=slug, report_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = shown["version"]
    return base.page(
        "report/check",
        taskforce,
        form=form,
        errors=errors,
        closed=_closed(taskforce, shown),
        **opened(taskforce, shown),
    )


def recall(slug: str, report_id: str) -> Any:
    """Take a report back before it is decided."""
    base.inside(slug)
    shown = mine(slug, report_id)
    base.call("report_recall", id=shown["id"], **base.posted("version"))
    base.say(tk._("Recalled. You can change it now."))
    return base.go("report.edit", slug=slug, report_id=shown["id"])


def renew(slug: str, report_id: str) -> Any:
    """Open a correction of what was accepted, and say why."""
    taskforce = base.inside(slug)
    shown = mine(slug, report_id)
    if "renew" not in shown["verbs"]:
        abort(403)
    form: Shown = {"version": shown["version"]}
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", "note", many=("confirm",))
        try:
            base.call("report_renew", id=shown["id"], **form)
            return base.go("report.edit", slug=slug, report_id=shown["id"])
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
            form["version"] = shown["version"]
    return base.page(
        "report/renew",
        taskforce,
        report=shown,
        period=standing_reports.period_of(shown),
        form=form,
        errors=errors,
    )


def mine(slug: str, report_id: str) -> Shown:
    """Return a report of this task force, as much of it as the reader may see."""
    return base.belongs(base.call("report_show", id=report_id), slug)


def opened(taskforce: Shown, shown: Shown) -> Shown:
    """Return what the pages share that show a report."""
    indicator = sheet_of(shown)
    values = shown["values"]
    layout = report_grid.layout(indicator, values or [])
    place = layout.place
    may_read = "accepted_values" in shown
    return {
        "report": shown,
        "indicator": indicator,
        "period": standing_reports.period_of(shown),
        "state": standing_reports.state_of(shown),
        "may_read": may_read,
        "has_values": values is not None,
        "figures": report_grid.table(layout, values or []),
        "step": next((v.get("milestone") for v in values or []), None),
        "row_head": place.label if place else tk._("Split"),
        "compared": standing_reports.compared(shown),
        "remarks": [
            {"name": layout.named(layout.key_of(one["codes"])), "note": one["note"]}
            for one in shown.get("remarks", ())
        ],
        "documents": documents(taskforce["slug"], shown) if may_read else [],
    }


def documents(slug: str, shown: Shown) -> list[Shown]:
    """Return the evidence of a report."""
    asked: Shown = {"report": shown["id"], "page_size": 100}
    return base.call("document_list", taskforce=slug, **asked)["items"]


def _changeable(slug: str, report_id: str) -> Shown:
    """Return a report whose values the reader may type now.

    What was accepted is changed by a correction, which says why first.
    """
    shown = mine(slug, report_id)
    if "update" not in shown["verbs"] or shown["state"] == "accepted":
        abort(403)
    return shown


def _entered(taskforce: Shown, desk: Desk) -> Any:
    """Do what the pressed button says: another area, totals, or save."""
    do = desk.form.pop("do", "save")
    try:
        kept = evidence.kept(taskforce["slug"], desk.form.get("key", ""))
        desk.form["kept"] = kept
        if do == "add":
            desk.add_place()
        sent = desk.sent()
        if do in ("add", "totals"):
            return _form(taskforce, desk, focus=do)
        return _saved(taskforce, desk, sent, do)
    except tk.ValidationError as refused:
        if "current" in refused.error_dict:
            return _conflict(taskforce, desk, do)
        return _form(taskforce, desk, base.words_of(refused))


def _saved(taskforce: Shown, desk: Desk, sent: Shown, do: str) -> Any:
    slug, report_id = taskforce["slug"], desk.report["id"]
    base.call("report_update", **sent)
    named = {**desk.form, "title": _title(desk)}
    if _has_evidence(named):
        evidence.attach(slug, desk.report, named, "report")
    if do == "check":
        return base.go("report.check", slug=slug, report_id=report_id)
    base.say(tk._("Draft saved. Nothing was sent yet."))
    return base.go("report.edit", slug=slug, report_id=report_id)


def _title(desk: Desk) -> str:
    code, period = desk.indicator["code"], desk.report["period"]
    return tk._("Evidence of {code}, {period}").format(code=code, period=period)


def _has_evidence(form: Shown) -> bool:
    return bool(form.get("kept") or form.get("evidence_url"))


def _conflict(taskforce: Shown, desk: Desk, do: str) -> Any:
    """Show what somebody saved meanwhile beside what is typed; mine stands first."""
    slug = taskforce["slug"]
    theirs = mine(slug, desk.report["id"])
    if "update" not in theirs["verbs"] or theirs["state"] == "accepted":
        base.say(
            tk._("It was sent or decided meanwhile. What you typed was not saved.")
        )
        return base.go("report.read", slug=slug, report_id=theirs["id"])
    desk.form["version"] = theirs["version"]
    differing = desk.differing(theirs)
    if not differing:
        # What the form says is saved already: it came twice, or a draft came first.
        return _saved(taskforce, desk, desk.sent(), do)
    names = {one["name"] for one in differing}
    return base.page(
        "report/conflict",
        taskforce,
        report=theirs,
        indicator=desk.indicator,
        period=standing_reports.period_of(theirs),
        differing=differing,
        same=[
            (name, value) for name, value in _typed_fields(desk) if name not in names
        ],
        form=desk.form,
        do=do,
    )


def _typed_fields(desk: Desk) -> list[tuple[str, str]]:
    cells = [
        (report_grid.field_name(key, part), value)
        for key, parts in desk.sheet.typed.items()
        for part, value in parts.items()
    ]
    said = [
        (name, desk.form[name])
        for name in ("source", "note", "nothing_to_report", "evidence_url")
        if desk.form.get(name)
    ]
    file = desk.form.get("kept")
    names = {f"kept_{name}": name for name in ("number", "name", "size")}
    kept = [(name, str(file[key])) for name, key in names.items()] if file else []
    rows = [("row", place) for place in desk.sheet.places]
    return [*cells, *said, *rows, *kept]


def _form(
    taskforce: Shown,
    desk: Desk,
    errors: dict[str, list[str]] | None = None,
    *,
    focus: str = "",
) -> str:
    shown = desk.report
    grid = desk.sheet.shown(desk.remarks())
    is_saved = shown["version"] > 1 and shown["values"] is not None
    return base.page(
        "report/edit",
        taskforce,
        report=shown,
        indicator=desk.indicator,
        period=standing_reports.period_of(shown),
        state=standing_reports.state_of(shown),
        grid=grid,
        total=grid["total"],
        has_grid=desk.sheet.has_grid,
        steps=[{"value": s, "text": s} for s in desk.indicator["milestones"]],
        shown_places=desk.sheet.places,
        places=desk.missing_places(),
        compared=standing_reports.compared(shown),
        documents=documents(taskforce["slug"], shown),
        closed=_closed(taskforce, shown),
        saved_at=shown["modified"] if is_saved else None,
        form=desk.form,
        errors=errors or {},
        focus=focus,
    )


def _closed(taskforce: Shown, shown: Shown) -> list[Shown]:
    """Return why counts of persons of this organisation cannot be sent today."""
    if not shown["counts_persons"]:
        return []
    return standing_tallies.closed(taskforce, [shown["agency"]])


def _not_saved(refused: tk.ValidationError) -> Shown:
    """Return what the form says where a draft could not be saved at a pause."""
    if "current" in refused.error_dict:
        words = tk._(
            "Somebody else saved this report meanwhile. Press “Save draft” to see both."
        )
        return {"words": words, "is_stopped": True}
    first = next(iter(base.words_of(refused).values()), [""])[0]
    words = tk._("Not saved yet. {reason}").format(reason=first)
    return {"words": words, "is_stopped": False}


def _sent(shown: Shown) -> str:
    if shown["counts_persons"]:
        return tk._("Submitted. The data custodian reads it now.")
    return tk._("Submitted. A reviewer of another organisation reads it now.")


_ONE = "/<slug>/report/<report_id>"
_BOOK = "/<slug>/report/workbook/<period>"
blueprint = base.blueprint(
    "report",
    (
        ("/<slug>/report", "index", standing_reports.index, ("GET",)),
        (f"{_BOOK}.xlsx", "template", report_workbook.template, ("GET",)),
        (_BOOK, "bring", report_workbook.bring, ("GET", "POST")),
        (_ONE, "read", read, ("GET",)),
        (f"{_ONE}/edit", "edit", edit, ("GET", "POST")),
        (f"{_ONE}/draft", "draft", draft, ("POST",)),
        (f"{_ONE}/check", "check", check, ("GET", "POST")),
        (f"{_ONE}/recall", "recall", recall, ("POST",)),
        (f"{_ONE}/correct", "renew", renew, ("GET", "POST")),
    ),
)
