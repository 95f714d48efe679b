"""Uploads: a tracker is read, shown as a preview, and saved whole or not at all."""

from __future__ import annotations

import base64
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.exchange import workbook
from ckanext.tiptaskforce.exchange.export import Sheet
from ckanext.tiptaskforce.logic import (
    base,
    ownership,
    record,
    references,
    report_asked,
)
from ckanext.tiptaskforce.logic.schema import upload as schema
from ckanext.tiptaskforce.logic.uploads import (
    correcting,
    kept,
    kind_of,
    saving,
    shown,
)
from ckanext.tiptaskforce.logic.uploads.kind import Kind
from ckanext.tiptaskforce.logic.uploads.past_reports import PastReports
from ckanext.tiptaskforce.logic.uploads.reports import Reports
from ckanext.tiptaskforce.logic.uploads.tallies import Tallies
from ckanext.tiptaskforce.model.upload import Upload, expire
from ckanext.tiptaskforce.vocabulary import UploadState

NOUN = "upload"


@tk.side_effect_free
def tiptaskforce_upload_template(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Return a workbook to fill in: its columns, drop-downs and a dictionary.

    :param taskforce: slug or id of the task force
    :param kind: deliverable, agency, seat, tally, report or past_report
    :param tally: id of the tally that the counts are of; its counts stand in it
    :param period: of reports, the code of their period; what they hold stands in it
    :param agency: of reports, the acronym or id; by default that of the caller
    :param form: xlsx or csv; csv of past reports alone, and xlsx by default
    :returns: ``{file_name, media_type, content}``, the content in base64
    """
    accepted = schema.upload_template()
    step = base.begin_list(context, data_dict, NOUN, accepted, verb="template")
    kind, form = kind_of(step, step.data["kind"], _subject(step)), _form(step)
    if isinstance(kind, PastReports):
        return _file(*kind.template(step, form))
    if isinstance(kind, Tallies | Reports):
        return _file(*kind.template(step))
    about = {
        tk._("Task force"): step.taskforce.title,
        tk._("Rows"): tk._(kind.title),
        tk._("How"): tk._("Fill in a row for each entry. Empty cells change nothing."),
    }
    sheet = Sheet(tk._(kind.title), kind.columns(step), (), about)
    name = f"{step.taskforce.slug}-{kind.noun}-template.xlsx"
    return _file(name, workbook.build_template(sheet, tk._))


def tiptaskforce_upload_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Read a tracker and tell what saving it would do; nothing is saved by this.

    The file is XLSX or CSV of at most 10 MB and 20,000 rows. Its columns are found by
    their headers; ``mapping`` names those that were not. Phone numbers, mail
    addresses, identity numbers and coordinates are not kept, not even until the
    commit, outside a column for contacts. What was read is cleared with the commit,
    with the drop, or after a day.

    :param taskforce: slug or id of the task force
    :param kind: deliverable, agency, seat, tally, report or past_report
    :param tally: id of the tally that the counts are of
    :param period: of reports, the code of their period
    :param agency: of reports, the acronym or id; by default that of the caller
    :param upload: the file
    :param sheet: name of the sheet to read, by default the first
    :param mapping: column key → header of the file, null where it has none
    :returns: the preview, as ``tiptaskforce_upload_show`` gives it
    :raises ValidationError: for a file that cannot be read, with the reason
    """
    step = base.begin_create(context, data_dict, NOUN, schema.upload_create())
    expire()
    subject_id = _subject(step)
    kind = kind_of(step, step.data["kind"], subject_id)
    table, name, digest = kept.read(
        step.data["upload"], step.data.get("sheet"), kind.limits
    )
    step.data["upload"] = digest
    known = record.answered(step, Upload)
    if known is not None:
        return shown.upload(step, known)
    if isinstance(kind, Tallies | Reports):
        kind.want_own(table)
    row = Upload(kind=kind.noun, state=UploadState.OPEN.value, subject_id=subject_id)
    row.file_name, row.sha256 = name, digest
    row.mapping = step.data.get("mapping") or {}
    kept.pack(step, kind, row, table)
    about = kept.about(table)
    # Tens of thousands of rows are not held twice: the preview reads what was kept.
    del table
    saving.preview(step, row, about)
    return record.create(step, row, lambda made: shown.upload(step, made))


@tk.side_effect_free
def tiptaskforce_upload_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show an upload of the caller: what saving it would change, and what is wrong.

    :param id: uuid of the upload
    :param page: which page of the changes
    :param problem_page: which page of the problems
    :param warning_page: which page of the warnings
    :param page_size: 1 to 100
    :returns: ``{id, version, state, kind, counts, columns, headers, mapping, missing,
        suggested, unused, notes, changes, problems, warnings}``; the last three are
        ``{count, items, page}``. Once the rows were saved or cleared, the counts alone
    :raises NotFound: for an upload of somebody else
    """
    step = base.begin_show(context, data_dict, NOUN, schema.upload_show())
    return shown.upload(step, step.row)


def tiptaskforce_upload_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Say which column of the file is which, and read it again.

    :param id: uuid of the upload
    :param version: the version that the caller read
    :param mapping: column key → header of the file, null where it has none
    :returns: the new preview
    """
    step = _begin(context, data_dict, "update", schema.upload_update())
    step.row.mapping = _known(step)
    saving.preview(step, step.row, step.row.result)
    record.record(step, step.row)
    record.commit(step)
    return shown.upload(step, step.row)


def tiptaskforce_upload_commit(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Save all rows of a preview in one transaction, or none of them.

    Each row goes through the same action as a form, with the caller's own rights.
    Where an entry was changed since the preview, nothing is saved; the preview is
    made again and the refusal names the rows. Past reports are saved by a job: the
    state is ``saving``, and ``upload_show`` tells how far it is.

    :param id: uuid of the upload
    :param version: the version that the caller read
    :param skip_bad: leave the rows with problems out, and save the others
    :param confirm: the warnings were read; none of the words points to a person
    :returns: the upload with its counts
    :raises ValidationError: for problems, unread warnings, or entries that changed
    """
    step = _begin(context, data_dict, "commit", schema.upload_commit())
    kind = kind_of(step, step.row.kind, step.row.subject_id)
    if kind.is_long:
        _consent(step, kind)
        saving.defer(step)
        jobs.enqueue(jobs.save, step.row.id, "upload_id")
    else:
        saving.save(step, kind, lambda: _consent(step, kind))
    return shown.upload(step, step.row)


def tiptaskforce_upload_drop(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Forget an upload: nothing of it is saved, and what was read is cleared.

    :param id: uuid of the upload
    :param version: the version that the caller read
    :returns: the upload
    """
    step = _begin(context, data_dict, "drop", schema.upload_drop())
    step.row.forget(UploadState.DROPPED)
    record.record(step, step.row)
    record.commit(step)
    return shown.upload(step, step.row)


@tk.side_effect_free
def tiptaskforce_upload_correct(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Return the rows with problems as a workbook: as they were, with what is wrong.

    :param id: uuid of the upload
    :returns: ``{file_name, media_type, content}``, the content in base64
    :raises NotFound: where no row has a problem, or the rows were cleared
    """
    accepted = schema.upload_correct()
    step = base.begin_show(context, data_dict, NOUN, accepted, verb="correct")
    lines = correcting.lines(step.row)
    if step.row.state != UploadState.OPEN or len(lines) < 2:
        raise tk.ObjectNotFound(tk._("Not found."))
    name = f"{step.taskforce.slug}-{step.row.kind}-to-correct.xlsx"
    return _file(name, workbook.plain({tk._("Rows to correct"): lines}))


def _begin(
    context: Context, data_dict: DataDict, verb: str, accepted: Any
) -> base.Step:
    step = base.begin(context, data_dict, NOUN, verb, accepted)
    if step.row.is_expired:
        message = tk._("These rows waited longer than a day. Upload the file again.")
        raise base.invalid("state", message)
    return step


def _form(step: base.Step) -> str:
    form = step.data.get("form") or "xlsx"
    if form != "xlsx" and step.data["kind"] != PastReports.noun:
        raise base.invalid("form", tk._("Rows of this kind come as a workbook."))
    return form


def _subject(step: base.Step) -> str | None:
    """Return what a call is about: a tally, or reports by agency and period."""
    _refuse_others(step)
    if step.data["kind"] == Reports.noun:
        return _reports(step)
    if step.data["kind"] != Tallies.noun:
        return None
    found = base.locate(step.context, "tally", step.data.get("tally"))
    if found is None or found.taskforce_id != step.taskforce.id:
        raise base.invalid("tally", tk._("Missing. Name the tally."))
    return found.id


def _refuse_others(step: base.Step) -> None:
    """Refuse what belongs to another kind; nothing is passed over in silence."""
    own = {Tallies.noun: ("tally",), Reports.noun: ("period", "agency")}
    for kind, names in own.items():
        for name in names if step.data["kind"] != kind else ():
            if step.data.get(name):
                message = tk._("Leave it out: rows of this kind have none.")
                raise base.invalid(name, message)


def _reports(step: base.Step) -> str:
    agency_id = references.agency_id(step) or ownership.default_agency_id(
        step.context, step.taskforce.id
    )
    period = step.data.get("period") or ""
    if (
        not agency_id
        or report_asked.first_of(step.taskforce.id, agency_id, period) is None
    ):
        message = tk._("No report of this period is asked of this organisation.")
        raise base.invalid("period", message)
    return f"{agency_id}:{period}"


def _known(step: base.Step) -> dict[str, str | None]:
    """Return the mapping of a call, with names that are there."""
    kind = kind_of(step, step.row.kind, step.row.subject_id)
    keys = {column.key for column in kind.columns(step)}
    mapping = step.data["mapping"]
    for key, header in mapping.items():
        if key not in keys:
            raise base.invalid(
                "mapping", tk._("There is no column {key}.").format(key=key)
            )
        if header is not None and header not in step.row.headers:
            raise base.invalid("mapping", tk._("There is no column with this header."))
    chosen = [header for header in mapping.values() if header]
    if len(set(chosen)) != len(chosen):
        raise base.invalid("mapping", tk._("A column of the file was chosen twice."))
    return mapping


def _consent(step: base.Step, kind: Kind) -> None:
    counts, errors = step.row.result["counts"], {}
    if step.row.result["missing"]:
        errors["mapping"] = [tk._("A column that is needed was not found.")]
    elif counts["bad"] and kind.is_whole:
        message = tk._("All rows are saved, or none. Correct those with problems.")
        errors["skip_bad"] = [message]
    elif counts["bad"] and not step.data.get("skip_bad"):
        message = tk.ungettext(
            "{n} row has problems. Correct it, or leave it out.",
            "{n} rows have problems. Correct them, or leave them out.",
            counts["bad"],
        )
        errors["skip_bad"] = [message.format(n=counts["bad"])]
    if counts["warnings"] and not step.data.get("confirm"):
        message = tk.ungettext(
            "Read the {n} question and confirm it.",
            "Read the {n} questions and confirm them.",
            counts["warnings"],
        )
        errors["confirm"] = [message.format(n=counts["warnings"])]
    if errors:
        raise tk.ValidationError(errors)


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {
        "file_name": name,
        "media_type": "text/csv" if name.endswith(".csv") else workbook.MEDIA_TYPE,
        "content": base64.b64encode(content).decode(),
    }
