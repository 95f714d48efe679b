"""Who may do what with action points."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import outcomes
from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_action_point_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, of what it may know of."""
    return base.on_taskforce(context, data_dict, "action_point", "list")


@tk.auth_sysadmins_check
def tiptaskforce_action_point_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may know of it."""
    return base.on_object(context, data_dict, "action_point", "show")


@tk.auth_sysadmins_check
def tiptaskforce_action_point_create(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Whoever keeps the minutes."""
    facts = outcomes.facts(context, data_dict)
    return base.on_taskforce(context, data_dict, "action_point", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_action_point_update(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Whoever keeps the minutes."""
    return base.on_object(context, data_dict, "action_point", "update")


@tk.auth_sysadmins_check
def tiptaskforce_action_point_complete(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Its agency, or whoever keeps the minutes."""
    return base.on_object(context, data_dict, "action_point", "complete")


@tk.auth_sysadmins_check
def tiptaskforce_action_point_drop(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes."""
    return base.on_object(context, data_dict, "action_point", "drop")


@tk.auth_sysadmins_check
def tiptaskforce_action_point_reopen(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Whoever keeps the minutes."""
    return base.on_object(context, data_dict, "action_point", "reopen")
