"""The English words for papers, partners, and inputs to plans and reports of others."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

LIBRARY: dict[str, dict[str, str]] = {
    # The languages that papers of a task force come in; another code stands for itself.
    "language": {
        "en": N_("English"),
        "fr": N_("French"),
        "ha": N_("Hausa"),
        "kr": N_("Kanuri"),
        "ff": N_("Fulfulde"),
        "shu": N_("Shuwa Arabic"),
        "ar": N_("Arabic"),
    },
    "partnership_kind": {
        "forum": N_("Forum"),
        "agreement": N_("Partnership agreement"),
    },
    "partnership": {
        "in_force": N_("In force"),
        "to_come": N_("Begins later"),
        "review_due": N_("Review is due"),
        "expired": N_("Past its last day"),
        "ended": N_("Ended"),
    },
    "input_kind": {
        "hno": N_("Humanitarian needs overview (HNO)"),
        "hrp": N_("Humanitarian response plan (HRP)"),
        "upr": N_("Universal periodic review (UPR)"),
        "tip_report": N_("Trafficking in persons report"),
        "security_council": N_("Report to the Security Council"),
        "treaty_body": N_("Report to a treaty body"),
        "other": N_("Other"),
    },
    "input": {
        "sent": N_("Sent"),
        "due": N_("Not sent yet"),
        "overdue": N_("Not sent, overdue"),
        "undated": N_("Day not set"),
    },
}
LIBRARY_LOOKS: dict[str, dict[str, tuple[str, str]]] = {
    "partnership": {
        "in_force": ("green", "tick"),
        "to_come": ("white", "pencil"),
        "review_due": ("yellow", "clock"),
        "expired": ("red", "alert"),
        "ended": ("grey", "cross"),
    },
    "input": {
        "sent": ("green", "tick"),
        "due": ("blue", "clock"),
        "overdue": ("red", "alert"),
        "undated": ("grey", "none"),
    },
}
