"""Who may do what with uploads."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import report_asked
from ckanext.tiptaskforce.logic.auth import base
from ckanext.tiptaskforce.logic.auth import report as reports
from ckanext.tiptaskforce.logic.base import locate
from ckanext.tiptaskforce.logic.base import taskforce_named as base_taskforce
from ckanext.tiptaskforce.logic.ownership import new_facts

_WHOLE = ("agency", "seat")


@tk.auth_sysadmins_check
def tiptaskforce_upload_template(context: Context, data_dict: DataDict) -> AuthResult:
    """Seats that may bring in such rows."""
    return _for_kind(context, data_dict, "template")


@tk.auth_sysadmins_check
def tiptaskforce_upload_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Seats that log work; organisations and people are for coordination."""
    return _for_kind(context, data_dict, "create")


@tk.auth_sysadmins_check
def tiptaskforce_upload_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker, as long as the seat for such rows holds."""
    return _for_maker(context, data_dict, "show")


@tk.auth_sysadmins_check
def tiptaskforce_upload_correct(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker, as long as the seat for such rows holds."""
    return _for_maker(context, data_dict, "correct")


@tk.auth_sysadmins_check
def tiptaskforce_upload_update(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker, as long as the seat for such rows holds."""
    return _for_maker(context, data_dict, "update")


@tk.auth_sysadmins_check
def tiptaskforce_upload_commit(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker, as long as the seat for such rows holds."""
    return _for_maker(context, data_dict, "commit")


@tk.auth_sysadmins_check
def tiptaskforce_upload_drop(context: Context, data_dict: DataDict) -> AuthResult:
    """Its maker, as long as the seat for such rows holds."""
    return _for_maker(context, data_dict, "drop")


def _for_kind(context: Context, data_dict: DataDict, verb: str) -> AuthResult:
    """Ask for the upload and, of organisations and people, for one such row.

    Of deliverables each row is asked for by itself, because seats may log some only.
    Counts are for those who may change the one tally that they belong to.
    """
    found = base.on_taskforce(context, data_dict, "upload", verb)
    kind = (data_dict or {}).get("kind")
    if found.get("success") and kind == "tally":
        return _for_counts(context, (data_dict or {}).get("tally"))
    if found.get("success") and kind == "report":
        return _for_reports(context, data_dict or {}, found)
    if found.get("success") and kind == "past_report":
        return _for_bringing(context, (data_dict or {}).get("taskforce"))
    if not found.get("success") or kind not in _WHOLE:
        return found
    return base.on_taskforce(context, data_dict, kind, "create")


def _for_maker(context: Context, data_dict: DataDict, verb: str) -> AuthResult:
    found = base.on_object(context, data_dict, "upload", verb)
    row = locate(context, "upload", (data_dict or {}).get("id"))
    if found.get("success") and row is not None and row.kind == "tally":
        return _for_counts(context, row.subject_id)
    if found.get("success") and row is not None and row.kind == "report":
        agency_id, _, period = (row.subject_id or "").partition(":")
        report = report_asked.first_of(row.taskforce_id, agency_id, period)
        return _for_report(context, report, found)
    if found.get("success") and row is not None and row.kind == "past_report":
        return _for_bringing(context, row.taskforce_id)
    if not found.get("success") or row is None or row.kind not in _WHOLE:
        return found
    return base.on_taskforce(
        context, {"taskforce": row.taskforce_id}, row.kind, "create"
    )


def _for_bringing(context: Context, taskforce: Any) -> AuthResult:
    """Ask what the action asks that saves such rows."""
    about = {"taskforce": taskforce}
    return reports.tiptaskforce_report_bring(context, about)


def _for_counts(context: Context, tally_id: Any) -> AuthResult:
    return base.on_object(context, {"id": tally_id}, "tally", "update")


def _for_reports(
    context: Context, data_dict: DataDict, found: AuthResult
) -> AuthResult:
    """Ask for one of the reports: all of them are of the same agency and period."""
    taskforce = base_taskforce(data_dict.get("taskforce"))
    agency_id = new_facts(context, data_dict).get("agency_id")
    period = data_dict.get("period")
    if taskforce is None or not agency_id or not isinstance(period, str):
        return found
    report = report_asked.first_of(taskforce.id, agency_id, period)
    return _for_report(context, report, found)


def _for_report(context: Context, report: Any, found: AuthResult) -> AuthResult:
    """Return what the policy says of a report; without one the action refuses."""
    if report is None:
        return found
    return base.on_object(context, {"id": report.id}, "report", "update")
