"""Published plans brought into a running site: by its actions, as people do it.

Who calls them gives ``act(name, user, **data)``; each step tells what it made and what
was refused, and with which words.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import FileStorage

from bench.real.plans import AGENCY, Plan

Act = Callable[..., Any]
# For a plan an account of each seat that its figures go through.
ROLES = ("secretariat", "focal_point", "custodian")


@dataclass
class Loaded:
    """What became of a plan: how much came in, and the refusals in their words."""

    objectives: int = 0
    indicators: int = 0
    values: int = 0
    money: int = 0
    refused: dict[str, list[str]] = field(default_factory=dict)


def load(act: Act, root: Any, user: Callable[[str], Any], plan: Plan) -> Loaded:
    """Load a plan as a preset, then its figures and its money.

    :param user: gives an account with this name
    """
    file = FileStorage(io.BytesIO(plan.zipped()), "plan.zip")
    nouns = act("preset_load", root, upload=file)["nouns"]
    made = [nouns.get(n, {}).get("created", 0) for n in ("objective", "indicator")]
    found = Loaded(*made)
    if plan.reached or plan.money or plan.years:
        seats = _seats(act, root, user, plan)
        _unlock(act, seats["secretariat"], plan)
        found.values += _reached(act, seats, plan)
        found.money += _money(act, seats["secretariat"], plan)
        for year, text in plan.years.items():
            done = _year(act, seats["secretariat"], plan.slug, year, text)
            if isinstance(done, list):
                found.refused[year] = done
            else:
                found.values += done
    return found


def _seats(
    act: Act, root: Any, user: Callable[[str], Any], plan: Plan
) -> dict[str, Any]:
    found = {}
    for role in ROLES:
        found[role] = user(f"{plan.slug}-{role.replace('_', '-')}")
        seat = {"user": found[role]["name"], "role": role}
        more = {"agency": AGENCY} if role == "focal_point" else {}
        act("seat_create", root, taskforce=plan.slug, **seat, **more)
    endorsed = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)).isoformat()
    about = {"taskforce": plan.slug, "agency": AGENCY, "endorsed_on": endorsed}
    act("agreement_create", found["secretariat"], **about)
    act("period_advance", root, taskforce=plan.slug)
    return found


def _unlock(act: Act, secretariat: Any, plan: Plan) -> None:
    until = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9)).isoformat()
    about = {"taskforce": plan.slug, "page_size": 100}
    for one in act("period_list", secretariat, **about)["items"]:
        if one["state"] == "locked":
            shown = act("period_show", secretariat, id=one["id"])
            why = {"until": until, "reason": "Figures of the past."}
            named = {"id": shown["id"], "version": shown["version"]}
            act("period_unlock", secretariat, **named, **why)


def _reached(act: Act, seats: dict[str, Any], plan: Plan) -> int:
    """Send and accept what was reached; it counts persons, so nobody brings it in."""
    for code, value in plan.reached.items():
        about = {"taskforce": plan.slug, "period": plan.year, "indicator": code}
        (row,) = act("report_list", seats["focal_point"], **about)["items"]
        named = {"id": row["id"], "version": row["version"]}
        values = [{"value": value}]
        sent = act("report_submit", seats["focal_point"], **named, values=values)
        named["version"] = sent["version"]
        act("report_accept", seats["custodian"], **named)
    return len(plan.reached)


def _money(act: Act, secretariat: Any, plan: Plan) -> int:
    for (objective, year), required in plan.money.items():
        about = {"taskforce": plan.slug, "objective": objective, "year": year}
        act("funding_create", secretariat, **about, required=required)
    return len(plan.money)


def _year(act: Act, secretariat: Any, slug: str, year: str, text: str) -> Any:
    """Bring in a year; return how many figures, or why it is left out whole."""
    from ckanext.tiptaskforce import jobs

    file = FileStorage(io.BytesIO(text.encode()), f"{year}.csv")
    about = {"taskforce": slug, "kind": "past_report"}
    shown = act("upload_create", secretariat, upload=file, **about)
    if shown["problems"]["count"]:
        return [item["problem"] for item in shown["problems"]["items"]]
    named = {"id": shown["id"], "version": shown["version"]}
    act("upload_commit", secretariat, **named)
    jobs.save(shown["id"])
    about = {"taskforce": slug, "period": year}
    (row,) = act("report_list", secretariat, **about)["items"]
    return len(row["values"])
