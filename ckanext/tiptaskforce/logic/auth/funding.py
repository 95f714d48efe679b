"""Who may do what with the money of the strategy."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_funding_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, as far as it may see."""
    return base.on_taskforce(context, data_dict, "funding", "list")


@tk.auth_sysadmins_check
def tiptaskforce_funding_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see it."""
    return base.on_object(context, data_dict, "funding", "show")


@tk.auth_sysadmins_check
def tiptaskforce_funding_create(context: Context, data_dict: DataDict) -> AuthResult:
    """The secretariat."""
    return base.on_taskforce(context, data_dict, "funding", "create")


@tk.auth_sysadmins_check
def tiptaskforce_funding_update(context: Context, data_dict: DataDict) -> AuthResult:
    """The secretariat."""
    return base.on_object(context, data_dict, "funding", "update")
