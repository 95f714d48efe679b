"""Who may do what with reporting periods."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_period_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "period", "list")


@tk.auth_sysadmins_check
def tiptaskforce_period_overview(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, as far as it may see."""
    return base.on_taskforce(context, data_dict, "period", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_period_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_object(context, data_dict, "period", "show")


@tk.auth_sysadmins_check
def tiptaskforce_period_advance(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, and the scheduled job of the portal."""
    return base.on_taskforce(context, data_dict, "period", "advance")


@tk.auth_sysadmins_check
def tiptaskforce_period_unlock(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "period", "unlock")


@tk.auth_sysadmins_check
def tiptaskforce_period_lock(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "period", "lock")
