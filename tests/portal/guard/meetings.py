"""What the bench holds of meetings of the subcommittee on protection, in each state."""

from __future__ import annotations

from typing import Any

PLACE = {"starts": "10:00", "place_kind": "online"}
RULE = {"year": 2031, "week": "first", "weekday": "thursday", **PLACE}
MEET = {"taskforce": "borno", "subcommittee": "protection"}
SAID = {"taskforce": "borno", "title": "The pathway of the second edition holds."}
TASK = {**SAID, "title": "Share the calendar of trainings.", "due": "2031-03-01"}


def _in_held(bench: Any, **more: Any) -> dict[str, Any]:
    """Return input about the meeting whose minutes are in preparation."""
    return {"meeting": bench.objects["meeting-held"]["id"], **more}


INPUT = {
    "meeting_create": lambda _b, _a: {**MEET, "day": "2031-05-05", **PLACE},
    "feed_read": lambda b, _a: {"taskforce": "borno", **b.objects["feed"]},
    "meeting_plan": lambda _b, _a: {**MEET, **RULE},
    "decision_create": lambda b, _a: _in_held(b, **SAID),
    "action_point_create": lambda b, _a: _in_held(b, **TASK, agency="RP"),
}


def fill(bench: Any, call: Any, slug: str, day: Any) -> None:
    """Put a meeting in each state on the bench, and what came of the one held."""
    chair = bench.house.chair
    made = call("feed_choose", bench.house.reporter, taskforce=slug, is_wanted=True)
    bench.objects["feed"] = {"secret": made["secret"]}
    for number, state in enumerate(("planned", "held", "approved", "cancelled")):
        row = call("meeting_create", chair, **MEET, day=day(-number), **PLACE)
        bench.objects[f"meeting-{state}"] = _brought(call, chair, row, state)
    # The one of the whole task force at which a core function asks for something.
    whole = {"taskforce": slug, "day": day(40), **PLACE}
    call("meeting_create", bench.house.coordinator, **whole)
    for noun, made in (("decision", SAID), ("action_point", {**TASK, "agency": "RP"})):
        row = call(f"{noun}_create", chair, **_in_held(bench, **made))
        first = "recorded" if noun == "decision" else "open"
        bench.objects[f"{noun}-{first}"] = row
        if noun == "action_point":
            row = call(f"{noun}_create", chair, **_in_held(bench, **made))
            row = call(f"{noun}_complete", chair, id=row["id"], version=row["version"])
            bench.objects[f"{noun}-done"] = row


def _brought(call: Any, chair: Any, row: Any, state: str) -> dict[str, Any]:
    """Bring a meeting into a state by the verbs that lead there."""

    def say(verb: str, **more: Any) -> dict[str, Any]:
        about = {"id": row["id"], "version": row["version"]}
        return call(f"meeting_{verb}", chair, **about, **more)

    if state == "cancelled":
        return say("call_off", note="Too many are away.")
    if state in ("held", "approved"):
        row = say("hold", present=["RP", "MIN"])
        row = say("update", minutes="The pathway was looked at.")
    return say("approve") if state == "approved" else row
