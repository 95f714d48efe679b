"""Documents: evidence of deliverables, and the papers of the library."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce import labels, permissions
from ckanext.tiptaskforce.logic import (
    base,
    files,
    ownership,
    record,
    references,
    staging,
    violation_links,
    visibility,
)
from ckanext.tiptaskforce.logic.schema import document as schema
from ckanext.tiptaskforce.model.base import counted
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.vocabulary import Visibility

NOUN = "document"
_PLAIN = ("kind", "title", "description", "language", "valid_until", "url")


@tk.side_effect_free
def tiptaskforce_document_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the documents that the caller may know of, newest first.

    :param taskforce: slug or id of the task force
    :param kind: one kind, such as sop or evidence
    :param deliverable: uuid of the deliverable that they prove
    :param report: uuid of the report that they prove
    :param subcommittee: slug
    :param current: only the versions in force
    :param library: only the papers of the library, without evidence
    :param language: code of one language, such as en
    :param version_of: uuid of a document of which all versions are wanted
    :param withdrawn: true for those that were withdrawn, which no other list holds
    :param q: words of the title, the description, the source or the kind
    :param violation: code of one grave violation that it touches
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.document_list())
    query = Document.listed(
        step.scope,
        kind=step.data.get("kind"),
        deliverable_id=step.data.get("deliverable"),
        report_id=step.data.get("report"),
        subcommittee_id=references.subcommittee_id(step),
        is_current=bool(step.data.get("current")),
        in_library=bool(step.data.get("library")),
        language=step.data.get("language"),
        violation=step.data.get("violation"),
        words=step.data.get("q"),
        kinds=_kinds_named(step.data.get("q")),
        version_of=_version_of(step),
        is_withdrawn=_is_withdrawn(step),
    )
    own = {"taskforce_id": step.taskforce.id, **step.scope.values}
    return base.page(step, counted(query), _shower(step), **own)


@tk.side_effect_free
def tiptaskforce_document_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show one document; its file is read at ``/taskforce/<tf>/document/<id>/file``.

    :param id: uuid of the document
    """
    step = base.begin_show(context, data_dict, NOUN)
    return _shower(step)([step.row])[0]


def tiptaskforce_document_read(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Return the file of a document.

    :param id: uuid of the document
    :returns: ``{file_name, media_type, content}``, the content in base64
    :raises NotFound: also where the document is a link, or was withdrawn
    """
    step = base.begin_show(context, data_dict, NOUN, verb="read")
    row = step.row
    if not row.location or row.withdrawn:
        raise tk.ObjectNotFound(tk._("Not found."))
    content = base64.b64encode(files.content(row.location)).decode()
    return {
        "file_name": row.file_name,
        "media_type": row.media_type,
        "content": content,
    }


def tiptaskforce_document_create(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Add a file or a link, as evidence of a deliverable or to the library.

    A file is PDF, XLSX, CSV, PNG, JPEG or DOCX of at most 10 MB, checked by its
    content; its metadata is removed. Evidence is never more visible than its
    deliverable, and nothing here ever becomes public by itself.

    :param taskforce: slug or id of the task force
    :param kind: one of the kinds, such as sop or evidence
    :param title: one line, about the work
    :param upload: the file, or
    :param staged: the key under which ``document_stage`` keeps it, or
    :param url: a link
    :param deliverable: uuid of the deliverable that it proves
    :param report: uuid of the report that it proves; of a count of persons only its
        agency and the custodian see it
    :param replaces: uuid of the document of which this is the next version
    :returns: the document
    """
    step = base.begin_create(context, data_dict, NOUN, schema.document_create())
    known = record.answered(step, Document)
    if known is not None:
        return _shower(step)([known])[0]
    row = _described(step)
    _attach(step, row)
    if not step.data.get("upload"):
        return record.create(step, row, lambda made: _shower(step)([made])[0])
    try:
        return record.create(step, row, lambda made: _shower(step)([made])[0])
    except BaseException:
        files.forget(row.location)
        raise


def tiptaskforce_document_update(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Change what is said about a document; another file is a new version.

    :param id: uuid of the document
    :param kind: one of the kinds, such as sop
    :param url: where it is found now, of a link alone
    :returns: the document
    :raises ValidationError: for evidence, which follows what it proves
    """
    step = base.begin(context, data_dict, NOUN, "update", schema.document_update())
    row = step.row
    _want_standing(row)
    if row.deliverable_id or row.report_id:
        message = tk._("Evidence follows what it proves and is not changed by itself.")
        raise base.invalid("id", message)
    if row.location and step.data.get("url"):
        raise base.invalid("url", tk._("A file is replaced by its next version."))
    row.put(step.data, (*_PLAIN, "sensitivity", "visibility"))
    if "subcommittee" in step.data:
        row.subcommittee_id = references.subcommittee_id(step)
    violation_links.fill(step, row)
    visibility.settle(step, row)
    record.record(step, row)
    record.commit(step)
    return _shower(step)([row])[0]


def tiptaskforce_document_withdraw(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Say that nobody may rely on a document any more, and give its file to nobody.

    It holds from the next request on. Its page stays, with the reason and without the
    file; earlier versions stay what they are, and a next version may follow. Of what
    it proves it is no evidence any more.

    :param id: uuid of the document
    :param note: why
    :returns: the document
    """
    step = base.begin(context, data_dict, NOUN, "withdraw", schema.document_withdraw())
    _want_standing(step.row)
    step.row.withdrawn, step.row.is_current = step.data["note"], False
    record.record(step, step.row)
    record.commit(step)
    return _shower(step)([step.row])[0]


def tiptaskforce_document_stage(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Keep a file for a form that is not right yet, for its sender alone, for a day.

    :param taskforce: slug or id of the task force
    :param upload: the file, checked as ``document_create`` does
    :param key: the key of the form; ``document_create`` takes it as ``staged``
    :returns: ``{key, file_name, size}``
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.document_stage(), verb="stage"
    )
    found = files.checked(step.data["upload"])
    row = staging.keep(step.reader.user_id or "", step.data["key"], found)
    return {"key": row.key, "file_name": row.file_name, "size": row.size}


def _kinds_named(words: str | None) -> tuple[str, ...]:
    """Return the kinds whose name, in the caller's language, holds these words."""
    sought = (words or "").casefold()
    named = labels.words("document_kind") if sought else {}
    return tuple(code for code, name in named.items() if sought in name.casefold())


def _want_standing(row: Document) -> None:
    if row.withdrawn:
        raise base.invalid("state", tk._("It was withdrawn already."))


def _is_withdrawn(step: base.Step) -> bool | None:
    """Return whether those that were withdrawn are wanted; of all versions they are."""
    return None if step.data.get("version_of") else bool(step.data.get("withdrawn"))


def _version_of(step: base.Step) -> str | None:
    """Return the document whose versions are asked for; a hidden one is unknown."""
    sought = step.data.get("version_of")
    row = base.locate(step.context, NOUN, sought) if sought else None
    if sought and (row is None or row.taskforce_id != step.taskforce.id):
        raise base.invalid("version_of", tk._("There is no such document."))
    return sought


def _described(step: base.Step) -> Document:
    data = step.data
    given = [name for name in ("upload", "staged", "url") if data.get(name)]
    if len(given) != 1:
        raise base.invalid("upload", tk._("Give a file or a link, one of the two."))
    row = Document(edition=1, is_current=True)
    for field in (*_PLAIN, "sensitivity", "visibility"):
        if data.get(field):
            setattr(row, field, data[field])
    violation_links.fill(step, row)
    _place(step, row)
    _belong(step, row)
    _prove(step, row)
    visibility.settle(step, row)
    if data.get("replaces"):
        _replace(step, row)
    return row


def _place(step: base.Step, row: Document) -> None:
    taskforce_id = step.taskforce.id
    if step.data.get("agency"):
        row.agency_id = references.agency(taskforce_id, step.data["agency"]).id
    else:
        row.agency_id = ownership.default_agency_id(step.context, taskforce_id)
    if step.data.get("subcommittee"):
        group = references.subcommittee(taskforce_id, step.data["subcommittee"])
        row.subcommittee_id = group.id


def _belong(step: base.Step, row: Document) -> None:
    """Give evidence the owner and at least the closedness of its deliverable."""
    if not step.data.get("deliverable"):
        return
    owner = base.locate(step.context, "deliverable", step.data["deliverable"])
    if owner is None or owner.taskforce_id != step.taskforce.id:
        raise base.invalid("deliverable", tk._("There is no such deliverable."))
    row.deliverable_id = owner.id
    row.agency_id, row.subcommittee_id = owner.agency_id, owner.subcommittee_id
    asked = Visibility(row.visibility or Visibility.MEMBERS)
    row.visibility = visibility.closest(asked, Visibility(owner.visibility)).value
    if owner.visibility == Visibility.NAMED:
        row.seat_ids = list(owner.seat_ids)


def _prove(step: base.Step, row: Document) -> None:
    """Let evidence of a report be seen by its agency and its reviewers."""
    if not step.data.get("report"):
        return
    owner = base.locate(step.context, "report", step.data["report"])
    if owner is None or owner.taskforce_id != step.taskforce.id:
        raise base.invalid("report", tk._("There is no such report."))
    row.report_id, row.counts_persons = owner.id, owner.counts_persons
    row.agency_id, row.subcommittee_id = owner.agency_id, owner.subcommittee_id
    is_shared = owner.subcommittee_id and not owner.counts_persons
    least = Visibility.SUBCOMMITTEE if is_shared else Visibility.AGENCY
    asked = Visibility(row.visibility or Visibility.MEMBERS)
    row.visibility = visibility.closest(asked, least).value


def _replace(step: base.Step, row: Document) -> None:
    old = base.locate(step.context, NOUN, step.data["replaces"])
    if old is None or old.taskforce_id != step.taskforce.id:
        raise base.invalid("replaces", tk._("There is no such document."))
    if not old.is_current and not (old.withdrawn and not Document.is_replaced(old.id)):
        raise base.invalid("replaces", tk._("A newer version replaced it already."))
    if not permissions.may(step.reader, NOUN, "create", permissions.facts(old)):
        raise tk.NotAuthorized(tk._("Not authorised."))
    row.replaces_id, row.edition = old.id, old.edition + 1
    old.is_current = False
    record.record(step, old, verb="replace")


def _attach(step: base.Step, row: Document) -> None:
    """Bring the file onto the row: the one that came along, or the one that waits."""
    if step.data.get("upload"):
        found = files.checked(step.data["upload"])
        row.file_name, row.location = found.shown_name, files.keep(found.data)
    elif step.data.get("staged"):
        found = staging.taken(step.reader.user_id or "", step.data["staged"])
        row.file_name, row.location = found.file_name, found.location
    else:
        return
    row.media_type, row.size, row.sha256 = found.media_type, found.size, found.sha256


def _shower(step: base.Step) -> Callable[[list[Document]], list[dict[str, Any]]]:
    def shown(found: list[Document]) -> list[dict[str, Any]]:
        names = references.Names.of(step.taskforce.id)
        slug = {"taskforce": step.taskforce.slug}
        return [names.fill({**slug, **_told(row)}, row) for row in found]

    return shown


def _told(row: Document) -> dict[str, Any]:
    return {**row.dictize(), "links": violation_links.shown(row)}
