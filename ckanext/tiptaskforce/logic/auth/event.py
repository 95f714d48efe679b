"""Who may do what with the event log."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base
from ckanext.tiptaskforce.model import event as events


@tk.auth_sysadmins_check
def tiptaskforce_event_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordinators and the secretariat."""
    return base.on_taskforce(context, data_dict, "event", "list")


@tk.auth_sysadmins_check
def tiptaskforce_event_overview(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordinators and the secretariat."""
    return base.on_taskforce(context, data_dict, "event", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_event_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordinators and the secretariat."""
    facts = {"taskforce": events.taskforce_of(data_dict.get("id"))}
    return base.on_taskforce(context, facts, "event", "show")


@tk.auth_sysadmins_check
def tiptaskforce_event_redact(context: Context, data_dict: DataDict) -> AuthResult:
    """Two persons of coordination, one after the other."""
    facts = {"taskforce": events.taskforce_of(data_dict.get("id"))}
    return base.on_taskforce(context, facts, "event", "redact")
