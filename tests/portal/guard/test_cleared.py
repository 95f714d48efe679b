"""An empty value in an update clears the field or is refused; it is never passed over.

Every field of every update is tried: what may be empty is filled first, so that a
value which stayed would be seen.
"""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.tiptaskforce.logic import auth, schema

PREFIX = "tiptaskforce_"
# The object of the bench, a seat that may, and what fills all that can be emptied.
FILLED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "action_point_update": ("action_point-open", "chair", {"is_confidential": True}),
    "agency_update": (
        "agency",
        "secretariat",
        {
            "mandates": ["protection"],
            "subcommittees": ["protection"],
            "places": ["NG008021"],
            "position": "Focal point",
            "contact": "office@example.org",
            "left_on": "2026-01-01",
        },
    ),
    "agreement_update": ("agreement", "secretariat", {"expires_on": "2030-01-01"}),
    "comment_update": ("comment-live", "reporter", {}),
    "decision_update": ("decision-recorded", "chair", {"is_confidential": True}),
    "deliverable_update": (
        "deliverable-in_progress-members",
        "coordinator",
        {
            "evidence_url": "https://example.org/x",
            "note": "Two meetings were held.",
            "violations": ["abduction"],
            "violation_links": {"abduction": "tactic"},
            "review_by": "2030-01-01",
            "tracker_key": "K1",
            "partners": ["BRN"],
            "successor": "State agency",
            "handover_on": "2031-01-01",
            "consulted": "planned",
            "consulted_on": "2030-01-01",
            "consulted_how": "Group discussions.",
        },
    ),
    "feedback_channel_update": ("feedback_channel", "reporter", {}),
    "followup_update": (
        "followup-members",
        "reporter",
        {
            "review_by": "2030-01-01",
            "subcommittee": "protection",
            "violations": ["recruitment_use"],
            "violation_links": {"recruitment_use": "tactic"},
        },
    ),
    "document_update": (
        "document-members",
        "reporter",
        {
            "description": "What it is for.",
            "language": "en",
            "valid_until": "2031-01-01",
            "subcommittee": "protection",
            "violations": ["abduction"],
            "violation_links": {"abduction": "tactic"},
        },
    ),
    "funding_update": (
        "funding",
        "secretariat",
        {"received": 5, "source": "Tracking", "subcommittee": "protection"},
    ),
    "indicator_update": (
        "indicator",
        "secretariat",
        {
            "unit": "x",
            "definition": "x",
            "rationale": "x",
            "numerator": "x",
            "denominator": "x",
            "verification": "x",
            "baseline_source": "x",
            "baseline": 1,
            "baseline_on": "2026-01-01",
            "target": 9,
            "targets": {"2026-Q3": 4},
            "in_need": 100,
            "violations": ["abduction"],
            "violation_links": {"abduction": "tactic"},
            "label": "met",
            "label_reason": "Counted twice.",
        },
    ),
    "meeting_update": (
        "meeting-held",
        "chair",
        {
            "ends": "12:00",
            "host": "RP",
            "room": "Hall",
            "agenda": ["The pathway"],
            "closed_agenda": ["The calendar of trainings"],
            "present": ["RP"],
            "minutes": "The pathway was looked at.",
            "closed_minutes": "The calendar was looked at.",
            "violations": ["abduction"],
            "violation_links": {"abduction": "tactic"},
        },
    ),
    "objective_update": ("objective-live", "secretariat", {"source_code": "Z.1"}),
    "input_update": (
        "input",
        "secretariat",
        {"cycle": 2028, "core_function": 3, "due": "2031-01-01"},
    ),
    "partnership_update": (
        "partnership-members",
        "reporter",
        {
            "agency": "RP",
            "others": "Sector leads",
            "objective": "A.2",
            "parties": ["RP"],
            "starts_on": "2026-01-01",
            "ends_on": "2031-01-01",
            "review_by": "2030-01-01",
            "last_contact": "2026-01-02",
            "next_item": "The joint plan",
            "subcommittee": "protection",
        },
    ),
    "release_update": (
        "release-draft",
        "secretariat",
        {
            "sentence": "Six of nine are in place.",
            "caveats": "Few reported.",
            "next_update": "2030-01-01",
            "violations": ["abduction"],
            "violation_links": {"abduction": "tactic"},
        },
    ),
    "report_update": (
        "report-draft",
        "reporter",
        {"values": [{"value": 4}], "note": "More was done.", "source": "register"},
    ),
    "seat_update": (
        "seat",
        "secretariat",
        {"agency": "RP", "subcommittee": "protection", "until": "2031-01-01"},
    ),
    "strategy_update": (
        "strategy",
        "secretariat",
        {"vision": "Everybody is safe.", "principles": ["Consent"], "threats": ["x"]},
    ),
    "taskforce_update": (
        "taskforce",
        "secretariat",
        {"full_title": "x", "description": "x", "contact": "office@example.org"},
    ),
    "template_update": (
        "template",
        "secretariat",
        {
            "not_applicable": "Others do it.",
            "review_months": 6,
            "successor": "State agency",
            "handover_on": "2031-01-01",
        },
    ),
}
# They say all of their content anew, in a shape that other tests look into.
SHAPED = {"tally_update", "tally_design_update", "upload_update", "violation_update"}
# How a call is checked, and what is no word of the object.
BESIDE = {"version", "confirm", "seats", "values", "nothing_to_report", "reason"}
# What empties to no: a box of a form that is not ticked.
BOXES = {"retired", "counts_persons", "reporting_duty", "is_placeholder"}
NOTHING = (None, "", [], {}, False)


def shown(answer: dict[str, Any], field: str) -> Any:
    """Return what an answer says of a field."""
    if field in (answer.get("swot") or {}):
        return answer["swot"][field]
    if field == "source_code":
        return None if answer[field] == answer["code"] else answer[field]
    return answer.get(field)


def test_every_update_is_here(action_names):
    every = {name for name in action_names if name.endswith("_update")}

    assert every == set(FILLED) | SHAPED


@pytest.mark.parametrize("name", sorted(FILLED))
def test_an_empty_value_clears_or_is_refused_by_name(bench, name):
    thing, seat, filled = FILLED[name]
    about = {key: bench.objects[thing][key] for key in ("id", "version")}
    status, before = bench.answer(name, seat, {**about, **filled}, keep=True)
    assert status == 200, before
    about["version"] = before["version"]

    wrong = []
    known = schema.of(*auth.noun_and_verb(PREFIX + name)) or {}
    for field in sorted(set(known) - BESIDE - BOXES):
        for nothing in ("", None):
            status, answer = bench.answer(name, seat, {**about, field: nothing})
            if status == 409 and field in answer.error_dict:
                continue
            if status == 200 and shown(answer, field) in NOTHING:
                continue
            wrong.append(f"{field} = {nothing!r}: {status} {answer!r}"[:200])

    assert wrong == []
    stayed = [field for field in filled if shown(before, field) in NOTHING]
    assert [field for field in stayed if field not in BESIDE] == []
