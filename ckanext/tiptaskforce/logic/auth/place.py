"""Who may do what with places."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_place_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "place", "list")
