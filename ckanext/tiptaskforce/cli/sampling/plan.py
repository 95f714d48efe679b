"""The sample work as a table: who owes what, where it stands, and since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PLANNED = "planned"
IN_PROGRESS = "in_progress"
OVERDUE = "overdue"
SUBMITTED = "submitted"
SENT_BACK = "sent_back"
DELIVERED = "delivered"
OUTDATED = "outdated"
RENEWED = "renewed"
DROPPED = "dropped"

SITE = "https://www.example.org/sample"


@dataclass(frozen=True)
class Item:
    """One sample deliverable; ``days`` counts from today to its date, back if < 0."""

    template: str
    agency: str
    title: str
    stands: str
    days: int
    more: dict[str, Any] = field(default_factory=dict)
    # The endings of evidence files to attach.
    files: tuple[str, ...] = ()


def _link(name: str, **more: Any) -> dict[str, Any]:
    return {"evidence_url": f"{SITE}/{name}", **more}


def _about(*violations: str, **links: str) -> dict[str, Any]:
    """Return which grave violations work touches; by name a link of another kind."""
    return {"violations": [*violations, *links], "violation_links": links}


WORK = (
    Item(
        "1.1", "NNGO-01", "Service mapping, Maiduguri", DELIVERED, -40, files=("csv",)
    ),
    Item(
        *("1.1", "NNGO-02", "Service mapping, Jere", DELIVERED, -35),
        _link("mapping", partners=["NNGO-01"]),
    ),
    Item("1.1", "GOV-04", "Service mapping, Gwoza", OVERDUE, -18),
    Item(
        *("1.1", "UN-03", "3/4/5W matrix, second half of the year", IN_PROGRESS, 30),
        {"partners": ["NNGO-01", "NNGO-02"]},
    ),
    Item(
        *("1.2", "NNGO-01", "Referral pathway, Jere", SENT_BACK, -12),
        *(_about("sexual_violence"), ("pdf",)),
    ),
    Item("1.2", "NNGO-02", "Referral pathway, Maiduguri", RENEWED, -380, _link("way")),
    Item("1.2", "GOV-04", "Referral pathway, Konduga", SUBMITTED, -5, _link("konduga")),
    Item("1.2", "INGO-02", "Referral pathway, Monguno", PLANNED, 75),
    Item(
        *("1.3", "NNGO-01", "Services for trafficked persons in the GBV pathway"),
        *(IN_PROGRESS, 20),
        _about("sexual_violence", "abduction"),
    ),
    Item(
        *("1.3", "UN-05", "Services in the child protection mapping", OVERDUE, -9),
        _about("recruitment_use", "abduction"),
    ),
    Item(
        *("1.4", "GOV-05", "Review of national laws and services", DELIVERED, -120),
        _link("laws", visibility="subcommittee"),
    ),
    Item(
        *(
            "1.4",
            "NAPTIP",
            "Shelter standards: review of the framework",
            IN_PROGRESS,
            60,
        ),
        {"visibility": "named", "sensitivity": "severe"},
    ),
    Item("2.1", "IOM", "Secondary data review", DELIVERED, -70, _link("sdr")),
    Item(
        *("2.2", "UNHCR", "Trafficking in the protection assessment", DELIVERED, -55),
        _about("abduction", killing_maiming="may_amount_to"),
    ),
    Item("2.2", "NNGO-02", "Questions for the next assessment round", SUBMITTED, -3),
    Item("2.3", "GOV-06", "Trends assessment", OUTDATED, -500, _link("trends")),
    Item(
        "2.4", "NNGO-01", "Needs, gaps and priorities", SUBMITTED, -2, files=("xlsx",)
    ),
    Item(
        *("2.5", "GOV-05", "Support to the complaints mechanism", IN_PROGRESS, 45),
        {"visibility": "subcommittee", "sensitivity": "high"},
    ),
    Item("2.6", "GOV-06", "Assessment of actors and capacities", OVERDUE, -30),
    Item("3.1", "UNHCR", "Chapter of the HCT protection strategy", DELIVERED, -200),
    Item("3.2", "UNHCR", "Text for the needs overview", DELIVERED, -25, _link("hno")),
    Item(
        *("3.2", "NNGO-02", "Text for the response plan", IN_PROGRESS, 15),
        {"partners": ["UNHCR"]},
    ),
    Item("3.3", "INGO-03", "Work plan of the child protection group", DROPPED, 40),
    Item("3.3", "NNGO-01", "Work plan of the protection sector", DELIVERED, -90),
    Item("3.4", "HAI", "Notes agreed with the shelter sector", DELIVERED, -33),
    Item(
        "4.1", "NNGO-01", "Input to response monitoring", DELIVERED, -28, files=("png",)
    ),
    Item("4.1", "NNGO-02", "Input to response monitoring", OVERDUE, -6),
    Item("4.2", "GOV-06", "Learning review with the sector", PLANNED, 50),
    Item(
        *("4.3", "IOM", "Trends across sectors", IN_PROGRESS, 25),
        _about("recruitment_use", "abduction", "sexual_violence"),
    ),
    Item("5.1", "GOV-06", "Training matrix", DELIVERED, -15, files=("csv",)),
    Item("5.1", "NNGO-02", "Training of task force members", SENT_BACK, -4),
    Item("5.2", "IOM", "Contacts with development actors", PLANNED, 90),
    Item("5.3", "GOV-05", "Contacts with courts and police", SUBMITTED, -8),
    Item(
        *(
            "5.3",
            "GOV-06",
            "Contacts with schools and religious leaders",
            IN_PROGRESS,
            12,
        ),
        {"visibility": "agency", **_about("attacks_schools_hospitals")},
    ),
    Item(
        *("6.1", "GOV-03", "Key messages in three languages", DELIVERED, -60),
        _about("recruitment_use"),
    ),
    Item("6.1", "NNGO-02", "Radio spots on safe work", PLANNED, 35),
    Item("6.2", "HAI", "Briefing note for the quarter", DELIVERED, -10, _link("note")),
    Item("6.3", "IOM", "Talking points on funding", OUTDATED, -260),
    Item("aap", "NNGO-01", "Feedback desk at reception sites", IN_PROGRESS, 28),
)

LIBRARY = (
    ("terms_of_reference", "Terms of reference (sample)", "pdf", {}),
    ("strategy", "Strategy 2026–2028 (sample)", "pdf", {}),
    (
        "sop",
        "Standard operating procedures (sample)",
        "",
        {"subcommittee": "protection"},
    ),
    (
        "sop",
        "Standard operating procedures, 2nd edition (sample)",
        "pdf",
        {
            "subcommittee": "protection",
            "replaces": "Standard operating procedures (sample)",
            "language": "en",
        },
    ),
    (
        "terms_of_reference",
        "Terms of reference of the protection group (sample)",
        "",
        {"subcommittee": "protection", "language": "en"},
    ),
    ("training", "List of trainers' materials (sample)", "xlsx", {}),
    (
        *("report", "Notes for the prosecution group (sample)", ""),
        {"subcommittee": "prosecution", "visibility": "subcommittee"},
    ),
)

SEND_BACK = "Add the page on informed consent, then submit it again."
DROP = "Another working group took this over."
