"""Who may do what with decisions."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import outcomes
from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_decision_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, of what it may read."""
    return base.on_taskforce(context, data_dict, "decision", "list")


@tk.auth_sysadmins_check
def tiptaskforce_decision_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes."""
    facts = outcomes.facts(context, data_dict)
    return base.on_taskforce(context, data_dict, "decision", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_decision_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes."""
    return base.on_object(context, data_dict, "decision", "update")


@tk.auth_sysadmins_check
def tiptaskforce_decision_drop(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes."""
    return base.on_object(context, data_dict, "decision", "drop")
