"""Who may do what with reports; who may open their figures says ``logic.reports``."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic.auth import base
from ckanext.tiptaskforce.vocabulary import ReportKind


@tk.auth_sysadmins_check
def tiptaskforce_report_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat is told where reports stand."""
    return base.on_taskforce(context, data_dict, "report", "list")


@tk.auth_sysadmins_check
def tiptaskforce_report_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat; whose figures it is shown depends on what they count."""
    return base.on_object(context, data_dict, "report", "show")


@tk.auth_sysadmins_check
def tiptaskforce_report_update(context: Context, data_dict: DataDict) -> AuthResult:
    """A reporter or focal point of its agency."""
    return base.on_object(context, data_dict, "report", "update")


@tk.auth_sysadmins_check
def tiptaskforce_report_submit(context: Context, data_dict: DataDict) -> AuthResult:
    """A focal point of its agency."""
    return base.on_object(context, data_dict, "report", "submit")


@tk.auth_sysadmins_check
def tiptaskforce_report_recall(context: Context, data_dict: DataDict) -> AuthResult:
    """A focal point of its agency."""
    return base.on_object(context, data_dict, "report", "recall")


@tk.auth_sysadmins_check
def tiptaskforce_report_renew(context: Context, data_dict: DataDict) -> AuthResult:
    """A reporter or focal point of its agency."""
    return base.on_object(context, data_dict, "report", "renew")


@tk.auth_sysadmins_check
def tiptaskforce_report_accept(context: Context, data_dict: DataDict) -> AuthResult:
    """A reviewer of another agency; for counts of persons, a custodian."""
    return base.on_object(context, data_dict, "report", "accept")


@tk.auth_sysadmins_check
def tiptaskforce_report_send_back(context: Context, data_dict: DataDict) -> AuthResult:
    """A reviewer of another agency; for counts of persons, a custodian."""
    return base.on_object(context, data_dict, "report", "send_back")


@tk.auth_sysadmins_check
def tiptaskforce_report_bring(context: Context, data_dict: DataDict) -> AuthResult:
    """Coordination; of each report it is asked again, because some are its own."""
    plain = {"kind": ReportKind.PLAIN.value}
    return base.on_taskforce(context, data_dict, "report", "bring", **plain)


@tk.auth_sysadmins_check
def tiptaskforce_report_overview(context: Context, data_dict: DataDict) -> AuthResult:
    """Any seat; of whom it tells follows from the seat."""
    return base.on_taskforce(context, data_dict, "report", "overview")
