"""Who may do what with member organisations."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_agency_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "agency", "list")


@tk.auth_sysadmins_check
def tiptaskforce_agency_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_object(context, data_dict, "agency", "show")


@tk.auth_sysadmins_check
def tiptaskforce_agency_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "agency", "create")


@tk.auth_sysadmins_check
def tiptaskforce_agency_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "agency", "update")


@tk.auth_sysadmins_check
def tiptaskforce_agency_end(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "agency", "end")


@tk.auth_sysadmins_check
def tiptaskforce_agency_hand_over(context: Context, data_dict: DataDict) -> AuthResult:
    """Who speaks for it, and the secretariat."""
    return base.on_object(context, data_dict, "agency", "hand_over")


@tk.auth_sysadmins_check
def tiptaskforce_agency_merge(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "agency", "merge")


@tk.auth_sysadmins_check
def tiptaskforce_agency_overview(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat; only the own agency for those outside coordination."""
    return base.on_taskforce(context, data_dict, "agency", "overview")
