"""Who may do what with comments on deliverables."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_comment_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, of what it may know of."""
    return base.on_taskforce(context, data_dict, "comment", "list")


@tk.auth_sysadmins_check
def tiptaskforce_comment_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see its deliverable."""
    return base.on_object(context, data_dict, "comment", "show")


@tk.auth_sysadmins_check
def tiptaskforce_comment_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat but an observer's; the action asks whether it sees the deliverable."""
    return base.on_taskforce(context, data_dict, "comment", "create")


@tk.auth_sysadmins_check
def tiptaskforce_comment_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Its writer."""
    return base.on_object(context, data_dict, "comment", "update")


@tk.auth_sysadmins_check
def tiptaskforce_comment_remove(context: Context, data_dict: DataDict) -> AuthResult:
    """Its writer, or a coordinator."""
    return base.on_object(context, data_dict, "comment", "remove")
