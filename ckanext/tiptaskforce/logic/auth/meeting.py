"""Who may do what with meetings."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import ownership
from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_meeting_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, of its own bodies."""
    return base.on_taskforce(context, data_dict, "meeting", "list")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_overview(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, of its own bodies."""
    return base.on_taskforce(context, data_dict, "meeting", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever belongs to the body."""
    return base.on_object(context, data_dict, "meeting", "show")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_history(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever belongs to the body."""
    return base.on_object(context, data_dict, "meeting", "history")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes of the body."""
    facts = ownership.new_facts(context, {**data_dict, "template": None})
    return base.on_taskforce(context, data_dict, "meeting", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_meeting_plan(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes of the body."""
    facts = ownership.new_facts(context, {**data_dict, "template": None})
    return base.on_taskforce(context, data_dict, "meeting", "plan", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_meeting_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes."""
    return base.on_object(context, data_dict, "meeting", "update")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_prepare(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes."""
    return base.on_object(context, data_dict, "meeting", "prepare")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_hold(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes."""
    return base.on_object(context, data_dict, "meeting", "hold")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_approve(context: Context, data_dict: DataDict) -> AuthResult:
    """Who chairs the body, or a coordinator."""
    return base.on_object(context, data_dict, "meeting", "approve")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_reopen(context: Context, data_dict: DataDict) -> AuthResult:
    """Who chairs the body, or a coordinator."""
    return base.on_object(context, data_dict, "meeting", "reopen")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_call_off(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever keeps the minutes."""
    return base.on_object(context, data_dict, "meeting", "call_off")


@tk.auth_sysadmins_check
def tiptaskforce_meeting_preview(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever belongs to the body."""
    return base.on_object(context, data_dict, "meeting", "preview")
