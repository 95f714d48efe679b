"""What anybody may read: releases after their publication, from the database alone."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import base, datasets, publishing
from ckanext.tiptaskforce.logic.schema import publication as schema
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

NOUN = "publication"


@tk.side_effect_free
def tiptaskforce_publication_list(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List the series that are published, each with its newest release.

    :param taskforce: slug or id of the task force
    :param kind: progress or figures
    :param sort: newest or title
    :returns: ``{count, items, page}``
    """
    step = base.begin_list(context, data_dict, NOUN, schema.publication_list())
    newest = Release.published(step.taskforce.id).order_by(None)
    newest = newest.distinct(Release.series).order_by(
        Release.series, Release.number.desc()
    )
    ids = newest.with_only_columns(Release.id).subquery()
    query = sa.select(Release).where(Release.id.in_(sa.select(ids.c.id)))
    for field in ("kind", "series"):
        if step.data.get(field):
            query = query.where(getattr(Release, field) == step.data[field])
    order = Release.published_at.desc()
    if step.data.get("sort") == "title":
        order = Release.title
    query = query.order_by(order, Release.id)
    return base.page(
        step, query, lambda found: [shown(step.taskforce, row) for row in found]
    )


@tk.side_effect_free
def tiptaskforce_publication_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show a published release with its tables, or the notice of a withdrawn one.

    :param taskforce: slug or id of the task force
    :param series: the series
    :param number: of one release; by default the newest that is published
    :raises NotFound: where nothing of this name was ever published
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.publication_show(), verb="show"
    )
    row = _found(step)
    if row is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    others = scalars(_ever(step).order_by(Release.number.desc()))
    numbers = [r.number for r in others if r.state == State.PUBLISHED]
    about = shown(step.taskforce, row)
    about["is_newest"] = bool(numbers) and row.number == numbers[0]
    about["newest"] = numbers[0] if numbers else None
    about["earlier"] = [
        {"number": r.number, "published_at": r.published_at.isoformat()}
        for r in others
        if r.state == State.PUBLISHED and r.number < (row.number or 0)
    ]
    return about


def _ever(step: base.Step) -> sa.Select[Any]:
    states = (State.PUBLISHED.value, State.WITHDRAWN.value)
    return sa.select(Release).where(
        Release.taskforce_id == step.taskforce.id,
        Release.series == step.data["series"],
        Release.state.in_(states),
    )


def _found(step: base.Step) -> Release | None:
    query = _ever(step)
    if step.data.get("number"):
        query = query.where(Release.number == step.data["number"])
    # The newest published one speaks for a series; without any, the last withdrawn.
    is_published = Release.state == State.PUBLISHED.value
    query = query.order_by(is_published.desc(), Release.number.desc()).limit(1)
    return next(iter(scalars(query)), None)


def shown(taskforce: Taskforce, row: Release) -> dict[str, Any]:
    """Return what the public may read of a release; of a withdrawn one, a notice."""
    about: dict[str, Any] = {
        "taskforce": taskforce.slug,
        "series": row.series,
        "number": row.number,
        "state": row.state,
        "kind": row.kind,
        "title": row.title,
        "dataset": row.dataset_id,
        "name": datasets.name_of(taskforce, row.series),
        "url": datasets.address(taskforce, row),
        "published_at": row.published_at.isoformat() if row.published_at else None,
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "withdraw_reason": row.withdraw_reason or None,
        "contact": taskforce.contact,
    }
    if row.state != State.PUBLISHED:
        return about
    return {**about, **_content(taskforce, row)}


def _content(taskforce: Taskforce, row: Release) -> dict[str, Any]:
    data = publishing.read_file(row, f"{publishing.code_of(row)}.json")
    manifest = publishing.read_file(row, "release.json")
    return {
        "sentence": row.sentence,
        "caveats": row.caveats,
        "next_update": row.next_update.isoformat() if row.next_update else None,
        "period": row.snapshot["period"],
        "as_of": row.snapshot["as_of"],
        "tables": json.loads(data)["tables"] if data else {},
        "manifest": json.loads(manifest) if manifest else {},
        "files": [
            {**entry, "url": datasets.address(taskforce, row, entry["name"])}
            for entry in row.files
        ],
    }
