"""What a release says to the public, read from its audited bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ckanext.tiptaskforce.exchange import figures, finding, progress
from ckanext.tiptaskforce.logic import datasets, release_files
from ckanext.tiptaskforce.logic.figures import columns
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ALERTS, ProgressTable, ReleaseKind
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

# How many earlier periods stand beside the newest one.
MOST_BESIDE = 4


def named(taskforce: Taskforce, row: Any) -> dict[str, Any]:
    """Return what the public may read of a release without its tables and files."""
    is_public = row.state == State.PUBLISHED
    return {
        **_notice(taskforce, row),
        "sentence": row.sentence if is_public else "",
        "period": row.snapshot["period"] if is_public else None,
        "counts_by": _counts_by(row) if is_public else [],
    }


def _counts_by(row: Any) -> list[str]:
    """Return the dimensions and levels that the tables of figures count by."""
    if row.kind != ReleaseKind.FIGURES:
        return []
    named = columns.named(row.specification)
    return sorted({part for column in named for part in column.split("@")})


def telling(outlines: Iterable[Any]) -> list[Any]:
    """Return of what is public what front page and strategy tell figures from.

    Of each table of progress it is the newest outline by its period, then by its day;
    of figures the newest that counts persons. However many there are, it is a handful.
    """
    every = list(outlines)
    found = [_newest_with(table.value, every) for table in ProgressTable]
    found.append(next((row for row in every if counts_persons(row)), None))
    ids = {row.id for row in found if row is not None}
    return [row for row in every if row.id in ids]


def counts_persons(row: Any) -> bool:
    """Tell whether a release counts persons: no work, and no alerts."""
    is_figures = row.kind == ReleaseKind.FIGURES
    return is_figures and row.specification["step"] != ALERTS


def _newest_with(table: str, outlines: Iterable[Any]) -> Any:
    holding = (
        row
        for row in outlines
        if row.kind == ReleaseKind.PROGRESS and table in row.specification["tables"]
    )
    return max(
        holding,
        key=lambda row: (row.snapshot["period"]["to"], row.published_at),
        default=None,
    )


def shown(
    taskforce: Taskforce, row: Release, told: Iterable[Indicator] = ()
) -> dict[str, Any]:
    """Return what the public may read of a release; of a withdrawn one, a notice.

    :param told: the indicators that it tells
    """
    about = _notice(taskforce, row)
    if row.state != State.PUBLISHED:
        return about
    names = [{"code": one.code, "title": one.title} for one in told]
    return {**about, **content(taskforce, row), "indicators": names}


def _notice(taskforce: Taskforce, row: Release) -> dict[str, Any]:
    """Return what is said of a release whatever became of it."""
    return {
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
        "sensitivity": row.sensitivity,
        "step": row.specification.get("step"),
    }


def content(taskforce: Taskforce, row: Release) -> dict[str, Any]:
    """Return words, tables and files of a release, read from its audited bytes."""
    files = release_files.intact(row)
    data = files.get(f"{release_files.code_of(row)}.json")
    manifest = files.get("release.json")
    return {
        "sentence": row.sentence,
        "caveats": row.caveats,
        "violations": list(row.violations),
        "next_update": row.next_update.isoformat() if row.next_update else None,
        "period": row.snapshot["period"],
        "as_of": row.snapshot["as_of"],
        # Bytes that are not the audited ones are not shown; the page says so.
        "is_intact": len(files) == len(row.files),
        "tables": json.loads(data)["tables"] if data else {},
        "manifest": json.loads(manifest) if manifest else {},
        "report": _report(files),
        "files": [
            {**entry, "url": datasets.address(taskforce, row, entry["name"])}
            for entry in row.files
        ],
    }


def stand_ins(
    taskforce: Taskforce, telling: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return earlier whole releases for those whose figures cannot be shown.

    Where the audited bytes of a release are damaged, the last one of its series that
    is whole tells in its place, as what it is: of its own period and day.
    """
    found = (_whole_before(taskforce, one) for one in telling if not can_tell(one))
    return [one for one in found if one is not None]


def can_tell(publication: Mapping[str, Any]) -> bool:
    """Tell whether the bytes that hold the figures of a release are audited."""
    return bool(publication["tables"] and publication["manifest"])


def _whole_before(
    taskforce: Taskforce, damaged: Mapping[str, Any]
) -> dict[str, Any] | None:
    for row in scalars(Release.published(taskforce.id, damaged["series"])):
        if (row.number or 0) >= damaged["number"]:
            continue
        found = shown(taskforce, row)
        if can_tell(found):
            return found
    return None


def beside(taskforce: Taskforce, row: Release) -> list[dict[str, Any]]:
    """Return earlier periods of a series of figures, the latest first.

    Each period is told by its newest release; periods are read side by side.
    """
    if row.kind != ReleaseKind.FIGURES:
        return []
    seen = {row.snapshot["period"]["code"]}
    found: list[dict[str, Any]] = []
    for other in scalars(Release.published(taskforce.id, row.series)):
        told = other.snapshot["period"]
        is_earlier = told["to"] < row.snapshot["period"]["from"]
        if not is_earlier or told["code"] in seen or other.id == row.id:
            continue
        seen.add(told["code"])
        made = content(taskforce, other)
        named = ("period", "tables", "manifest")
        found.append({"number": other.number, **{n: made[n] for n in named}})
    found.sort(key=lambda one: one["period"]["to"], reverse=True)
    return found[:MOST_BESIDE]


def is_sentence_computed(taskforce: Taskforce, row: Release) -> bool:
    """Tell whether a check wrote the sentence, and not the maker of the release."""
    return bool(row.sentence) and row.sentence == _computed(taskforce, row)


def _computed(taskforce: Taskforce, row: Release) -> str:
    """Return the sentence that a check computes from what a release holds now."""
    if row.kind != ReleaseKind.FIGURES:
        return finding.text(progress.tables(row.snapshot))
    if not row.files:
        return ""
    made = content(taskforce, row)
    if not made["tables"] or not made["manifest"]:
        return ""
    return figures.text(made["tables"], made["manifest"], made["period"]["label"])


def _report(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the disclosure report of figures; progress has none."""
    found = files.get("report.json")
    return json.loads(found) if found else {}
