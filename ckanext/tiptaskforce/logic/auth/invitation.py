"""Who may do what with invitations."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import invitations, references
from ckanext.tiptaskforce.logic.auth import base
from ckanext.tiptaskforce.logic.base import is_name, taskforce_named
from ckanext.tiptaskforce.vocabulary import Role


@tk.auth_sysadmins_check
def tiptaskforce_invitation_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination; focal points see those for the own agency."""
    return base.on_taskforce(context, data_dict, "invitation", "list")


@tk.auth_sysadmins_check
def tiptaskforce_invitation_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination; focal points for reporters of the own agency."""
    data = data_dict or {}
    agency, taskforce = data.get("agency"), taskforce_named(data.get("taskforce"))
    known = None
    if taskforce is not None and is_name(agency):
        known = references.known_agency(taskforce.id, agency)
    # What is no role at all is refused by name, to whoever may invite somebody.
    named: Any = data.get("role")
    role = named if named in list(Role) else Role.REPORTER.value
    group = data.get("subcommittee")
    is_on_body = isinstance(group, str) and is_name(group.strip())
    kind = invitations.kind_of(role, is_on_body=is_on_body)
    facts = {"agency_id": known.id if known else None, "kind": kind}
    return base.on_taskforce(context, data, "invitation", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_invitation_withdraw(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Coordination; focal points those of own reporters."""
    return base.on_object(context, data_dict, "invitation", "withdraw")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_invitation_read(_context: Context, _data_dict: DataDict) -> AuthResult:
    """Whoever has the key; without a right one there is nothing."""
    return base.ALLOWED


@tk.auth_sysadmins_check
def tiptaskforce_invitation_redeem(
    _context: Context, _data_dict: DataDict
) -> AuthResult:
    """Whoever is signed in and has the key."""
    return base.ALLOWED


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_invitation_register(
    _context: Context, _data_dict: DataDict
) -> AuthResult:
    """Whoever has the key; without a right one there is nothing."""
    return base.ALLOWED
