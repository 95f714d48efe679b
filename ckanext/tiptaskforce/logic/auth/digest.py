"""Who may do what with the daily mail."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_digest_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, about the own mail."""
    return base.on_taskforce(context, data_dict, "digest", "show")


@tk.auth_sysadmins_check
def tiptaskforce_digest_choose(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, about the own mail."""
    return base.on_taskforce(context, data_dict, "digest", "choose")
