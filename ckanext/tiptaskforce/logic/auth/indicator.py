"""Who may do what with indicators."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_indicator_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "indicator", "list")


@tk.auth_sysadmins_check
def tiptaskforce_indicator_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_object(context, data_dict, "indicator", "show")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_indicator_read(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody."""
    return base.on_taskforce(context, data_dict, "indicator", "read")


@tk.auth_sysadmins_check
def tiptaskforce_indicator_overview(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Any seat; counts of persons as they were released, raw to the custodian."""
    return base.on_taskforce(context, data_dict, "indicator", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_indicator_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "indicator", "create")


@tk.auth_sysadmins_check
def tiptaskforce_indicator_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "indicator", "update")


@tk.auth_sysadmins_check
def tiptaskforce_indicator_retire(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "indicator", "retire")


@tk.auth_sysadmins_check
def tiptaskforce_indicator_progress(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Any seat; how much is shown of counts of persons follows from the seat."""
    return base.on_taskforce(context, data_dict, "indicator", "progress")
