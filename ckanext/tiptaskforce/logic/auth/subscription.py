"""Who may do what with subscriptions: anybody, by the link that a mail carries."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_subscription_create(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Anybody; nothing follows until the owner of the address confirms it."""
    return base.on_taskforce(context, data_dict, "subscription", "create")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_subscription_confirm(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Anybody with the link."""
    return base.on_taskforce(context, data_dict, "subscription", "confirm")


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_subscription_end(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody with the link."""
    return base.on_taskforce(context, data_dict, "subscription", "end")
