"""Who may do what with the cross-reference to the six grave violations."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_violation_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "violation", "list")


@tk.auth_sysadmins_check
def tiptaskforce_violation_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "violation", "show")


@tk.auth_sysadmins_check
def tiptaskforce_violation_overview(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "violation", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_violation_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "violation", "update")
