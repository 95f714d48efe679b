"""What anybody may read: releases after their publication, from the database alone."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import ActionResult, Context, DataDict

from ckanext.tiptaskforce.logic import (
    base,
    catalogue,
    publications,
    references,
    release_files,
    released,
    remembered,
)
from ckanext.tiptaskforce.logic.schema import publication as schema
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.place import Place
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
    :param period: code of a period, such as 2026-Q3
    :param objective: code of an objective or line that the release counts by
    :param pillar: prevention, protection, prosecution or partnership
    :param violation: code of one grave violation that it is about
    :param area: code of the area, or of a place in it that it tells of
    :param topic: code of a stage or status, such as referred
    :param q: words that title, finding or caveats hold, all of them
    :param series: one series
    :param sort: newest or title
    :param brief: true for the words of each alone, with what its figures count by, and
        without tables and files
    :returns: ``{count, items, page, facets}``; facets count what is published
    """
    step = base.begin_list(context, data_dict, NOUN, schema.publication_list())
    rows = released.newest(step.taskforce.id, step.data.get("series"))
    rows = catalogue.worded(rows, step.data.get("q") or "")
    if step.data.get("sort") == "title":
        rows.sort(key=lambda row: (row.title.casefold(), row.id))
    chosen = {n: step.data[n] for n in catalogue.FACETS if step.data.get(n)}
    around = _around(step)
    covered = around.cover(rows)
    found = catalogue.matching(rows, covered, chosen)
    shown, where = _page(step, found)
    items = _named(step, shown) if step.data.get("brief") else _whole(step, shown)
    facets = catalogue.facets(rows, covered, around, chosen)
    return {**where, "items": items, "facets": facets}


@tk.side_effect_free
def tiptaskforce_publication_overview(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell what is published as a whole: the words of each, and the newest figures.

    :param taskforce: slug or id of the task force
    :param objective: code of an objective or line that the releases count by
    :returns: ``{count, items, page, telling}``: the items are as in a brief list,
        newest first; ``telling`` are the few releases whole that hold the newest of
        each table of progress and the newest figures of persons; after them, for each
        whose files are damaged, the last whole one of its series
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.publication_overview(), verb="overview"
    )
    found = released.newest(step.taskforce.id)
    line = step.data.get("objective")
    if line:
        covered = _around(step).cover(found)
        found = catalogue.matching(found, covered, {"objective": line})
    shown, where = _page(step, found)
    telling = _whole(step, publications.telling(found))
    telling += publications.stand_ins(step.taskforce, telling)
    return {**where, "items": _named(step, shown), "telling": telling}


def _page(
    step: base.Step, found: Sequence[Any]
) -> tuple[Sequence[Any], dict[str, int]]:
    """Return the page of these that is asked for, and what an answer says of it."""
    size = step.data.get("page_size") or base.PAGE_SIZE
    page = step.data.get("page") or 1
    return found[(page - 1) * size : page * size], {"count": len(found), "page": page}


def _named(step: base.Step, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the words of these releases alone."""
    return [publications.named(step.taskforce, row) for row in rows]


def _whole(step: base.Step, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return these releases with their tables and files."""
    told = _told(step)
    whole = Release.by_ids([row.id for row in rows])
    # One may have been withdrawn since its outline was read.
    found = [whole[r.id] for r in rows if whole[r.id].state == State.PUBLISHED]
    return [publications.shown(step.taskforce, row, told[row.id]) for row in found]


def _told(step: base.Step) -> Mapping[str, list[Indicator]]:
    """Return the indicators that each release in public tells, read once a request."""
    taskforce_id = step.taskforce.id
    return remembered.once(
        ("told", taskforce_id),
        lambda: released.told_by(released.newest(taskforce_id)),
    )


def _around(step: base.Step) -> catalogue.Surroundings:
    """Return what tells beside the releases what they cover, read once a request."""
    return remembered.once(("around", step.taskforce.id), lambda: _read_around(step))


def _read_around(step: base.Step) -> catalogue.Surroundings:
    rows = released.newest(step.taskforce.id)
    lines, area = references.lines(step.taskforce.id), step.taskforce.area
    # The places of the area are public where a release counts by them, and only there.
    by_place = any(catalogue.counts_by_place(row) for row in rows)
    places = Place.down_to(step.taskforce.id, 2, within=area) if by_place else ()
    whole = {area: references.Names.of(step.taskforce.id).area or area} if area else {}
    return catalogue.Surroundings(
        parents={line.code: line.parent_code for line in lines},
        served=_served(_told(step), {line.id: line.code for line in lines}),
        area=area,
        places=whole | {row.code: row.name for row in places},
    )


def _served(
    told: Mapping[str, list[Indicator]], lines: Mapping[str, str]
) -> dict[str, set[str]]:
    """Return for each release the lines of the current strategy that it tells of."""
    return {
        release_id: {
            lines[one.objective_id] for one in found if one.objective_id in lines
        }
        for release_id, found in told.items()
    }


@tk.side_effect_free
def tiptaskforce_publication_show(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Show a published release with its tables, or the notice of a withdrawn one.

    :param taskforce: slug or id of the task force
    :param series: the series
    :param number: of one release; by default the newest that is published
    :returns: the release; ``newest_of_period`` is the number of the one that tells its
        period now, ``newest`` that of the last one of all periods
    :raises NotFound: where nothing of this name was ever published
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.publication_show(), verb="show"
    )
    row = _found(step)
    if row is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    others = scalars(Release.ever_public(step.taskforce.id, step.data["series"]))
    numbers = [r.number for r in others if r.state == State.PUBLISHED]
    told = released.told_by([row])[row.id]
    about = publications.shown(step.taskforce, row, told)
    is_public = row.state == State.PUBLISHED
    about["beside"] = publications.beside(step.taskforce, row) if is_public else []
    about["is_newest"] = bool(numbers) and row.number == numbers[0]
    about["newest"] = numbers[0] if numbers else None
    about["newest_of_period"] = _newest_of_period(row, others)
    about["earlier"] = [
        {"number": r.number, "published_at": r.published_at.isoformat()}
        for r in others
        if r.state == State.PUBLISHED and r.number < (row.number or 0)
    ]
    about["withdrawn"] = [
        {"number": r.number, "withdrawn_at": r.withdrawn_at.isoformat()}
        for r in others
        if r.state == State.WITHDRAWN and r.number != row.number
    ]
    return about


@tk.side_effect_free
def tiptaskforce_publication_history(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """List every release that was ever published, the latest event first.

    :param taskforce: slug or id of the task force
    :param series: one series
    :returns: ``{count, items, page}``; a withdrawn release has no sentence
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.publication_history(), verb="history"
    )
    query = Release.history(step.taskforce.id, step.data.get("series"))

    def told(rows: list[Release]) -> list[dict[str, Any]]:
        return [publications.named(step.taskforce, row) for row in rows]

    return base.page(step, query, told)


def _newest_of_period(row: Release, others: Sequence[Release]) -> int | None:
    """Return which release tells this period now, or None where none does."""
    period = row.snapshot["period"]
    telling = [
        other.number
        for other in others
        if other.state == State.PUBLISHED and other.snapshot["period"] == period
    ]
    return telling[0] if telling else None


def _found(step: base.Step) -> Release | None:
    return Release.speaking(
        step.taskforce.id, step.data["series"], step.data.get("number")
    )


@tk.side_effect_free
def tiptaskforce_publication_read(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Return one audited file of a published release.

    :param taskforce: slug or id of the task force
    :param series: the series
    :param number: number of the release
    :param file: name of the file
    :returns: ``{media_type, sha256, content}``, the content in base64
    :raises NotFound: for a withdrawn release, and for bytes that are not the audited
    """
    step = base.begin_list(
        context, data_dict, NOUN, schema.publication_read(), verb="read"
    )
    row = _found(step)
    name = step.data["file"]
    is_public = row is not None and row.state == State.PUBLISHED
    content = release_files.read_one(row, name) if row and is_public else None
    if row is None or content is None:
        raise tk.ObjectNotFound(tk._("Not found."))
    entry = next(e for e in row.files if e["name"] == name)
    return {
        "media_type": entry["media_type"],
        "sha256": entry["sha256"],
        "content": base64.b64encode(content).decode(),
    }


@tk.side_effect_free
def tiptaskforce_publication_locate(
    context: Context, data_dict: DataDict
) -> ActionResult.AnyDict:
    """Tell which series a CKAN dataset shows; empty for any other dataset.

    :param dataset: id or name of a dataset
    :returns: ``{taskforce, series}`` or ``{}``
    """
    tk.check_access("tiptaskforce_publication_locate", context, data_dict)
    data = base.validate(schema.publication_locate(), data_dict, context)
    package = model.Package.get(data["dataset"])
    row = Release.of_dataset(package.id) if package else None
    if row is None:
        return {}
    taskforce = Taskforce.get(row.taskforce_id)
    return {"taskforce": taskforce.slug, "series": row.series} if taskforce else {}
