"""What the bench holds of strangers: a request in each state, and a subscription."""

from __future__ import annotations

from typing import Any

from ckan import model

from ckanext.tiptaskforce.logic import requests, signed, subscriptions
from ckanext.tiptaskforce.model.request import Request
from ckanext.tiptaskforce.model.subscription import Subscription

ASKED = {"kind": "data", "text": "Counts by quarter for a plan of work"}


def fill(bench: Any, call: Any, slug: str) -> None:
    """Put a request in each state and a confirmed subscription on the bench."""
    user = bench.house.coordinator
    for state, verb in (("open", ""), ("answered", "answer"), ("closed", "close")):
        call(
            "request_create",
            None,
            taskforce=slug,
            address=f"{state}@example.org",
            **ASKED,
        )
        found = model.Session.query(Request).filter_by(address=f"{state}@example.org")
        token = signed.token(requests.CONFIRM, found.one().id)
        call("request_confirm", None, taskforce=slug, token=token)
        row = call("request_show", user, id=found.one().id)
        if verb:
            about = {"id": row["id"], "version": row["version"]}
            row = call(f"request_{verb}", user, **about, note="The next release.")
        bench.objects[f"request-{state}"] = row
    call("subscription_create", None, taskforce=slug, address="reader@example.net")
    one = model.Session.query(Subscription).one()
    token = signed.token(subscriptions.CONFIRM, one.id)
    call("subscription_confirm", None, taskforce=slug, token=token)
