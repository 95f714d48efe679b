"""What the maker and the approver see of a release: the public view and the check."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import finding
from ckanext.tiptaskforce.views import base, exhibit, public


def of_release(taskforce: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """Return the preview of a release, its check, and what differs from the last.

    :returns: ``preview`` and ``check`` are None before the files were made
    """
    found = base.call("release_preview", id=shown["id"])
    if not found["tables"]:
        return {"preview": None, "check": None, "changes": None, "lines": {}}
    lines = public.titles(public.strategy(taskforce["slug"]))
    return {
        "preview": {
            "publication": _as_published(taskforce, shown, found["manifest"]),
            "exhibits": exhibit.all_of(found["tables"], lines),
        },
        "check": _check(shown, found),
        "changes": _changes(taskforce, shown, found["tables"], lines),
        "lines": lines,
    }


def _as_published(
    taskforce: dict[str, Any], shown: dict[str, Any], manifest: dict[str, Any]
) -> dict[str, Any]:
    return {
        "title": shown["title"],
        "sentence": shown["sentence"],
        "caveats": shown["caveats"],
        "series": shown["series"],
        "number": shown["number"],
        "published_at": shown["published_at"],
        "next_update": shown["next_update"],
        "period": manifest["period"],
        "as_of": manifest["as_of"],
        "manifest": manifest,
        "contact": taskforce["contact"],
    }


def _check(shown: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    tables = found["manifest"]["tables"].values()
    return {
        "faults": found["faults"],
        "n_cells": sum(table["rows"] for table in tables),
        "n_files": len(shown["files"]),
        "n_bytes": sum(entry["size"] for entry in shown["files"]),
    }


def _changes(
    taskforce: dict[str, Any],
    shown: dict[str, Any],
    tables: finding.Tables,
    lines: exhibit.Lines,
) -> dict[str, Any] | None:
    """Return what differs from the release of this series that is public now."""
    try:
        last = base.call(
            "publication_show", taskforce=taskforce["slug"], series=shown["series"]
        )
    except tk.ObjectNotFound:
        return None
    if last["state"] != "published" or last["number"] == shown["number"]:
        return None
    return {
        "last": last,
        "rows": [
            {
                **row,
                "table_words": labels.word("progress_table", row["table"]),
                "words": [
                    exhibit.words(column, code, lines)
                    for column, code in zip(
                        tables[row["table"]]["columns"], row["codes"], strict=False
                    )
                ],
            }
            for row in finding.changes(last["tables"], tables)
        ],
    }
