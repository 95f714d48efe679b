"""Who may do what with uploads."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_upload_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Seats that log work."""
    return base.on_taskforce(context, data_dict, "upload", "create")


@tk.auth_sysadmins_check
def tiptaskforce_upload_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker."""
    return base.on_object(context, data_dict, "upload", "show")


@tk.auth_sysadmins_check
def tiptaskforce_upload_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker."""
    return base.on_object(context, data_dict, "upload", "update")


@tk.auth_sysadmins_check
def tiptaskforce_upload_commit(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker."""
    return base.on_object(context, data_dict, "upload", "commit")


@tk.auth_sysadmins_check
def tiptaskforce_upload_drop(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker."""
    return base.on_object(context, data_dict, "upload", "drop")
