"""Due reports of a period as one workbook: download it, and bring it back filled."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, standing_reports, standing_tallies, upload

Shown = dict[str, Any]


def template(slug: str, period: str) -> Any:
    """Give the workbook of what my organisation owes for a period."""
    taskforce = base.inside(slug)
    return upload.download(base.call("upload_template", **_asked(taskforce, period)))


def bring(slug: str, period: str) -> Any:
    """Ask for the filled workbook, and lead to its preview; nothing is saved yet."""
    taskforce = base.inside(slug)
    asked = _asked(taskforce, period)
    base.want("upload", "create", **asked)
    form: Shown = {"key": base.one_time_key()}
    errors: dict[str, list[str]] = {}
    if base.posting():
        try:
            return _bring(slug, asked, base.posted("key", "sheet"))
        except tk.ValidationError as refused:
            errors = base.words_of(refused)
    return base.page(
        "report/bring",
        taskforce,
        period=standing_tallies.period(period),
        code=period,
        agency=asked["agency"],
        form=form,
        errors=errors,
    )


def _asked(taskforce: Shown, period: str) -> Shown:
    own = standing_reports.reporting_for(taskforce)
    agency = base.filters("agency").get("agency") or (own[0] if own else None)
    about = {"taskforce": taskforce["slug"], "period": period, "agency": agency}
    if not agency or not base.call("report_list", **about, page_size=1)["count"]:
        raise tk.ObjectNotFound(tk._("Not found."))
    return {**about, "kind": "report"}


def _bring(slug: str, asked: Shown, form: Shown) -> Any:
    file = base.posted_file()
    if file is None:
        raise tk.ValidationError({"upload": [tk._("Choose a file.")]})
    made = base.call(
        "upload_create",
        **asked,
        upload=file,
        sheet=form.get("sheet"),
        idempotency_key=form.get("key"),
    )
    page = "upload.columns" if made["missing"] else "upload.read"
    return base.go(page, slug=slug, upload_id=made["id"])
