"""A table page as a file: the same rows and filters as on the screen."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request

from ckanext.tiptaskforce.exchange import workbook
from ckanext.tiptaskforce.views import base

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = 10_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "deliverable_list": (
        "title",
        "state",
        "agency",
        "template",
        "core_function",
        "objective",
        "subcommittee",
        "due",
        "finished_on",
        "review_by",
        "is_overdue",
        "is_outdated",
        "is_sent_back",
        "edition",
    ),
    "agency_overview": (
        "agency",
        "name",
        "type",
        "owed",
        "overdue",
        "days_late",
        "due_soon",
        "sent_back",
        "waiting",
        "last_submitted",
    ),
}


def download(action: str, slug: str, chosen: dict[str, str]) -> Response:
    """Return the whole list behind a page, with its filters, as a file."""
    kind = request.args["format"]
    if kind not in FORMATS:
        abort(400, f"format: {', '.join(FORMATS)}")
    columns = COLUMNS[action]
    rows = [[item.get(name) for name in columns] for item in _all(action, slug, chosen)]
    content = workbook.export(kind, list(columns), rows)
    answer = Response(content, mimetype=FORMATS[kind])
    name = f"{slug}-{action.replace('_', '-')}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _all(action: str, slug: str, chosen: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number in range(1, MOST_ROWS // 100 + 1):
        page = base.call(action, taskforce=slug, page=number, page_size=100, **chosen)
        found += page["items"]
        if len(found) >= page["count"]:
            break
    return found
