"""What the bench holds of alerts: one in each state, passed on by RP."""

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
