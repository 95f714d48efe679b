"""Colour and icon of each status word; the word and its icon come before any colour."""

from __future__ import annotations

LOOKS: dict[str, dict[str, tuple[str, str]]] = {
    "strategy": {
        "current": ("green", "tick"),
        "former": ("grey", "clock"),
        "in_preparation": ("white", "pencil"),
        "dropped": ("grey", "cross"),
    },
    "deliverable": {
        "planned": ("white", "pencil"),
        "in_progress": ("blue", "half"),
        "submitted": ("purple", "up"),
        "delivered": ("green", "tick"),
        "dropped": ("grey", "cross"),
        "outdated": ("yellow", "clock"),
        "sent_back": ("orange", "return"),
        "overdue": ("red", "alert"),
        "evidence_owed": ("orange", "none"),
        "due": ("blue", "clock"),
        "in_review": ("purple", "up"),
    },
    "cell": {
        "none": ("grey", "none"),
        "planned": ("white", "pencil"),
        "in_progress": ("blue", "half"),
        "delivered": ("green", "tick"),
        "outdated": ("yellow", "clock"),
        "not_applicable": ("grey", "ring"),
    },
    "status": {
        "met": ("green", "tick"),
        "on_track": ("blue", "rising"),
        "constrained": ("orange", "pause"),
        "no_progress": ("red", "stop"),
        "no_status": ("grey", "ring"),
    },
    "band": {
        "strong": ("green", "bars4"),
        "satisfactory": ("yellow", "bars3"),
        "unsatisfactory": ("orange", "bars2"),
        "weak": ("red", "bars1"),
    },
    "tally": {
        "missing": ("grey", "none"),
        "due": ("blue", "clock"),
        "overdue": ("red", "alert"),
        "draft": ("white", "pencil"),
        "submitted": ("purple", "up"),
        "accepted": ("green", "tick"),
        "sent_back": ("orange", "return"),
    },
    "agreement": {
        "valid": ("green", "tick"),
        "expiring": ("yellow", "clock"),
        "expired": ("red", "alert"),
        "none": ("grey", "none"),
    },
    "survival": {
        "yes": ("green", "tick"),
        "little": ("white", "half"),
        "no": ("red", "stop"),
    },
    "release": {
        "draft": ("white", "pencil"),
        "protecting": ("blue", "half"),
        "protected": ("blue", "rising"),
        "refused": ("red", "stop"),
        "failed": ("red", "alert"),
        "proposed": ("purple", "up"),
        "publishing": ("blue", "half"),
        "published": ("green", "tick"),
        "withdrawn": ("red", "cross"),
        "dropped": ("grey", "cross"),
    },
}
