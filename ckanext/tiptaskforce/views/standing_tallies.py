"""Who has sent the counts of a period and who has not, and what closes the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.views import base, tables
from ckanext.tiptaskforce.vocabulary import Role

Shown = dict[str, Any]
STATES = ("missing", "draft", "sent_back", "submitted", "accepted")


def index(slug: str) -> Any:
    """Answer: who has sent the counts of this period, and who is missing?"""
    taskforce = base.inside(slug)
    chosen = base.filters("period", "state")
    found = base.call(
        "tally_overview", taskforce=slug, period=chosen.get("period") or None
    )
    state = chosen.get("state")
    rows = [row for row in found["items"] if state in (None, "", row["state"])]
    if tables.is_wanted():
        told = [{**row, "tally": row["state"]} for row in rows]
        return tables.download("tallies", taskforce, told, chosen)
    sending = counting(taskforce)
    owed = [item for item in found["owed"] if item["agency"] in sending]
    return base.page(
        "tally/index",
        taskforce,
        board={
            "period": {**period(found["period"]), "due": found["due"]},
            "rows": found["items"],
            "shown": rows,
            "counts": found["counts"],
            "not_endorsed": found["not_endorsed"],
        },
        owed=[_owing(item) for item in owed],
        closed=closed(taskforce, sending),
        periods=[
            {"value": code, "text": period(code)["label"]} for code in found["periods"]
        ],
        states=tk.h.tiptaskforce_options("tally", STATES),
        chosen=chosen,
        may_design=bool(
            {Role.CUSTODIAN, Role.COORDINATOR, Role.SECRETARIAT} & _roles(taskforce)
        ),
    )


def period(code: str) -> Shown:
    """Return a period with its words, such as Q3 2026 (Jul–Sep)."""
    found = periods.parse(code)
    return {"code": code, "label": _label(found)}


def _label(found: periods.Period) -> str:
    span = tk.h.tiptaskforce_period(found.start, found.end)
    if "Q" not in found.code:
        return span
    quarter = tk._("Q{number} {year}").format(
        number=found.code[-1], year=found.start.year
    )
    return f"{quarter} ({span})"


def closed(taskforce: Shown, agencies: Sequence[str]) -> list[Shown]:
    """Return why some organisations cannot send counts today; most can."""
    found = []
    for acronym in agencies:
        asked = {"taskforce": taskforce["slug"], "agency": acronym}
        held = base.call("agreement_list", **asked)["items"]
        if not held or not held[0]["is_valid"]:
            found.append(_why(taskforce, acronym, held[0] if held else None))
    return found


def _why(taskforce: Shown, acronym: str, held: Shown | None) -> Shown:
    if held is None:
        return {"agency": acronym, "reason": "none"}
    today = tk.h.tiptaskforce_today(taskforce)
    is_ahead = date.fromisoformat(held["endorsed_on"]) > today
    return {**held, "agency": acronym, "reason": "later" if is_ahead else "expired"}


def before(slug: str, shown: Shown) -> list[Shown]:
    """Return what an organisation had accepted for the period before, to compare."""
    code = periods.preceding(periods.parse(shown["period"])).code
    asked = {"taskforce": slug, "agency": shown["agency"], "period": code}
    found = base.call("tally_list", **asked)["items"]
    if not found or not found[0]["accepted_edition"]:
        return []
    return base.call("tally_show", id=found[0]["id"]).get("accepted_rows", [])


def counting(taskforce: Shown) -> list[str]:
    """Return the organisations for which the reader sends counts."""
    held = [s["agency"] for s in taskforce["seats"] if s["role"] == Role.FOCAL_POINT]
    return list(dict.fromkeys(agency for agency in held if agency))


def _roles(taskforce: Shown) -> set[str]:
    return set(taskforce["roles"])


def _owing(item: Shown) -> Shown:
    label = period(item["period"])["label"]
    return {**item, "label": label, "key": base.one_time_key()}
