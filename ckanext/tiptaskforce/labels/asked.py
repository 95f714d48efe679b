"""The English words for what strangers ask, and for whom the figures miss."""

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
    "pillar": {
        "prevention": N_("Prevention"),
        "protection": N_("Protection"),
        "prosecution": N_("Prosecution"),
        "partnership": N_("Partnership"),
    },
    "reached": {
        "shown": N_("Recorded"),
        "zero": N_("Nobody recorded"),
        "withheld": N_("Withheld"),
        "not_released": N_("Not released"),
        "not_asked": N_("Not asked"),
    },
    # Groups that the guide and the report before it name as often missed.
    "missed": {
        "men_and_boys_labour": N_("Men and boys in forced labour"),
        "women_and_girls_labour": N_("Women and girls in forced labour"),
        "organ_removal": N_("Persons trafficked for the removal of organs"),
        "older": N_("Persons of 60 and over"),
        "migrants": N_("Migrants"),
        "refugees": N_("Refugees"),
        "disability": N_("Persons with a disability"),
    },
}

ASKED_LOOKS: dict[str, dict[str, tuple[str, str]]] = {
    "request": {
        "open": ("blue", "clock"),
        "answered": ("green", "tick"),
        "closed": ("grey", "cross"),
    },
    "reached": {
        "shown": ("green", "tick"),
        "zero": ("red", "stop"),
        "withheld": ("yellow", "pause"),
        "not_released": ("grey", "none"),
        "not_asked": ("grey", "ring"),
    },
}
