"""The English words for what strangers ask."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

ASKED: dict[str, dict[str, str]] = {
    "request": {
        "open": N_("Open"),
        "answered": N_("Answered"),
        "closed": N_("Closed"),
    },
    "request_kind": {
        "data": N_("Request for data"),
        "concern": N_("Concern about a figure"),
    },
}

ASKED_LOOKS: dict[str, dict[str, tuple[str, str]]] = {
    "request": {
        "open": ("blue", "clock"),
        "answered": ("green", "tick"),
        "closed": ("grey", "cross"),
    },
}
