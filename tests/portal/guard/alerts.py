"""What the bench holds of the MRM: alerts of RP in each state, and its follow-up."""

from __future__ import annotations

from typing import Any

PASSED = {
    "violation": "abduction",
    "month": "2026-01",
    "place": "NG008021",
    "passed_on": "2026-01-15",
    "channel": "ctfmr_secretariat",
}
SAID = {"acknowledged_on": "2026-01-20", "acknowledged_by": "ctfmr_secretariat"}


def fill(bench: Any, call: Any, slug: str) -> None:
    """Put an alert that was passed on and one that was acknowledged on the bench."""
    user = bench.house.focal_point
    for state in ("passed", "acknowledged"):
        row = call("alert_create", user, taskforce=slug, **PASSED)
        if state == "acknowledged":
            about = {"id": row["id"], "version": row["version"]}
            row = call("alert_acknowledge", user, **about, **SAID)
        bench.objects[f"alert-{state}"] = row
    _follow_up(bench, call, slug)


def _follow_up(bench: Any, call: Any, slug: str) -> None:
    """Put an action plan of each visibility on the bench, logged by RP's reporter."""
    house = bench.house
    named = [house.seat["focal_point"]["id"], house.seat["coordinator2"]["id"]]
    for visibility in ("members", "subcommittee", "agency", "named"):
        more = {"seats": named} if visibility == "named" else {}
        bench.objects[f"followup-{visibility}"] = call(
            "followup_create",
            house.reporter,
            taskforce=slug,
            kind="action_plan",
            title=f"Plan for {visibility}",
            party_type="armed_group",
            status="under_way",
            violations=["recruitment_use"],
            subcommittee="protection",
            visibility=visibility,
            **more,
        )
