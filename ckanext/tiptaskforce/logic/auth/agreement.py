"""Who may do what with endorsements of the information sharing protocol."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_agreement_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "agreement", "list")


@tk.auth_sysadmins_check
def tiptaskforce_agreement_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_object(context, data_dict, "agreement", "show")


@tk.auth_sysadmins_check
def tiptaskforce_agreement_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "agreement", "create")


@tk.auth_sysadmins_check
def tiptaskforce_agreement_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "agreement", "update")
