"""Who may do what with releases."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import nouns
from ckanext.tiptaskforce.logic.auth import base
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseKind


@tk.auth_sysadmins_check
def tiptaskforce_release_list(context: Context, data_dict: DataDict) -> AuthResult:
    """The seats at the door."""
    return base.on_taskforce(context, data_dict, "release", "list")


@tk.auth_sysadmins_check
def tiptaskforce_release_show(context: Context, data_dict: DataDict) -> AuthResult:
    """The seats at the door."""
    return base.on_object(context, data_dict, "release", "show")


@tk.auth_sysadmins_check
def tiptaskforce_release_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Its kind's maker."""
    return base.on_object(context, data_dict, "release", "update")


@tk.auth_sysadmins_check
def tiptaskforce_release_protect(context: Context, data_dict: DataDict) -> AuthResult:
    """Its kind's maker."""
    return base.on_object(context, data_dict, "release", "protect")


@tk.auth_sysadmins_check
def tiptaskforce_release_cancel(context: Context, data_dict: DataDict) -> AuthResult:
    """Its kind's maker."""
    return base.on_object(context, data_dict, "release", "cancel")


@tk.auth_sysadmins_check
def tiptaskforce_release_propose(context: Context, data_dict: DataDict) -> AuthResult:
    """Its kind's maker."""
    return base.on_object(context, data_dict, "release", "propose")


@tk.auth_sysadmins_check
def tiptaskforce_release_approve(context: Context, data_dict: DataDict) -> AuthResult:
    """A coordinator who neither proposed nor edited it."""
    return base.on_object(context, data_dict, "release", "approve")


@tk.auth_sysadmins_check
def tiptaskforce_release_send_back(context: Context, data_dict: DataDict) -> AuthResult:
    """A coordinator who neither proposed nor edited it."""
    return base.on_object(context, data_dict, "release", "send_back")


@tk.auth_sysadmins_check
def tiptaskforce_release_drop(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker, or a coordinator."""
    return base.on_object(context, data_dict, "release", "drop")


@tk.auth_sysadmins_check
def tiptaskforce_release_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """A coordinator or the custodian, alone, at once."""
    return base.on_object(context, data_dict, "release", "withdraw")


@tk.auth_sysadmins_check
def tiptaskforce_release_create(context: Context, data_dict: DataDict) -> AuthResult:
    """The secretariat for progress, the custodian for figures, MRM seats for alerts."""
    specification = data_dict.get("specification")
    chosen = specification if isinstance(specification, dict) else {}
    kind = chosen.get("kind")
    is_known = kind in list(ReleaseKind)
    # A kind that is none is refused as input, to whoever makes releases of some kind.
    kinds = [nouns.made_as(str(kind), chosen)] if is_known else [*ReleaseKind, ALERTS]
    return base.any_of(
        base.on_taskforce(context, data_dict, "release", "create", kind=str(kind))
        for kind in kinds
    )


@tk.auth_sysadmins_check
def tiptaskforce_release_preview(context: Context, data_dict: DataDict) -> AuthResult:
    """The seats at the door."""
    return base.on_object(context, data_dict, "release", "preview")


@tk.auth_sysadmins_check
def tiptaskforce_release_pending(context: Context, data_dict: DataDict) -> AuthResult:
    """Who speaks for an agency."""
    return base.on_taskforce(context, data_dict, "release", "pending")


@tk.auth_sysadmins_check
def tiptaskforce_release_share(context: Context, data_dict: DataDict) -> AuthResult:
    """Who speaks for an agency whose counts it holds."""
    return base.on_object(context, data_dict, "release", "share")


@tk.auth_sysadmins_check
def tiptaskforce_release_object(context: Context, data_dict: DataDict) -> AuthResult:
    """Who speaks for an agency whose counts it holds."""
    return base.on_object(context, data_dict, "release", "object")


@tk.auth_sysadmins_check
def tiptaskforce_release_offer(context: Context, data_dict: DataDict) -> AuthResult:
    """Who makes releases of figures; of alerts, the MRM focal seats."""
    chosen = {"step": data_dict.get("step")}
    kind = nouns.made_as(ReleaseKind.FIGURES, chosen)
    return base.on_taskforce(context, data_dict, "release", "offer", kind=kind)
