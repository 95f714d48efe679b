"""Sample follow-up without cases: services, an action plan of a party, advocacy."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.sampling.alerts import MRM_FOCAL
from ckanext.tiptaskforce.cli.terminal import call, every
from ckanext.tiptaskforce.exchange import period

SERVICES = (("health", 34, "sexual_violence"), ("reunification", 21, "abduction"))
SERVICES += (("education", 48, "attacks_schools_hospitals"),)


def make(today: date) -> int:
    """Make the sample follow-up where there is none; return how much that was."""
    if every("tiptaskforce_followup_list", MRM_FOCAL, taskforce=TASKFORCE):
        return 0
    found = [*_services(today), *_work(today)]
    for said in found:
        call("tiptaskforce_followup_create", MRM_FOCAL, taskforce=TASKFORCE, **said)
    return len(found)


def _services(today: date) -> list[dict[str, Any]]:
    quarter = period.preceding(period.containing(today, "quarter")).code
    return [
        {
            "kind": "service",
            "service_area": area,
            "period": quarter,
            "number": number,
            "violations": [violation],
        }
        for area, number, violation in SERVICES
    ]


def _work(today: date) -> list[dict[str, Any]]:
    return [
        {
            "kind": "action_plan",
            "title": "Action plan to end and prevent recruitment and use (sample)",
            "party_type": "allied_group",
            "status": "under_way",
            "review_by": (today + timedelta(days=60)).isoformat(),
            "violations": ["recruitment_use"],
        },
        {
            "kind": "advocacy",
            "title": "Schools are kept free of military use (sample)",
            "status": "planned",
            "violations": ["attacks_schools_hospitals"],
        },
    ]
