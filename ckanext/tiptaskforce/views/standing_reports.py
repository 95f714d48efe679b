"""Where reports stand: the list of an organisation, and the words beside a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base, standing_tallies, tables
from ckanext.tiptaskforce.vocabulary import Role

Shown = dict[str, Any]
EVERYBODY = "all"
STATES = ("draft", "sent_back", "submitted", "accepted")
FILLABLE = ("due", "draft", "overdue", "sent_back")
FILTERS = ("period", "state", "indicator", "agency")


def index(slug: str) -> Any:
    """Answer: what does my organisation report, and what is due?"""
    taskforce = base.inside(slug)
    chosen = base.filters(*FILTERS)
    own = reporting_for(taskforce)
    asked = {"agency": own[0] if own else None, **chosen}
    if asked["agency"] == EVERYBODY:
        asked.pop("agency")
    if tables.is_wanted():
        rows = tables.every("report_list", slug, asked)
        return tables.download("reports", taskforce, [told(r) for r in rows], chosen)
    found = base.call("report_list", taskforce=slug, page=base.page_number(), **asked)
    for item in found["items"]:
        item["state_word"] = state_of(item)
        item["period_label"] = standing_tallies.period(item["period"])["label"]
        item["figure"] = figure(item["total"])
        item["is_own"] = item["agency"] in own
    return base.page(
        "report/index",
        taskforce,
        found=found,
        chosen=chosen,
        agency=asked.get("agency"),
        workbooks=_workbooks(found["items"], own),
        own=own,
        choices=[
            *({"value": one, "text": one} for one in own),
            {"value": EVERYBODY, "text": tk._("All organisations")},
        ],
        periods=_periods(slug),
        states=tk.h.tiptaskforce_options("report", STATES),
    )


def _workbooks(items: list[Shown], own: list[str]) -> list[Shown]:
    """Return the periods of which the reader may still fill in reports."""
    taking = {
        item["period"]: item["period_label"]
        for item in items
        if item["agency"] in own and item["state_word"] in FILLABLE
    }
    return [{"code": code, "label": label} for code, label in taking.items()]


def told(item: Shown) -> Shown:
    """Return a report as a row of a file."""
    total = item["total"] or {}
    return {
        **item,
        "report": state_of(item),
        "value": total.get("per_cent", total.get("value")),
        **{k: total.get(k) for k in ("numerator", "denominator", "milestone")},
    }


def reporting_for(taskforce: Shown) -> list[str]:
    """Return the organisations for which the reader reports."""
    roles = (Role.FOCAL_POINT, Role.REPORTER)
    held = [s["agency"] for s in taskforce["seats"] if s["role"] in roles]
    return list(dict.fromkeys(agency for agency in held if agency))


def state_of(report: Mapping[str, Any]) -> str:
    """Return the code of the word that says how a report stands today."""
    state = report["state"]
    if state not in ("draft", "sent_back"):
        return state
    if report["period_state"] == "locked":
        return "locked"
    if report["days_late"]:
        return "overdue"
    if state == "draft" and report["version"] == 1:
        return "due"
    return state


def period_of(report: Mapping[str, Any]) -> Shown:
    """Return the period of a report with its words and its days."""
    return {
        **standing_tallies.period(report["period"]),
        "due": report["due"],
        "locks_on": report["locks_on"],
        "is_locked": report["period_state"] == "locked",
    }


def figure(total: Mapping[str, Any] | None) -> str | None:
    """Return the one figure of a report in words, or None where there is none."""
    if not total:
        return None
    if "milestone" in total:
        return total["milestone"]
    if "numerator" in total:
        return share(total)
    value = total.get("value")
    return None if value is None else tk.h.tiptaskforce_number(value)


def share(total: Mapping[str, Any]) -> str:
    """Return a per cent beside the two figures that make it."""
    words = tk._("{part} of {whole}").format(
        part=tk.h.tiptaskforce_number(total["numerator"]),
        whole=tk.h.tiptaskforce_number(total["denominator"]),
    )
    per_cent = total.get("per_cent")
    if per_cent is None:
        return words
    return tk._("{percent} % ({words})").format(
        percent=tk.h.tiptaskforce_number(round(per_cent)), words=words
    )


def compared(report: Mapping[str, Any]) -> Shown:
    """Return what a report stands beside: the last accepted one, and the target."""
    before, target = report.get("previous"), report["target"]
    is_number = isinstance(target, int | float)
    return {
        "previous": figure(before["total"]) if before else None,
        "previous_label": (
            standing_tallies.period(before["period"])["label"] if before else None
        ),
        "previous_id": before["id"] if before else None,
        "target": tk.h.tiptaskforce_number(target) if is_number else target,
    }


def missing(taskforce: Shown, agency: str | None = None) -> Shown:
    """Return which reports were not sent, by organisation, each with a reminder.

    :param agency: those of this organisation alone
    """
    slug = taskforce["slug"]
    asked = {"agency": agency} if agency else {}
    found = base.call("report_overview", taskforce=slug, **asked)
    grouped: dict[str, list[Shown]] = {}
    for item in found["items"]:
        label = standing_tallies.period(item["period"])["label"]
        grouped.setdefault(item["agency"], []).append({**item, "period_label": label})
    late = [
        {
            "agency": agency,
            "items": items,
            "number": items[0]["of"],
            "reminder": _reminder(slug, items),
        }
        for agency, items in grouped.items()
        if any(item["days_late"] for item in items)
    ]
    worst = {one["agency"]: max(i["days_late"] for i in one["items"]) for one in late}
    late.sort(key=lambda one: (-worst[one["agency"]], one["agency"]))
    every = [item for items in grouped.values() for item in items]
    return {"counts": found["counts"], "late": late, "every": every}


def _reminder(slug: str, items: list[Shown]) -> str:
    """Return the two lines of a phone message: what, by when, and where to send it."""
    owed = [item for item in items if item["days_late"]]
    named = [f"{item['indicator']} {item['period_label']}" for item in owed]
    more = owed[0]["of"] - len(items)
    if more:
        named.append(tk._("and {number} more").format(number=more))
    what = "; ".join(named)
    first = min(item["due"] for item in owed)
    lines = (
        tk._("Not received yet: {what}. Due since {day}."),
        tk._("Report here: {address}"),
    )
    return "\n".join(lines).format(
        what=what,
        day=tk.h.tiptaskforce_day(first),
        address=tk.h.url_for("tiptaskforce_report.index", slug=slug, qualified=True),
    )


def _periods(slug: str) -> list[Shown]:
    found = base.call("period_list", taskforce=slug, page_size=100)["items"]
    return [
        {"value": one["code"], "text": standing_tallies.period(one["code"])["label"]}
        for one in found
        if one["state"] != "ahead"
    ]
