"""Who may do what with deliverables."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import ownership
from ckanext.tiptaskforce.logic.auth import base


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "deliverable", "list")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see it."""
    return base.on_object(context, data_dict, "deliverable", "show")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_update(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Its agency, its chair, coordination."""
    return base.on_object(context, data_dict, "deliverable", "update")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_submit(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Its agency, coordination."""
    return base.on_object(context, data_dict, "deliverable", "submit")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_recall(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Its agency, coordination."""
    return base.on_object(context, data_dict, "deliverable", "recall")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_accept(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """A reviewer of another agency, where there is one."""
    return base.on_object(context, data_dict, "deliverable", "accept")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_send_back(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """A reviewer of another agency, where there is one."""
    return base.on_object(context, data_dict, "deliverable", "send_back")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_drop(context: Context, data_dict: DataDict) -> AuthResult:
    """Its agency, its chair, coordination."""
    return base.on_object(context, data_dict, "deliverable", "drop")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_attach(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Its agency and the partners of joint work, its chair, coordination."""
    return base.on_object(context, data_dict, "deliverable", "attach")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_renew(context: Context, data_dict: DataDict) -> AuthResult:
    """Its agency, its chair, coordination."""
    return base.on_object(context, data_dict, "deliverable", "renew")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_create(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """An agency for itself, a chair for the subcommittee, coordination for all."""
    facts = ownership.new_facts(context, data_dict)
    return base.on_taskforce(context, data_dict, "deliverable", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_overview(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Any seat, of what it may know of."""
    return base.on_taskforce(context, data_dict, "deliverable", "overview")


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_plan(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination, a chair for the subcommittee; each row asks for its own rights."""
    facts = ownership.new_facts(context, {**data_dict, "template": None})
    return base.on_taskforce(context, data_dict, "deliverable", "plan", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_deliverable_history(
    context: Context, data_dict: DataDict
) -> AuthResult:
    """Whoever may see it."""
    return base.on_object(context, data_dict, "deliverable", "history")
