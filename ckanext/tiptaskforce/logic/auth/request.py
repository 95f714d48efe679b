"""Who may do what with requests: anybody asks, coordination answers."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_request_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody; it is there for nobody until the owner of the address confirms it."""
    return base.on_taskforce(context, data_dict, "request", "create")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_request_confirm(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody with the link."""
    return base.on_taskforce(context, data_dict, "request", "confirm")


@tk.auth_sysadmins_check
def tiptaskforce_request_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordinators and the secretariat."""
    return base.on_taskforce(context, data_dict, "request", "list")


@tk.auth_sysadmins_check
def tiptaskforce_request_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordinators and the secretariat."""
    return base.on_object(context, data_dict, "request", "show")


@tk.auth_sysadmins_check
def tiptaskforce_request_answer(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordinators and the secretariat."""
    return base.on_object(context, data_dict, "request", "answer")


@tk.auth_sysadmins_check
def tiptaskforce_request_close(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordinators and the secretariat."""
    return base.on_object(context, data_dict, "request", "close")
