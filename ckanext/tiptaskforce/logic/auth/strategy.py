"""Who may do what with strategies."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_strategy_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody; the strategy is public."""
    return base.on_taskforce(context, data_dict, "strategy", "show")


@tk.auth_sysadmins_check
def tiptaskforce_strategy_history(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_object(context, data_dict, "strategy", "history")


@tk.auth_sysadmins_check
def tiptaskforce_strategy_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "strategy", "list")


@tk.auth_sysadmins_check
def tiptaskforce_strategy_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "strategy", "create")


@tk.auth_sysadmins_check
def tiptaskforce_strategy_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "strategy", "update")


@tk.auth_sysadmins_check
def tiptaskforce_strategy_adopt(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "strategy", "adopt")


@tk.auth_sysadmins_check
def tiptaskforce_strategy_drop(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "strategy", "drop")
