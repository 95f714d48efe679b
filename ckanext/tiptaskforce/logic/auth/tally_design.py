"""Who may do what with the tally design."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_tally_design_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "tally_design", "show")


@tk.auth_sysadmins_check
def tiptaskforce_tally_design_preview(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """The data custodian: the answer speaks of small counts."""
    return base.on_taskforce(context, data_dict, "tally_design", "preview")


@tk.auth_sysadmins_check
def tiptaskforce_tally_design_update(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Coordination."""
    return base.on_taskforce(context, data_dict, "tally_design", "update")
