"""Who may do what with tasks."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_task_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat; everybody reads the own tasks only."""
    return base.on_taskforce(context, data_dict, "task", "list")
