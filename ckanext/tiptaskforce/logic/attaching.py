"""Evidence that comes with a call: all of its files and links are kept, or none."""

from __future__ import annotations

from typing import Any, cast

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.vocabulary import DocumentKind

Item = dict[str, str]
_ = tk._
# What of a call each piece of its evidence shares.
_SHARED = ("title", "replaces", "confirm")


def attach(step: base.Step, row: Deliverable) -> list[dict[str, Any]]:
    """Make the evidence of a call documents of a deliverable, in its transaction.

    :returns: the documents
    :raises ValidationError: naming each file and link that is refused, by its place
        among them; then nothing of the whole call is saved
    """
    items: list[Item] = step.data.get("evidence") or []
    shared = {name: step.data[name] for name in _SHARED if step.data.get(name)}
    if shared.get("replaces") and len(items) > 1:
        message = tk._("Give a file or a link, one of the two.")
        raise base.invalid("upload", message)
    about = {
        "taskforce": step.taskforce.slug,
        "deliverable": row.id,
        "kind": DocumentKind.EVIDENCE.value,
        "title": row.title,
        **shared,
    }
    made, refused = [], {}
    for number, item in enumerate(items, start=1):
        try:
            made.append(_kept(step, {**about, **item}, number))
        except tk.ValidationError as problem:
            _tell(refused, problem, items, number)
    if refused:
        raise tk.ValidationError(refused)
    return made


def _kept(step: base.Step, sent: dict[str, Any], number: int) -> dict[str, Any]:
    key = step.data.get("idempotency_key")
    if key:
        sent["idempotency_key"] = f"{key}-{number}"
    context = {**base.asker(step.context), "defer_commit": True}
    create = tk.get_action("tiptaskforce_document_create")
    return create(cast(Context, context), sent)


def _tell(
    refused: dict[str, Any],
    problem: tk.ValidationError,
    items: list[Item],
    number: int,
) -> None:
    """Add the refusal of one piece: of a file or a link by its place among its like."""
    is_link = "url" in items[number - 1]
    place = sum(("url" in one) == is_link for one in items[:number])
    for field, messages in problem.error_dict.items():
        if field == "title":
            # All of them have it, so it is said once.
            refused[field] = messages
            continue
        of_file, of_link = (
            tk._("File {number}: {message}"),
            tk._("Link {number}: {message}"),
        )
        line = of_link if is_link else of_file
        told = [
            line.format(number=place, message=str(message))
            for message in (messages if isinstance(messages, list) else [messages])
        ]
        refused.setdefault("url" if is_link else "upload", []).extend(told)
