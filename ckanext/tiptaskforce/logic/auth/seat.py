"""Who may do what with seats."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_seat_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, who runs the portal, and focal points about the own agency."""
    return base.on_taskforce(context, data_dict, "seat", "list")


@tk.auth_sysadmins_check
def tiptaskforce_seat_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, and those who run the portal."""
    return base.on_object(context, data_dict, "seat", "show")


@tk.auth_sysadmins_check
def tiptaskforce_seat_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, and those who run the portal."""
    return base.on_taskforce(context, data_dict, "seat", "create")


@tk.auth_sysadmins_check
def tiptaskforce_seat_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, and those who run the portal."""
    return base.on_object(context, data_dict, "seat", "update")


@tk.auth_sysadmins_check
def tiptaskforce_seat_end(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, who runs the portal, and focal points those of own reporters.

    To name who goes on takes the right to hand on as well.
    """
    if (data_dict or {}).get("successor"):
        handed = base.on_object(context, data_dict, "seat", "hand_on")
        if not handed.get("success"):
            return handed
    return base.on_object(context, data_dict, "seat", "end")


@tk.auth_sysadmins_check
def tiptaskforce_seat_overview(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, and focal points about own reporters."""
    return base.on_object(context, data_dict, "seat", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_seat_hand_on(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, and focal points for own reporters."""
    return base.on_object(context, data_dict, "seat", "hand_on")
