"""The English words for meetings and what comes of them, and how their states look."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

MEETING: dict[str, dict[str, str]] = {
    "meeting": {
        "planned": N_("Planned"),
        "held": N_("Held, minutes in preparation"),
        "approved": N_("Minutes approved"),
        "cancelled": N_("Called off"),
    },
    "meeting_place": {
        "online": N_("Online"),
        "agency": N_("Office of an organisation"),
        "room": N_("Another room"),
    },
    "decision": {
        "recorded": N_("Recorded"),
        "dropped": N_("Taken out"),
    },
    "action_point": {
        "open": N_("Open"),
        "done": N_("Done"),
        "dropped": N_("Dropped"),
        "overdue": N_("Overdue"),
    },
    "weekday": {
        "monday": N_("Monday"),
        "tuesday": N_("Tuesday"),
        "wednesday": N_("Wednesday"),
        "thursday": N_("Thursday"),
        "friday": N_("Friday"),
        "saturday": N_("Saturday"),
        "sunday": N_("Sunday"),
    },
    "week_of_month": {
        "first": N_("The first"),
        "second": N_("The second"),
        "third": N_("The third"),
        "fourth": N_("The fourth"),
        "last": N_("The last"),
    },
    # What a verb said to a meeting, or to what comes of it, will do.
    "meeting_verb": {
        "hold": N_("Note that it was held"),
        "approve": N_("Approve the minutes"),
        "reopen": N_("Reopen the minutes"),
        "call_off": N_("Call the meeting off"),
    },
    "action_point_verb": {
        "complete": N_("Mark as done"),
        "drop": N_("Drop"),
        "reopen": N_("Open it again"),
    },
}

MEETING_LOOKS: dict[str, dict[str, tuple[str, str]]] = {
    "meeting": {
        "planned": ("white", "pencil"),
        "held": ("purple", "up"),
        "approved": ("green", "tick"),
        "cancelled": ("grey", "cross"),
    },
    "action_point": {
        "open": ("blue", "clock"),
        "done": ("green", "tick"),
        "dropped": ("grey", "cross"),
        "overdue": ("red", "alert"),
    },
}
