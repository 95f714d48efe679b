"""Who may do what with core functions."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_core_function_overview(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "core_function", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_core_function_propose(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "core_function", "propose")
