"""What the bench holds of the life of a deliverable: comments on one of RP."""

from __future__ import annotations

from typing import Any

SAID = "The second edition covers two more areas."


def on_deliverable(**more: Any) -> Any:
    """Return the input of a call about the deliverable that all members see."""
    about = "deliverable-planned-members"
    return lambda bench, _about: {
        "taskforce": "borno",
        "deliverable": bench.objects[about]["id"],
        **more,
    }


INPUT = {
    # Of evidence there is no version to have read; the work stays as it was.
    "deliverable_attach": lambda _b, a: {
        "id": a["id"],
        "evidence": [{"url": "https://example.org/map"}],
    },
    "comment_list": on_deliverable(),
    "comment_create": on_deliverable(text=SAID),
}


def fill(bench: Any, call: Any, slug: str) -> None:
    """Let the reporter of RP comment, take one away again, and name a channel."""
    named = {"taskforce": slug, "kind": "hotline", "title": "Toll-free line"}
    made = call("feedback_channel_create", bench.house.reporter, **named)
    bench.objects["feedback_channel"] = made
    seen = bench.objects["deliverable-planned-members"]["id"]
    closed = bench.objects["deliverable-planned-agency"]["id"]
    for name, about in (("live", seen), ("closed", closed), ("removed", seen)):
        sent = {"taskforce": slug, "deliverable": about, "text": SAID}
        row = call("comment_create", bench.house.reporter, **sent)
        if name == "removed":
            gone = {"id": row["id"], "version": row["version"]}
            row = call("comment_remove", bench.house.reporter, **gone)
        thing = "comment-live-agency" if name == "closed" else f"comment-{name}"
        bench.objects[thing] = row
