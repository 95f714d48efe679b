"""Who may do what with what is published."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_publication_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody."""
    return base.on_taskforce(context, data_dict, "publication", "list")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_publication_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody."""
    return base.on_taskforce(context, data_dict, "publication", "show")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_publication_history(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Anybody."""
    return base.on_taskforce(context, data_dict, "publication", "history")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_publication_overview(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Anybody."""
    return base.on_taskforce(context, data_dict, "publication", "overview")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_publication_read(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody."""
    return base.on_taskforce(context, data_dict, "publication", "read")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_publication_locate(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Anybody."""
    return base.on_taskforce(context, data_dict, "publication", "locate")
