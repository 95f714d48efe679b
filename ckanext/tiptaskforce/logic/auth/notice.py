"""Who may do what with notices."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_notice_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, about the own notices."""
    return base.on_taskforce(context, data_dict, "notice", "list")


@tk.auth_sysadmins_check
def tiptaskforce_notice_choose(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, about the own notices."""
    return base.on_taskforce(context, data_dict, "notice", "choose")
