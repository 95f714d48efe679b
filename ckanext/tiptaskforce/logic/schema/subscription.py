"""Accepted input of subscriptions."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import public_forms
from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import needed, optional


def subscription_create() -> Schema:
    """Where to write, and of which series."""
    return {"address": needed(public_forms.address), "series": optional(v.slug)}


def subscription_confirm() -> Schema:
    """What the link in the mail carries."""
    return {"token": needed(public_forms.token)}


def subscription_end() -> Schema:
    """What the link in every mail carries."""
    return {"token": needed(public_forms.token)}
