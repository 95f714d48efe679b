"""Keys of invitations: made from the site's secret, known to the mail alone."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.model.invitation import Invitation

LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class Receiver:
    """To whom the mail of an invitation goes: nobody with an account yet."""

    email: str
    name: str
    fullname: str = ""


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

    :raises NotFound: for a wrong, used, withdrawn or expired key, all alike
    """
    found = Invitation.by_hash(hash_of(key)) if base.is_name(key) else None
    if found is None:
        model.Session.rollback()
        raise tk.ObjectNotFound(tk._("Not found."))
    return found
