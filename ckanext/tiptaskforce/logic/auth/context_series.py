"""Who may do what with context series."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
@tk.auth_allow_anonymous_access
def tiptaskforce_context_series_list(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Anybody; who holds no seat, of what is openly licensed."""
    return base.on_taskforce(context, data_dict, "context_series", "list")


@tk.auth_sysadmins_check
def tiptaskforce_context_series_load(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Coordination, and who runs the portal."""
    return base.on_taskforce(context, data_dict, "context_series", "load")
