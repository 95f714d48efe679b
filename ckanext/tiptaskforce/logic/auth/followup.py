"""Who may do what with follow-up."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import ownership
from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_followup_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, as far as it may see."""
    return base.on_taskforce(context, data_dict, "followup", "list")


@tk.auth_sysadmins_check
def tiptaskforce_followup_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see it."""
    return base.on_object(context, data_dict, "followup", "show")


@tk.auth_sysadmins_check
def tiptaskforce_followup_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Its agency, coordination, an MRM focal seat."""
    facts = ownership.new_facts(context, data_dict)
    return base.on_taskforce(context, data_dict, "followup", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_followup_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Its agency, coordination, an MRM focal seat."""
    return base.on_object(context, data_dict, "followup", "update")


@tk.auth_sysadmins_check
def tiptaskforce_followup_retire(context: Context, data_dict: DataDict) -> AuthResult:
    """Its agency, coordination, an MRM focal seat."""
    return base.on_object(context, data_dict, "followup", "retire")


@tk.auth_sysadmins_check
def tiptaskforce_followup_overview(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, as far as it may see."""
    return base.on_taskforce(context, data_dict, "followup", "overview")
