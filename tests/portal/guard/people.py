"""What the bench holds of people: an invitation, a request to join, a successor."""

from __future__ import annotations

from typing import Any

from ckan.tests import factories

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
    "seat_hand_on": lambda bench, about: {
        **about,
        "successor": bench.house.seat["successor"]["id"],
    },
}


def fill(bench: Any, call: Any, slug: str) -> None:
    """Invite an observer of RP, and let the donor ask to join."""
    house = bench.house
    # Who may go on for the observer, whose seat the table asks about.
    another = {"user": factories.User(name="successor")["name"], "role": "observer"}
    house.seat["successor"] = call("seat_create", house.root, taskforce=slug, **another)
    offered = {"address": "guest@example.org", "role": "observer", "agency": "RP"}
    made = call("invitation_create", house.coordinator, taskforce=slug, **offered)
    bench.objects["invitation"] = {**made, "key": invitations.key_of(made["id"])}
    asked = {"taskforce": slug, "organisation": "River Aid"}
    bench.objects["join"] = call("join_create", house.donor, **asked)
