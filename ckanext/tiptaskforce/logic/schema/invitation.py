"""Accepted input of invitations."""

from __future__ import annotations

from ckan.types import Schema

from ckanext.tiptaskforce.logic import validators as v
from ckanext.tiptaskforce.logic.schema.base import needed, optional, paged, versioned
from ckanext.tiptaskforce.vocabulary import Role


def invitation_list() -> Schema:
    """Nothing but which page."""
    return paged()


def invitation_create() -> Schema:
    """Whom to write to, and which seat waits there."""
    return {
        "address": needed(v.line, v.mail_address),
        "role": needed(v.one_of(Role)),
        "agency": optional(v.line),
        "subcommittee": optional(v.line),
        "until": optional(v.day),
    }


def invitation_withdraw() -> Schema:
    """Nothing but the version."""
    return versioned()


def invitation_read() -> Schema:
    """The key of the link."""
    return {"key": needed(v.line)}


def invitation_redeem() -> Schema:
    """The key of the link."""
    return {"key": needed(v.line)}


def invitation_register() -> Schema:
    """The key, and the account; CKAN's own rules hold for name and password."""
    return {
        "key": needed(v.line),
        "name": needed(v.line),
        "fullname": needed(v.line, v.no_contact),
        "password": needed(v.line),
    }
