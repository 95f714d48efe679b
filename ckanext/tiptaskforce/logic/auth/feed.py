"""Who may do what with calendar feeds."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_feed_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, about the own feed."""
    return base.on_taskforce(context, data_dict, "feed", "show")


@tk.auth_sysadmins_check
def tiptaskforce_feed_choose(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat, about the own feed."""
    return base.on_taskforce(context, data_dict, "feed", "choose")


@tk.auth_allow_anonymous_access
def tiptaskforce_feed_read(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has its secret; a calendar program signs in nowhere."""
    return base.on_taskforce(context, data_dict, "feed", "read")
