"""What the bench holds of people: an invitation and a request to join, both open."""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce.logic import invitations

ACCOUNT = {
    "name": "newcomer",
    "fullname": "New Comer",
    "password": "lantern-umbrella-42-cassava",
}


def keyed(**more: Any) -> Any:
    """Return the input of a call with the key of the bench's invitation."""
    return lambda bench, _about: {"key": bench.objects["invitation"]["key"], **more}


INPUT = {
    "invitation_read": keyed(),
    "invitation_redeem": keyed(),
    "invitation_register": keyed(**ACCOUNT),
}


def fill(bench: Any, call: Any, slug: str) -> None:
    """Invite an observer of RP, and let the donor ask to join."""
    house = bench.house
    offered = {"address": "guest@example.org", "role": "observer", "agency": "RP"}
    made = call("invitation_create", house.coordinator, taskforce=slug, **offered)
    bench.objects["invitation"] = {**made, "key": invitations.key_of(made["id"])}
    asked = {"taskforce": slug, "organisation": "River Aid"}
    bench.objects["join"] = call("join_create", house.donor, **asked)
