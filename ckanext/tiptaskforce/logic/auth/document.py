"""Who may do what with documents."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import ownership
from ckanext.tiptaskforce.logic.auth import base
from ckanext.tiptaskforce.logic.base import locate


@tk.auth_sysadmins_check
def tiptaskforce_document_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat."""
    return base.on_taskforce(context, data_dict, "document", "list")


@tk.auth_sysadmins_check
def tiptaskforce_document_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see it."""
    return base.on_object(context, data_dict, "document", "show")


@tk.auth_sysadmins_check
def tiptaskforce_document_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may work on what it proves; for the library, any seat that logs."""
    # What is not there for the caller is refused as input afterwards.
    for noun in ("deliverable", "report"):
        proven = data_dict.get(noun)
        if locate(context, noun, proven) is not None:
            target = {**data_dict, "id": proven}
            verb = "attach" if noun == "deliverable" else "update"
            return base.on_object(context, target, noun, verb)
    facts = ownership.new_facts(context, data_dict)
    return base.on_taskforce(context, data_dict, "document", "create", **facts)


@tk.auth_sysadmins_check
def tiptaskforce_document_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may work on it: its agency, the chair of its group, coordination."""
    return base.on_object(context, data_dict, "document", "update")


@tk.auth_sysadmins_check
def tiptaskforce_document_withdraw(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may work on it: its agency, the chair of its group, coordination."""
    return base.on_object(context, data_dict, "document", "withdraw")


@tk.auth_sysadmins_check
def tiptaskforce_document_read(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may see it."""
    return base.on_object(context, data_dict, "document", "read")


@tk.auth_sysadmins_check
def tiptaskforce_document_stage(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat that logs; the file stays the caller's own."""
    return base.on_taskforce(context, data_dict, "document", "stage")
