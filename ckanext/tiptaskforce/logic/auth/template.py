"""Who may do what with standing deliverables."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_template_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "template", "list")


@tk.auth_sysadmins_check
def tiptaskforce_template_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "template", "create")


@tk.auth_sysadmins_check
def tiptaskforce_template_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination."""
    return base.on_object(context, data_dict, "template", "update")
