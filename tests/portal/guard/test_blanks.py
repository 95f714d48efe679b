"""Rights are asked about the very object that is made, whatever blanks are sent."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

BLANKS = [" {}", "{} ", "\u00a0{}"]
FOLLOWED = {
    "kind": "advocacy",
    "title": "Plan against recruitment",
    "status": "planned",
    "violations": ["recruitment_use"],
}
HELD = {"day": "2030-12-03", "starts": "10:00", "place_kind": "online"}
CALLS = [
    ("tally_create", "focal_point", "agency", "BRN", {"period": "2026-Q3"}),
    ("followup_create", "reporter", "agency", "BRN", FOLLOWED),
    ("deliverable_create", "reporter", "agency", "BRN", {"title": "Guide"}),
    ("meeting_create", "secretariat", "subcommittee", "protection", HELD),
]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_a_blank_opens_nothing_of_another(house, act, call, blank):
    action, who, field, code, about = call
    data = {**about, field: blank.format(code)}
    if action == "tally_create":
        data["nothing_to_report"] = True
    if action == "deliverable_create":
        data |= {"status": "planned", "due": "2030-01-01", "core_function": 1}

    with pytest.raises(tk.NotAuthorized):
        act(action, getattr(house, who), taskforce="borno", **data)


@pytest.mark.parametrize("blank", BLANKS)
def test_and_is_taken_off_for_the_own(house, act, blank):
    data = {**FOLLOWED, "agency": blank.format("RP")}

    made = act("followup_create", house.reporter, taskforce="borno", **data)

    assert made["agency"] == "RP"
