"""Parts of schemas that many nouns share."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.vocabulary import (
    Sensitivity,
    Violation,
    ViolationLink,
    Visibility,
)

Rule = list[Any]


def optional(*checks: Any) -> Rule:
    """Accept the field to be absent; check it where it stands."""
    return [tk.get_validator("ignore_missing"), *checks]


def clearable(*checks: Any) -> Rule:
    """Accept the field to be absent, which leaves it, or empty, which clears it.

    Cleared is None: the action gives the field what its table holds for nothing.
    """
    return [v.absent_or_cleared, *checks]


def kept(*checks: Any) -> Rule:
    """Accept the field to be absent, which leaves it; it cannot be emptied."""
    return [v.absent_or_filled, *checks]


def needed(*checks: Any) -> Rule:
    """Want the field."""
    return [v.required, *checks]


def versioned(**fields: Any) -> Schema:
    """Return the schema of a call on an object: its version, and these fields."""
    return {"version": optional(v.whole(0, 2_000_000_000)), **fields}


def noted(*, is_obligatory: bool) -> Schema:
    """Return the schema of a transition with a note about the work."""
    rule = needed if is_obligatory else optional
    return versioned(note=rule(v.paragraph, v.about_work), **confirmable())


def touching() -> Schema:
    """Return the fields by which an object touches grave violations."""
    return {
        "violations": clearable(v.many_of(Violation)),
        "violation_links": v.nested(v.mapping_of(Violation, ViolationLink)),
    }


def restricted() -> Schema:
    """Return the fields that say who may see an object."""
    return {
        "subcommittee": clearable(v.line),
        "visibility": kept(v.one_of(Visibility)),
        "sensitivity": kept(v.one_of(Sensitivity)),
        "seats": clearable(v.list_of_text),
    }


def confirmable() -> Schema:
    """Return the field by which a caller confirms doubtful words."""
    return {"confirm": optional(v.list_of_text)}


def paged(**filters: Any) -> Schema:
    """Return the schema of a list: its closed filters, and which page."""
    return {
        "page": optional(v.whole(1, 1_000_000)),
        "page_size": optional(v.whole(1, 100)),
        **filters,
    }


# What fields mean that many calls share; an action says the rest by itself.
MEANING = {
    "page": "which page, 1 for the first",
    "page_size": "how many items a page holds, at most 100",
    "version": "the version that the caller read",
    "idempotency_key": "the same key and body make one object only",
    "confirm": "names of the fields whose doubtful words the caller stands by",
    "note": "at most 4,000 characters about the work, never about a person",
    "title": "one line, about the work and never about a person",
    "due": "day by which it is owed, such as 2026-11-30",
    "next_update": "day of the next one, such as 2026-11-30",
    "review_by": "day by which it must be looked at again",
    "valid_until": "last day on which it holds",
    "template": "code of the standing deliverable, such as 1.2",
    "objective": "code of the line of the strategy, such as A.2",
    "core_function": "1 to 6",
    "subcommittee": "slug of the subcommittee",
    "subcommittees": "list of slugs of subcommittees",
    "agency": "acronym or id of the agency",
    "successor": "the national body that is to go on with it",
    "handover_on": "day from which it is to go on",
    "consulted": "whether affected people were consulted: yes, planned or no",
    "consulted_on": "day of the consultation; yes needs it",
    "consulted_how": "how, in words about the work",
    "key_messages": "of an advocacy package",
    "briefing_notes": "of an advocacy package",
    "talking_points": "of an advocacy package",
    "input_document": "of an input: the document that it goes into, such as the HNO",
    "input_chapter": "of an input: chapter or section",
    "cycle_year": "of an input: year of the planning cycle",
    "assessed_from": "of an assessment: first day",
    "assessed_until": "of an assessment: last day",
    "areas": "of an assessment: areas, no finer than an LGA",
    "methods": "of an assessment: how it was done",
    "partners": "acronyms or ids of agencies that do the work jointly with it",
    "evidence": "list of {staged} or {url}, all of them kept or none",
    "evidence_url": "https address of the proof; the server never opens it",
    "violations": "list of codes of grave violations that it touches",
    "violation_links": "{violation: kind of link}, where it is not the source's",
    "visibility": "members, subcommittee, agency or named",
    "sensitivity": "low, moderate, high (at most the subcommittee) or severe (named)",
    "seats": "ids of the seats that see it, where visibility is named",
    "tracker_key": "how the own tracker names this row, unique in its organisation",
    "language": "language of the text, such as en",
    "description": "at most 4,000 characters about the work",
    "full_title": "title in full",
    "contact": "where to write or call; the one field that may hold a number",
    "position": "how the agency or line stands among the others",
    "is_placeholder": "true where the source does not name the organisation",
    "acronym": "short name, unique in the task force",
    "name": "full name",
    "type": "government, national_ngo, international_ngo, un or icrc",
    "mandates": "list of protection, prevention, law_enforcement, prosecution, …",
    "reporting_duty": "whether it owes reports",
    "series": "short name of a series",
    "sentence": "the main finding in one sentence, for the public",
    "caveats": "what a reader must know",
    "specification": "{kind, window: {period: [code]}, tables: [ids]}",
}
