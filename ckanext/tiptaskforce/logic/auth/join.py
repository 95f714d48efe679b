"""Who may do what with requests to join."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_join_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "join", "list")


@tk.auth_sysadmins_check
def tiptaskforce_join_create(_context: Context, _data_dict: DataDict) -> AuthResult:
    """Whoever is signed in, as CKAN refuses all others here."""
    return base.ALLOWED


@tk.auth_sysadmins_check
def tiptaskforce_join_approve(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "join", "approve")


@tk.auth_sysadmins_check
def tiptaskforce_join_refuse(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "join", "refuse")
