"""Keys of invitations: made from the site's secret, known to the mail alone."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce import config, permissions
from ckanext.tiptaskforce.logic import base, holding
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.base import find
from ckanext.tiptaskforce.model.invitation import Invitation
from ckanext.tiptaskforce.vocabulary import Role

NOUN = "invitation"
LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class Receiver:
    """To whom the mail of an invitation goes: nobody with an account yet."""

    email: str
    name: str
    fullname: str = ""


def kind_of(role: str, *, is_on_body: bool) -> str:
    """Return as which seat an offer counts where rights to it are asked.

    What is confidential on a body opens with a place on it, so that one is a chair's to
    whoever offers it: coordination gives it alone.
    """
    return Role.CHAIR.value if is_on_body else role


def key_of(invitation_id: str) -> str:
    """Return the key of an invitation; whoever has it may take the seat once."""
    secret, text = config.secret_key().encode(), f"invitation:{invitation_id}".encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()


def hash_of(key: str) -> str:
    """Return what the database keeps of a key, from which nobody makes it."""
    return hashlib.sha256(key.encode()).hexdigest()


def receiver(row: Invitation) -> Receiver:
    """Return to whom the mail of an invitation goes."""
    return Receiver(row.address, row.address)


def opened(key: Any) -> Invitation:
    """Return the invitation that a key opens, held for a change.

    :raises NotFound: for a wrong, used, withdrawn or expired key, and where whoever
        invited may not do so any more, all alike
    """
    found = Invitation.by_hash(hash_of(key)) if base.is_name(key) else None
    if found is None or not _is_still_offered(found):
        model.Session.rollback()
        raise tk.ObjectNotFound(tk._("Not found."))
    return found


def _is_still_offered(row: Invitation) -> bool:
    """Tell whether who invited still may, and the agency is still a member.

    An invitation gives no right that its sender has lost since.
    """
    agency = find(Agency, row.agency_id) if row.agency_id else None
    if agency is not None and agency.has_left:
        return False
    sender = holding.holder(row.created_by)
    kind = kind_of(row.role, is_on_body=row.subcommittee_id is not None)
    target = permissions.Target(row.taskforce_id, agency_id=row.agency_id, kind=kind)
    return sender is not None and permissions.may(sender, NOUN, "create", target)
