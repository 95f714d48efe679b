"""Who may do what with feedback channels."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import ownership
from ckanext.tiptaskforce.logic.auth import base

NOUN = "feedback_channel"


@tk.auth_sysadmins_check
def tiptaskforce_feedback_channel_list(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, NOUN, "list")


@tk.auth_sysadmins_check
def tiptaskforce_feedback_channel_create(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Its agency, coordination."""
    facts = ownership.new_facts(context, data_dict)
    return base.on_taskforce(context, data_dict, NOUN, "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_feedback_channel_update(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Its agency, coordination."""
    return base.on_object(context, data_dict, NOUN, "update")


@tk.auth_sysadmins_check
def tiptaskforce_feedback_channel_count(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Its agency, coordination."""
    return base.on_object(context, data_dict, NOUN, "count")
