"""A table page as a file: the same rows and filters as on the screen."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, abort, request

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import export, workbook
from ckanext.tiptaskforce.exchange.amount import Figure
from ckanext.tiptaskforce.exchange.cells import Date, Truth, WholeNumber
from ckanext.tiptaskforce.exchange.export import Sheet
from ckanext.tiptaskforce.exchange.tracker import Column
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.views import base, register_tables

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": workbook.MEDIA_TYPE,
}
_WRITERS = {"csv": export.to_csv, "json": export.to_json, "xlsx": workbook.to_xlsx}
MOST_ROWS = 10_000

Row = Mapping[str, Any]
_AGENCY = Column("agency", N_("Organisation"))
_DUE = Column("due", N_("Due"), Date())
_SCREEN = N_("As on the screen, with its filters; counts hold what the reader may see.")
_AS_STATED = N_("Empty: as the source states.")
_PLACED = N_("Deliverables in place, of those that touch it")
_TOUCHING = (
    Column("violations", N_("Related violations")),
    Column("violation_links", N_("Kind of link"), meaning=_AS_STATED),
)

COLUMNS: dict[str, Sequence[Column]] = {
    "deliverables": (
        Column("title", N_("Title")),
        Column("state", N_("Status")),
        _AGENCY,
        Column("template", N_("Deliverable"), meaning=N_("Its code, such as 1.2")),
        Column("core_function", N_("Core function"), WholeNumber()),
        Column("objective", N_("Line"), meaning=N_("Code of the strategy's line")),
        Column("subcommittee", N_("Subcommittee")),
        _DUE,
        Column("finished_on", N_("Finished on"), Date()),
        Column("review_by", N_("Review again by"), Date()),
        Column("is_overdue", N_("Overdue"), Truth()),
        Column("is_outdated", N_("Outdated"), Truth()),
        Column("is_sent_back", N_("Sent back"), Truth()),
        Column("edition", N_("Edition"), WholeNumber()),
        *_TOUCHING,
    ),
    "owed": (
        _AGENCY,
        Column("name", N_("Name")),
        Column("type", N_("Type")),
        Column("owed", N_("Owed"), WholeNumber()),
        Column("overdue", N_("Overdue"), WholeNumber()),
        Column("days_late", N_("Longest"), WholeNumber(), meaning=N_("Days late")),
        Column("due_soon", N_("Due in 14 days"), WholeNumber()),
        Column("sent_back", N_("Sent back"), WholeNumber()),
        Column("reports", N_("Of it reports"), WholeNumber()),
        Column("tallies", N_("Counts"), WholeNumber()),
        Column("waiting", N_("Waiting for review"), WholeNumber()),
        Column("last_submitted", N_("Last submitted"), Date()),
        Column("reminded_on", N_("Last reminder"), Date()),
    ),
    "strategy": (
        Column("code", N_("Code")),
        Column("title", N_("Title")),
        Column("met", N_("Met"), WholeNumber(), meaning=N_("Indicators")),
        Column("on_track", N_("On track"), WholeNumber(), meaning=N_("Indicators")),
        Column(
            "constrained", N_("Constrained"), WholeNumber(), meaning=N_("Indicators")
        ),
        Column(
            "no_progress", N_("No progress"), WholeNumber(), meaning=N_("Indicators")
        ),
        Column("no_status", N_("No status"), WholeNumber(), meaning=N_("Indicators")),
        Column("delivered", N_("In place"), WholeNumber()),
        Column("live", N_("Of"), WholeNumber()),
    ),
    "functions": (
        Column("core_function", N_("Core function"), WholeNumber()),
        Column("template", N_("Code")),
        Column("title", N_("Deliverable")),
        Column("cell", N_("Status")),
    ),
    "subcommittees": (
        Column("title", N_("Subcommittee")),
        Column("n_agencies", N_("Organisations"), WholeNumber()),
        Column("delivered", N_("In place"), WholeNumber()),
        Column("live", N_("Of"), WholeNumber()),
        Column("overdue", N_("Overdue"), WholeNumber()),
        Column("waiting", N_("Waiting for review"), WholeNumber()),
    ),
    "members": (
        Column("acronym", N_("Short name")),
        Column("name", N_("Name")),
        Column("type", N_("Type")),
        Column("subcommittees", N_("Subcommittees")),
        Column("places", N_("Works in")),
        Column("position", N_("Focal point")),
        Column("contact", N_("Contact")),
        Column("left_on", N_("Left on"), Date()),
        Column("merged_into", N_("Merged into")),
        Column("last_active", N_("Last activity"), Date()),
    ),
    "tallies": (
        _AGENCY,
        Column("agency_name", N_("Name")),
        Column("tally", N_("Status")),
        Column("edition", N_("Edition"), WholeNumber()),
        Column("submitted_at", N_("Submitted"), Date()),
        Column("decided_at", N_("Decided"), Date()),
    ),
    "reports": (
        Column("indicator", N_("Indicator")),
        Column("title", N_("Title")),
        Column("period", N_("Period")),
        _AGENCY,
        Column("report", N_("Status")),
        Column("days_late", N_("Days late"), WholeNumber()),
        Column(
            "value", N_("Value"), Figure(), meaning=N_("Of a per cent the per cent")
        ),
        Column("numerator", N_("Numerator"), Figure()),
        Column("denominator", N_("Denominator"), Figure()),
        Column("milestone", N_("Step")),
        _DUE,
    ),
    "indicator": (
        Column("indicator", N_("Indicator")),
        Column("period", N_("Period")),
        Column("target", N_("Target")),
        Column("value", N_("Actual"), Figure()),
        Column("numerator", N_("Numerator"), Figure()),
        Column("denominator", N_("Denominator"), Figure()),
        Column("milestone", N_("Step")),
        Column("percent", N_("% of target"), Figure()),
        Column("label", N_("Status")),
        Column("reported", N_("Reports in"), WholeNumber()),
        Column("expected", N_("Reports asked for"), WholeNumber()),
    ),
    "quarter": (
        Column("objective", N_("Objective")),
        Column("code", N_("Indicator")),
        Column("title", N_("Title")),
        Column("unit", N_("Unit")),
        Column("target", N_("Target")),
        Column("actual", N_("Actual"), meaning=N_("Of a per cent the per cent")),
        Column("percent", N_("% of target"), WholeNumber()),
        Column("label", N_("Status")),
        Column("reported", N_("Reports in"), WholeNumber()),
        Column("expected", N_("Reports asked for"), WholeNumber()),
    ),
    "funding": (
        Column("objective", N_("Line")),
        Column("title", N_("Title")),
        Column("year", N_("Year"), WholeNumber()),
        Column("currency", N_("Currency")),
        Column("required", N_("Required"), Figure()),
        Column("received", N_("Received"), Figure()),
        Column("gap", N_("Gap"), Figure()),
        Column("source", N_("Source")),
        Column("visibility", N_("Who sees it")),
    ),
    "agreements": (
        _AGENCY,
        Column("name", N_("Name")),
        Column("agreement", N_("Status")),
        Column("endorsed_on", N_("Endorsed on"), Date()),
        Column("expires_on", N_("Holds until"), Date()),
        Column("protocol_version", N_("Version")),
    ),
    "violations": (
        Column("violation", N_("Code")),
        Column("title", N_("Violation")),
        Column("link", N_("Link with trafficking")),
        Column("acts", N_("Act")),
        Column("means", N_("Means")),
        Column("forms", N_("Form of exploitation")),
        Column("statement", N_("What the source says")),
        Column("source", N_("Source")),
        Column("paragraph", N_("Paragraph"), WholeNumber()),
        Column("reading", N_("How this task force reads it")),
        Column("reading_source", N_("Source of the reading")),
    ),
    "coverage": (
        Column("violation", N_("Code")),
        Column("title", N_("Violation")),
        *(
            Column(f"function_{number}", label, meaning=_PLACED)
            for number, label in labels.WORDS["core_function"].items()
        ),
        Column("function_none", N_("No function"), meaning=_PLACED),
        Column("indicators", N_("Indicators"), WholeNumber()),
        Column("documents", N_("Documents"), WholeNumber()),
        Column("releases", N_("Datasets"), WholeNumber()),
        Column("meetings", N_("Meetings"), WholeNumber()),
        Column("decisions", N_("Decisions"), WholeNumber()),
        Column("action_points", N_("Action points"), WholeNumber()),
    ),
    "alerts": (
        Column("violation", N_("Violation")),
        Column("alert", N_("Status")),
        Column("month", N_("Month"), meaning=N_("Year and month")),
        Column("place", N_("Area"), meaning=N_("P-code")),
        Column("place_name", N_("Name of the area")),
        Column("passed_on", N_("Passed on"), Date()),
        Column("channel", N_("Passed to")),
        _AGENCY,
        Column("acknowledged_on", N_("Acknowledged on"), Date()),
        Column("acknowledged_by", N_("By which body")),
    ),
    "meetings": (
        Column("day", N_("Day"), Date()),
        Column("time", N_("Time")),
        Column("body", N_("Body")),
        Column("where", N_("Where")),
        Column("meeting", N_("Status")),
        Column("n_present", N_("Organisations present"), WholeNumber()),
        Column("n_expected", N_("Of"), WholeNumber()),
    ),
    "action_points": (
        Column("title", N_("Action point")),
        Column("action_point", N_("Status")),
        _AGENCY,
        Column("subcommittee", N_("Subcommittee")),
        _DUE,
        Column("days_late", N_("Days late"), WholeNumber()),
        Column("agreed_on", N_("Agreed on"), Date()),
        Column("n_carried", N_("Carried over"), WholeNumber(), meaning=N_("Meetings")),
        Column("closed_on", N_("Closed on"), Date()),
        *_TOUCHING,
    ),
    "followups": (
        Column("kind", N_("Kind")),
        Column("title", N_("Title")),
        Column("violations", N_("Violations")),
        Column("party_type", N_("Type of party")),
        Column("status", N_("Status")),
        Column("period", N_("Period")),
        Column("number", N_("Services facilitated"), WholeNumber()),
        Column("review_by", N_("Review by"), Date()),
        _AGENCY,
    ),
    "audit": (
        Column("at", N_("Moment")),
        Column("actor", N_("Account")),
        Column("role", N_("Role")),
        Column("noun", N_("Object")),
        Column("object_id", N_("Identifier")),
        Column("verb", N_("What happened")),
        Column("values", N_("From and to"), meaning=N_("Field, before and after")),
        Column("hash", N_("Hash"), meaning=N_("The link of the chain")),
    ),
    **register_tables.COLUMNS,
}
TITLES = {
    **register_tables.TITLES,
    "deliverables": N_("Deliverables"),
    "owed": N_("Who owes what"),
    "strategy": N_("Strategy"),
    "functions": N_("Core functions"),
    "subcommittees": N_("Subcommittees"),
    "members": N_("Member organisations"),
    "tallies": N_("Tallies"),
    "reports": N_("Reports"),
    "indicator": N_("Indicator by period"),
    "quarter": N_("Quarterly report"),
    "funding": N_("Money by line and year"),
    "agreements": N_("Endorsements of the protocol"),
    "violations": N_("Grave violations and trafficking in persons"),
    "coverage": N_("What is done about each grave violation"),
    "alerts": N_("Alerts passed on, not verified"),
    "meetings": N_("Meetings"),
    "action_points": N_("Action points"),
    "followups": N_("Follow-up without cases"),
    "audit": N_("Audit trail"),
}
# Which list of words a column's codes belong to, where the screen shows a word.
_WORDS = {
    **register_tables.WORDS,
    "state": "deliverable",
    "cell": "cell",
    "tally": "tally",
    "report": "report",
    "label": "status",
    "agreement": "agreement",
    "alert": "alert",
    "meeting": "meeting",
    "action_point": "action_point",
    "link": "violation_link",
    "channel": "alert_channel",
    "acknowledged_by": "acknowledging_body",
    "type": "agency_type",
    "role": "role",
    "noun": "noun",
    "verb": "did",
    "visibility": "funding_visibility",
}


def is_wanted() -> bool:
    """Tell whether the reader asked for the page's table as a file."""
    return "format" in request.args


def download(
    name: str, taskforce: Row, rows: Iterable[Row], chosen: Row | None = None
) -> Response:
    """Return the table of a page, with its filters, as a file."""
    sheet = Sheet(
        title=tk._(TITLES[name]),
        columns=COLUMNS[name],
        rows=[_shown(COLUMNS[name], row) for row in rows],
        about=about(taskforce, chosen or {}),
        blank="–",
    )
    return hand_out(sheet, name, taskforce)


def hand_out(sheet: Sheet, name: str, taskforce: Row) -> Response:
    """Return a table as a file of the kind that the address asks for."""
    kind = request.args["format"]
    if kind not in FORMATS:
        abort(400, f"format: {', '.join(FORMATS)}")
    answer = Response(_WRITERS[kind](sheet, tk._), mimetype=FORMATS[kind])
    file_name = f"{taskforce['slug']}-{name}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def every(action: str, slug: str, chosen: Row) -> list[dict[str, Any]]:
    """Return all items of a list, whatever page the screen shows.

    A list of more than `MOST_ROWS` is refused: a file that breaks off reads as if it
    were whole.
    """
    found: list[dict[str, Any]] = []
    for number in itertools.count(1):
        page = base.call(action, taskforce=slug, page=number, page_size=100, **chosen)
        if page["count"] > MOST_ROWS:
            abort(400, _too_long(page["count"]))
        found += page["items"]
        # A list that has shrunk since its first page ends with an empty one.
        if len(found) >= page["count"] or not page["items"]:
            break
    return found


def _too_long(count: int) -> str:
    return tk._(
        "This list has {count} rows, and a file holds {most} at most. Go back and "
        "narrow it with the filters."
    ).format(
        count=tk.h.tiptaskforce_number(count), most=tk.h.tiptaskforce_number(MOST_ROWS)
    )


def _shown(columns: Sequence[Column], row: Row) -> dict[str, Any]:
    return {column.key: _cell(column, row.get(column.key)) for column in columns}


def _cell(column: Column, value: Any) -> Any:
    if value in (None, ""):
        return None
    if column.key in _WORDS:
        return labels.word(_WORDS[column.key], value)
    if isinstance(column.kind, Date) and isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value


def about(taskforce: Row, chosen: Row) -> dict[str, str]:
    """Return what a reader of a file should know: whose it is, its day, its filters."""
    shown = ", ".join(f"{key}={value}" for key, value in sorted(chosen.items()))
    return {
        "taskforce": str(taskforce["title"]),
        "day": tk.h.tiptaskforce_today(taskforce).isoformat(),
        "filters": shown or "–",
        "note": tk._(_SCREEN),
    }
