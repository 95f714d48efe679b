"""Who may do what with objectives."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_objective_history(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_object(context, data_dict, "objective", "history")


@tk.auth_sysadmins_check
def tiptaskforce_objective_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "objective", "list")


@tk.auth_sysadmins_check
def tiptaskforce_objective_overview(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "objective", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_objective_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "objective", "create")


@tk.auth_sysadmins_check
def tiptaskforce_objective_reorder(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "objective", "reorder")


@tk.auth_sysadmins_check
def tiptaskforce_objective_retire(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "objective", "retire")


@tk.auth_sysadmins_check
def tiptaskforce_objective_restore(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "objective", "restore")


@tk.auth_sysadmins_check
def tiptaskforce_objective_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "objective", "update")
