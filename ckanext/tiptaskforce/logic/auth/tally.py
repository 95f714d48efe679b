"""Who may do what with tallies."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import ownership
from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_tally_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat is told where tallies stand."""
    return base.on_taskforce(context, data_dict, "tally", "list")


@tk.auth_sysadmins_check
def tiptaskforce_tally_overview(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat is told who has sent counts."""
    return base.on_taskforce(context, data_dict, "tally", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_tally_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat; only its focal points and the custodian are shown the counts."""
    return base.on_object(context, data_dict, "tally", "show")


@tk.auth_sysadmins_check
def tiptaskforce_tally_create(context: Context, data_dict: DataDict) -> AuthResult:
    """A focal point of the agency."""
    agency_id = ownership.counting_agency_id(context, data_dict)
    facts = {"agency_id": agency_id}
    return base.on_taskforce(context, data_dict, "tally", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_tally_update(context: Context, data_dict: DataDict) -> AuthResult:
    """A focal point of its agency."""
    return base.on_object(context, data_dict, "tally", "update")


@tk.auth_sysadmins_check
def tiptaskforce_tally_submit(context: Context, data_dict: DataDict) -> AuthResult:
    """A focal point of its agency."""
    return base.on_object(context, data_dict, "tally", "submit")


@tk.auth_sysadmins_check
def tiptaskforce_tally_recall(context: Context, data_dict: DataDict) -> AuthResult:
    """A focal point of its agency."""
    return base.on_object(context, data_dict, "tally", "recall")


@tk.auth_sysadmins_check
def tiptaskforce_tally_accept(context: Context, data_dict: DataDict) -> AuthResult:
    """A custodian of another agency, where there is one."""
    return base.on_object(context, data_dict, "tally", "accept")


@tk.auth_sysadmins_check
def tiptaskforce_tally_send_back(context: Context, data_dict: DataDict) -> AuthResult:
    """A custodian of another agency, where there is one."""
    return base.on_object(context, data_dict, "tally", "send_back")
