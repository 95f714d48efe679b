"""Who may check and load presets."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_preset_check(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who run the portal."""
    return base.on_taskforce(context, data_dict, "preset", "check")


@tk.auth_sysadmins_check
def tiptaskforce_preset_load(context: Context, data_dict: DataDict) -> AuthResult:
    """Those who run the portal; a preset makes a task force."""
    return base.on_taskforce(context, data_dict, "preset", "load")
