"""Who may do what with subcommittees."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_subcommittee_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "subcommittee", "list")


@tk.auth_sysadmins_check
def tiptaskforce_subcommittee_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_object(context, data_dict, "subcommittee", "show")
