"""Who may fill a sample task force with work."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_sample_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who run the portal; and only where everything is a sample already."""
    return base.on_taskforce(context, data_dict, "sample", "create")
