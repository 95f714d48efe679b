"""The English words for indicators, their reports and the periods of these."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

REPORTED: dict[str, dict[str, str]] = {
    "report": {
        "due": N_("Due"),
        "overdue": N_("Overdue"),
        "draft": N_("Draft"),
        "submitted": N_("Waiting for review"),
        "accepted": N_("Accepted"),
        "sent_back": N_("Sent back"),
        "locked": N_("Locked"),
    },
    "report_source": {
        "register": N_("Register of services"),
        "monthly_summary": N_("Monthly summary"),
        "training_records": N_("Training records"),
        "activity_reports": N_("Activity reports"),
        "survey": N_("Survey or assessment"),
        "estimate": N_("Estimate"),
        "other": N_("Other"),
    },
    "funding_visibility": {
        "members": N_("All members"),
        "subcommittee": N_("Its subcommittee"),
        "agency": N_("Coordinators and secretariat"),
        "named": N_("Named persons only"),
    },
    "indicator_kind": {
        "number": N_("Number"),
        "per_cent": N_("Per cent"),
        "milestone": N_("Milestone"),
    },
    "direction": {"up": N_("More is better"), "down": N_("Less is better")},
    "across_agencies": {
        "sum": N_("Add the organisations up"),
        "max": N_("Take the largest organisation"),
    },
    "across_places": {
        "sum": N_("Add the areas up"),
        "max": N_("Take the largest figure of each area, then add the areas up"),
    },
    "across_periods": {
        "sum": N_("Add the periods up"),
        "latest": N_("Take the latest period"),
    },
    "period_state": {
        "ahead": N_("Not open yet"),
        "open": N_("Open"),
        "due": N_("Past its due date"),
        "locked": N_("Locked"),
        "unlocked": N_("Unlocked"),
    },
}

REPORTED_LOOKS: dict[str, dict[str, tuple[str, str]]] = {
    "report": {
        "due": ("blue", "clock"),
        "overdue": ("red", "alert"),
        "draft": ("white", "pencil"),
        "submitted": ("purple", "up"),
        "accepted": ("green", "tick"),
        "sent_back": ("orange", "return"),
        "locked": ("grey", "lock"),
    },
    "period_state": {
        "ahead": ("white", "pencil"),
        "open": ("blue", "clock"),
        "due": ("yellow", "clock"),
        "locked": ("grey", "lock"),
        "unlocked": ("orange", "lock"),
    },
}
