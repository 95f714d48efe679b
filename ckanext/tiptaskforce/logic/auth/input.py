"""Who may do what with the calendar of inputs."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_input_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "input", "list")


@tk.auth_sysadmins_check
def tiptaskforce_input_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_object(context, data_dict, "input", "show")


@tk.auth_sysadmins_check
def tiptaskforce_input_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "input", "create")


@tk.auth_sysadmins_check
def tiptaskforce_input_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "input", "update")


@tk.auth_sysadmins_check
def tiptaskforce_input_retire(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "input", "retire")
