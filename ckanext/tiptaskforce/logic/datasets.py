"""The one place that writes CKAN datasets: the public face of a series of releases."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import logic, model
from ckan.lib import search
from ckan.lib.search.common import SolrConnectionError
from ckan.types import Context

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.exchange import figures as disclosed
from ckanext.tiptaskforce.exchange.progress import UNIT, method
from ckanext.tiptaskforce.logic import belongings, catalogue, door, released
from ckanext.tiptaskforce.logic.figures import specification
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.release import Release, dataset_ids
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ReleaseKind

log = logging.getLogger(__name__)
LICENCE = "cc-by"
LONGEST_NAME = 100
AT_ONCE = 1000
# What CKAN raises where Solr is away or refuses; the three have no common parent.
UNREACHABLE = (search.SearchError, SolrConnectionError, OSError)
FORMATS = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "html": "HTML"}
# The public words for the closed reasons; the dataset itself is in one language.
REASONS = {
    "error_in_figures": "an error in the figures",
    "disclosure_risk": "a risk for people",
    "consent_withdrawn": "an organisation withdrew its consent",
    "published_by_mistake": "it was published by mistake",
    "other": "another reason",
}


class OlderRowsError(Exception):
    """The release rows are older than what the dataset shows: a part was restored."""


def write(taskforce: Taskforce, series: str) -> str:
    """Make the dataset of a series show its newest published release; return its id.

    Where every release is withdrawn the dataset is the notice alone. The caller
    commits; the search index follows afterwards and is not the truth.
    """
    name = name_of(taskforce, series)
    newest = Release.newest_published(taskforce.id, series)
    last = Release.last_withdrawn(taskforce.id, series)
    content = {
        **_common(taskforce, series, newest or last),
        **(_shown(taskforce, newest) if newest else _blank()),
        "name": name,
        "notice": _notice(last, newest),
    }
    known = _known(taskforce, series)
    if known is None:
        return tk.get_action("package_create")(_context(), content)
    tk.get_action("package_update")(_context(), {**content, "id": known.id})
    return known.id


def name_of(taskforce: Taskforce, series: str) -> str:
    """Return the name of a series' dataset, which is part of its address."""
    return f"{taskforce.slug}-{series}"


def is_free(taskforce: Taskforce, series: str) -> bool:
    """Tell whether a series may have the dataset that its name asks for."""
    try:
        _known(taskforce, series)
    except LookupError:
        return False
    return len(name_of(taskforce, series)) <= LONGEST_NAME


def refuse_older_rows(taskforce: Taskforce, series: str, number: int) -> None:
    """Refuse to publish as a number that the dataset has shown before.

    :raises OlderRowsError: where the rows were restored from an older dump
    """
    known = _known(taskforce, series)
    shown = known.extras.get("release") if known is not None else None
    if shown and int(shown) >= number:
        message = f"{name_of(taskforce, series)} shows release {shown} already"
        raise OlderRowsError(message)


def address(taskforce: Taskforce, release: Release, file: str = "") -> str:
    """Return the permanent public address of a release, or of one of its files."""
    path = f"/taskforce/{taskforce.slug}/data/{release.series}/v{release.number}"
    return f"{config.site_url()}{path}/{file}" if file else f"{config.site_url()}{path}"


def resource_id(release: Release, file: str) -> str:
    """Return the id of a file's resource: it belongs to one release for ever."""
    return str(uuid.uuid5(uuid.UUID(release.id), file))


def index(dataset_id: str) -> bool:
    """Bring the search index up to date; False where the index does not answer."""
    model.Session.expire_all()
    try:
        logic.index_update_package({"ignore_auth": True, "user": ""}, dataset_id)
    except UNREACHABLE as error:
        log.warning("dataset %s is not indexed yet: %s", dataset_id, error)
        return False
    return True


def reconcile(at_once: int = AT_ONCE) -> list[str]:
    """Index every dataset of ours again whose index entry is not what it shows.

    :param at_once: how many entries of the index are read in one go
    """
    model.Session.expire_all()
    known = set(scalars(dataset_ids(belongings.DATASET_TYPE)))
    try:
        entries = _entries(at_once)
    except UNREACHABLE as error:
        log.warning("the search index does not answer: %s", error)
        return []
    behind = [name for name in sorted(known) if _is_behind(name, entries.get(name))]
    done = [f"{name}: indexed" for name in behind if index(name)]
    for name in sorted(set(entries) - known):
        search.clear(name)
        done.append(f"{name}: removed from the index")
    return done


def _entries(at_once: int) -> dict[str, dict[str, Any]]:
    """Return what the search index holds of our datasets, by id, page after page."""
    entries: dict[str, dict[str, Any]] = {}
    start, count = 0, 1
    while start < count:
        query = {
            "q": f"+dataset_type:{belongings.DATASET_TYPE}",
            "fl": "id,metadata_modified,extras_release",
            "sort": "id asc",
            "start": start,
            "rows": at_once,
        }
        found = search.query_for(model.Package).run(query)
        entries |= {entry["id"]: entry for entry in found["results"]}
        start, count = start + at_once, found["count"]
    return entries


def _is_behind(dataset_id: str, entry: dict[str, Any] | None) -> bool:
    package = model.Package.get(dataset_id)
    if package is None or entry is None:
        return True
    changed = _in_index(package.metadata_modified)
    release = package.extras.get("release") or ""
    # CKAN's query moves what begins with extras_ into a mapping of its own.
    indexed = entry.get("extras", {}).get("release", "")
    told = datetime.fromisoformat(entry["metadata_modified"].removesuffix("Z"))
    return (told, indexed) != (changed, release)


def _in_index(moment: datetime) -> datetime:
    """Return as much of a moment as the search index keeps: thousandths of a second."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _known(taskforce: Taskforce, series: str) -> Any:
    """Return the dataset of a series, or None before the first release.

    :raises LookupError: where another dataset has its name
    """
    name = name_of(taskforce, series)
    found = model.Package.get(name)
    if found is None:
        return None
    own = (found.extras.get("taskforce"), found.extras.get("series"))
    if found.type != belongings.DATASET_TYPE or own != (taskforce.slug, series):
        raise LookupError(name)
    return found


def _context() -> Context:
    # Without defer_commit CKAN would commit our half-done transaction here, where it
    # makes its site user for the first time.
    asker: Any = {"ignore_auth": True, "defer_commit": True}
    user = tk.get_action("get_site_user")(asker, {})
    context: Any = {
        "user": user["name"],
        "ignore_auth": True,
        "defer_commit": True,
        "return_id_only": True,
    }
    return door.opened(context)


def _common(
    taskforce: Taskforce, series: str, release: Release | None
) -> dict[str, Any]:
    if release is None:
        raise LookupError(series)
    return {
        "type": belongings.DATASET_TYPE,
        "owner_org": taskforce.organization_id,
        "private": False,
        "license_id": LICENCE,
        "taskforce": taskforce.slug,
        "series": series,
        "kind": release.kind,
        "title": release.title,
        "contact": taskforce.contact,
        "area": taskforce.area,
    }


def _figures(release: Release) -> dict[str, Any]:
    """Return what only figures have: the step, the least count, what is not claimed."""
    step = release.specification["step"]
    care = specification.care_of(step) or disclosed.STEPS_APART
    told = released.told_by([release])[release.id]
    lines = Objective.by_ids({row.objective_id for row in told})
    return {
        "step": step,
        "unit": specification.unit_of(step),
        "k": str(release.snapshot["k"]),
        "method": disclosed.METHOD,
        "caveats": " ".join(filter(None, (release.caveats, care))),
        "topic": [release.kind, step],
        "objective": sorted({line.code for line in lines.values()}),
        "indicator": [row.code for row in told],
    }


def _shown(taskforce: Taskforce, release: Release) -> dict[str, Any]:
    shown = _common_of_kinds(taskforce, release)
    is_figures = release.kind == ReleaseKind.FIGURES
    return shown | (_figures(release) if is_figures else {})


def _common_of_kinds(taskforce: Taskforce, release: Release) -> dict[str, Any]:
    period = release.snapshot["period"]
    sources = release.snapshot.get("n_sources")
    lines = scalars(Objective.current(taskforce.id))
    return {
        "notes": release.sentence,
        "release": str(release.number),
        "period_from": period["from"],
        "period_to": period["to"],
        "unit": UNIT,
        "n_sources": "" if sources is None else str(sources),
        "topic": [release.kind],
        "pillar": catalogue.pillars(release),
        "objective": [line.code for line in lines if not line.parent_code],
        "violations": list(release.violations),
        "next_update": release.next_update.isoformat() if release.next_update else "",
        "method": method(release.snapshot.get("tables", ())),
        "caveats": release.caveats,
        "resources": [_resource(taskforce, release, entry) for entry in release.files],
    }


def _blank() -> dict[str, Any]:
    return {
        "notes": "This dataset was withdrawn. Its figures are no longer published.",
        "release": "",
        "resources": [],
    }


def _notice(last: Release | None, newest: Release | None) -> str:
    """Say that a release is gone, where it was newer than what is shown."""
    if last is None or (newest and (last.number or 0) < (newest.number or 0)):
        return ""
    day = last.withdrawn_at.date().isoformat() if last.withdrawn_at else ""
    reason = REASONS.get(last.withdraw_reason, REASONS["other"])
    return f"Release {last.number} was withdrawn on {day}: {reason}."


def _resource(
    taskforce: Taskforce, release: Release, entry: dict[str, Any]
) -> dict[str, Any]:
    ending = entry["name"].rsplit(".", 1)[1]
    return {
        "id": resource_id(release, entry["name"]),
        "name": entry["name"],
        "url": address(taskforce, release, entry["name"]),
        "format": FORMATS[ending],
        "mimetype": entry["media_type"].split(";")[0],
        "size": entry["size"],
        "hash": entry["sha256"],
    }
