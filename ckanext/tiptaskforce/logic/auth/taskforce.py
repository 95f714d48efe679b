"""Who may do what with task forces."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_taskforce_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody; what is shown is public."""
    return base.on_taskforce(context, data_dict, "taskforce", "list")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_taskforce_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody; members are shown more."""
    return base.on_taskforce(context, data_dict, "taskforce", "show")


@tk.auth_sysadmins_check
def tiptaskforce_taskforce_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who run the portal."""
    return base.on_taskforce(context, data_dict, "taskforce", "create")


@tk.auth_sysadmins_check
def tiptaskforce_taskforce_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, and those who run the portal."""
    return base.on_object(context, data_dict, "taskforce", "update")


@tk.auth_sysadmins_check
def tiptaskforce_taskforce_hand_over(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Coordination; who runs the portal holds no seat, and is handed nothing."""
    return base.on_taskforce(context, data_dict, "taskforce", "hand_over")
