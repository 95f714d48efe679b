"""Who may do what with alerts: two roles, and never by rank."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import ownership
from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_alert_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Focal points and MRM focal seats, as far as each may see."""
    return base.on_taskforce(context, data_dict, "alert", "list")


@tk.auth_sysadmins_check
def tiptaskforce_alert_show(context: Context, data_dict: DataDict) -> AuthResult:
    """The focal points of the agency that passed it on, and MRM focal seats."""
    return base.on_object(context, data_dict, "alert", "show")


@tk.auth_sysadmins_check
def tiptaskforce_alert_create(context: Context, data_dict: DataDict) -> AuthResult:
    """A focal point for its agency, or an MRM focal seat."""
    agency_id = ownership.counting_agency_id(context, {**data_dict, "agency": None})
    facts = {"agency_id": agency_id}
    return base.on_taskforce(context, data_dict, "alert", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_alert_acknowledge(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see it."""
    return base.on_object(context, data_dict, "alert", "acknowledge")
