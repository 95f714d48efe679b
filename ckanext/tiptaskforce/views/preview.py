"""What the maker and the approver see of a release: the public view and the check."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import figures, finding
from ckanext.tiptaskforce.views import base, exhibit, figure_exhibit, public
from ckanext.tiptaskforce.vocabulary import ReleaseKind

# A table whose shown cells hold fewer of those counted says little but its totals.
WORTH_PRINTING = 0.5


def of_release(taskforce: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """Return the preview of a release, its check, and what differs from the last.

    :returns: ``preview`` and ``check`` are None before the files were made
    """
    found = base.call("release_preview", id=shown["id"])
    if not found["tables"]:
        return {"preview": None, "check": None, "changes": None, "lines": {}}
    lines = public.titles(public.strategy(taskforce["slug"]))
    publication = _as_published(taskforce, shown, found)
    return {
        "preview": {
            "publication": publication,
            "exhibits": exhibit.of(publication, lines),
        },
        "check": _check(shown, found),
        "changes": _changes(taskforce, publication, lines),
        "lines": lines,
    }


def _as_published(
    taskforce: dict[str, Any], shown: dict[str, Any], found: dict[str, Any]
) -> dict[str, Any]:
    return {
        "kind": shown["kind"],
        "step": shown["specification"].get("step"),
        "sensitivity": shown["sensitivity"],
        "tables": found["tables"],
        "report": found["report"],
        "beside": found["beside"],
        "title": shown["title"],
        "sentence": shown["sentence"],
        "caveats": shown["caveats"],
        "series": shown["series"],
        "number": shown["number"],
        "published_at": shown["published_at"],
        "next_update": shown["next_update"],
        "period": found["period"],
        "as_of": found["as_of"],
        "manifest": found["manifest"],
        "contact": taskforce["contact"],
    }


def _check(shown: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    tables = found["manifest"]["tables"].values()
    is_figures = shown["kind"] == ReleaseKind.FIGURES
    return {
        "figures": _figures_check(shown, found) if is_figures else None,
        "faults": found["faults"],
        "n_cells": sum(table["rows"] for table in tables),
        "n_files": len(shown["files"]),
        "n_bytes": sum(entry["size"] for entry in shown["files"]),
    }


def _figures_check(shown: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Return what the check of figures says: public numbers and rules alone."""
    tables = found["tables"]
    whole = {name: figures.share_shown(tables, name) for name in tables}
    told = {name: share for name, share in whole.items() if share is not None}
    return {
        "n_withheld": figures.n_withheld(tables),
        "least_share": min(told.values(), default=None),
        "most_share": max(told.values(), default=None),
        "sparse": [
            {"title": _table_title(name, found), "percent": int(100 * share)}
            for name, share in told.items()
            if share < WORTH_PRINTING
        ],
        "manifest": found["manifest"],
        "report": found["report"],
        "earlier": [one["release"] for one in found["manifest"]["earlier_releases"]],
    }


def _table_title(name: str, found: dict[str, Any]) -> str:
    columns = found["tables"][name]["columns"][:-1]
    return figure_exhibit.title(columns, figure_exhibit.unit_words(found["manifest"]))


def _changes(
    taskforce: dict[str, Any], publication: dict[str, Any], lines: exhibit.Lines
) -> dict[str, Any] | None:
    """Return what differs from the release of this series that is public now."""
    slug, series = taskforce["slug"], publication["series"]
    try:
        last = base.call("publication_show", taskforce=slug, series=series)
    except tk.ObjectNotFound:
        return None
    if last["state"] != "published" or last["number"] == publication["number"]:
        return None
    tables = publication["tables"]
    if publication["kind"] == ReleaseKind.FIGURES:
        told = figure_exhibit.changes(last, publication)
        return {"last": last, "rows": told}
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
