"""What a release says to the public, read from its audited bytes."""

from __future__ import annotations

import json
from typing import Any

from ckanext.tiptaskforce.logic import datasets, release_files
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ReleaseState as State


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
    return {**about, **content(taskforce, row)}


def content(taskforce: Taskforce, row: Release) -> dict[str, Any]:
    """Return words, tables and files of a release, read from its audited bytes."""
    data = release_files.read_one(row, f"{release_files.code_of(row)}.json")
    manifest = release_files.read_one(row, "release.json")
    return {
        "sentence": row.sentence,
        "caveats": row.caveats,
        "next_update": row.next_update.isoformat() if row.next_update else None,
        "period": row.snapshot["period"],
        "as_of": row.snapshot["as_of"],
        # Bytes that are not the audited ones are not shown; the page says so.
        "is_intact": release_files.is_intact(row),
        "tables": json.loads(data)["tables"] if data else {},
        "manifest": json.loads(manifest) if manifest else {},
        "files": [
            {**entry, "url": datasets.address(taskforce, row, entry["name"])}
            for entry in row.files
        ],
    }
