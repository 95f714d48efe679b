"""Who may do what with the register of forums and agreements."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import ownership
from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_partnership_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, as far as it may see."""
    return base.on_taskforce(context, data_dict, "partnership", "list")


@tk.auth_sysadmins_check
def tiptaskforce_partnership_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see it."""
    return base.on_object(context, data_dict, "partnership", "show")


@tk.auth_sysadmins_check
def tiptaskforce_partnership_create(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """The agency that keeps contact, and coordination."""
    facts = ownership.new_facts(context, data_dict)
    return base.on_taskforce(context, data_dict, "partnership", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_partnership_update(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """The agency that keeps contact, and coordination."""
    return base.on_object(context, data_dict, "partnership", "update")


@tk.auth_sysadmins_check
def tiptaskforce_partnership_end(context: Context, data_dict: DataDict) -> AuthResult:
    """The agency that keeps contact, and coordination."""
    return base.on_object(context, data_dict, "partnership", "end")
