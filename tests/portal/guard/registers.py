"""What the bench holds of registers: forums of each visibility, and an input."""

from __future__ import annotations

from typing import Any

VISIBILITIES = ("members", "subcommittee", "agency", "named")


def fill(bench: Any, call: Any, slug: str) -> None:
    """Put forums that RP keeps contact with on the bench, and an input to a plan."""
    house = bench.house
    named = [house.seat["focal_point"]["id"], house.seat["coordinator2"]["id"]]
    for visibility in VISIBILITIES:
        more = {"seats": named} if visibility == "named" else {}
        bench.objects[f"partnership-{visibility}"] = call(
            "partnership_create",
            house.reporter,
            taskforce=slug,
            kind="forum",
            title=f"Forum for {visibility}",
            subcommittee="protection",
            visibility=visibility,
            **more,
        )
    said = {"kind": "hrp", "title": "Chapter of the plan", "cycle": 2027}
    bench.objects["input"] = call(
        "input_create", house.secretariat, taskforce=slug, **said
    )
