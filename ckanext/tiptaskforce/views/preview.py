"""What the maker and the approver see of a release: the public view and the check."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import figures, finding
from ckanext.tiptaskforce.views import base, exhibit, figure_exhibit, public
from ckanext.tiptaskforce.vocabulary import ReleaseKind


def of_release(taskforce: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """Return the preview of a release, its check, and what differs from the last.

    :returns: ``preview`` and ``check`` are None before the files were made
    """
    found = base.call("release_preview", id=shown["id"])
    if not found["tables"]:
        return {"preview": None, "check": None, "changes": None, "lines": {}}
    lines = public.titles(public.strategy(taskforce["slug"]))
    publication = _as_published(taskforce, shown, found)
    publication |= exhibit.told(publication)
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
    return {
        "n_withheld": figures.n_withheld(tables),
        "shares": [_share(name, found) for name in tables],
        "manifest": found["manifest"],
        "report": found["report"],
        "earlier": [one["release"] for one in found["manifest"]["earlier_releases"]],
    }


def sparse(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the tables of a release of figures that show little, for its proposer."""
    if shown["kind"] != ReleaseKind.FIGURES:
        return []
    found = base.call("release_preview", id=shown["id"])
    return [_share(name, found) for name in found["sparse"]]


def _share(name: str, found: dict[str, Any]) -> dict[str, Any]:
    """Return which share of those counted a table shows, in whole per cent.

    There is none where the total itself is withheld, and where nobody was counted.
    """
    tables = found["tables"]
    share = figures.share_shown(tables, name, found["manifest"])
    return {
        "id": name,
        "title": _table_title(name, found),
        "percent": None if share is None else int(100 * share),
        "is_sparse": name in found["sparse"],
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
