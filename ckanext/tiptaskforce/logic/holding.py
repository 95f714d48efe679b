"""Accounts that do not ask themselves, with the seats that hold for them right now."""

from __future__ import annotations

from ckan import model

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.model.seat import held_by


def holder(user_id: str) -> permissions.Reader | None:
    """Return an account that does not ask itself, with all its seats, if active."""
    user = model.User.get(user_id)
    if user is None or not user.is_active:
        return None
    every = held_by(user.id)
    held, is_sysadmin = permissions.holding(every), bool(user.sysadmin)
    return permissions.Reader(user.id, user.name, is_sysadmin, held, every)
