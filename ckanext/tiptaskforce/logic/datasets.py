"""The one place that writes CKAN datasets: the public face of a series of releases."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import logic, model
from ckan.lib import search
from ckan.types import Context

from ckanext.tiptaskforce.logic import door
from ckanext.tiptaskforce.model.base import scalars
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

log = logging.getLogger(__name__)
LICENCE = "cc-by"
FORMATS = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "html": "HTML"}


def write(taskforce: Taskforce, series: str) -> str:
    """Make the dataset of a series show its newest published release; return its id.

    Where every release is withdrawn the dataset is the notice alone. The caller
    commits; the search index follows afterwards and is not the truth.
    """
    name = name_of(taskforce, series)
    newest = Release.newest_published(taskforce.id, series)
    content = (
        _notice(taskforce, series) if newest is None else _content(taskforce, newest)
    )
    content["name"] = name
    known = model.Package.get(name)
    if known is None:
        return tk.get_action("package_create")(_context(), content)
    tk.get_action("package_update")(_context(), {**content, "id": known.id})
    return known.id


def name_of(taskforce: Taskforce, series: str) -> str:
    """Return the name of a series' dataset, which is part of its address."""
    return f"{taskforce.slug}-{series}"


def address(taskforce: Taskforce, release: Release, file: str = "") -> str:
    """Return the permanent public address of a release, or of one of its files."""
    path = f"/taskforce/{taskforce.slug}/data/{release.series}/v{release.number}"
    site = tk.config.get("ckan.site_url", "").rstrip("/")
    return f"{site}{path}/{file}" if file else f"{site}{path}"


def index(dataset_id: str) -> bool:
    """Bring the search index up to date; False where the index does not answer."""
    try:
        logic.index_update_package({"ignore_auth": True, "user": ""}, dataset_id)
    except (search.SearchError, OSError) as error:
        log.warning("dataset %s is not indexed yet: %s", dataset_id, error)
        return False
    return True


def reconcile() -> list[str]:
    """Index every dataset of ours again whose index entry is not what it shows."""
    query = sa.select(Release.dataset_id).where(Release.dataset_id.is_not(None))
    return [
        f"{dataset_id}: indexed"
        for dataset_id in sorted(set(scalars(query)))
        if _is_behind(dataset_id) and index(dataset_id)
    ]


def _is_behind(dataset_id: str) -> bool:
    package = model.Package.get(dataset_id)
    if package is None:
        return False
    try:
        known = search.show(dataset_id)
    except (search.SearchError, OSError):
        return True
    modified = package.metadata_modified.isoformat()
    return known["metadata_modified"][:22] != modified[:22]


def _context() -> Context:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    context: dict[str, Any] = {
        "user": user["name"],
        "ignore_auth": True,
        "defer_commit": True,
        "return_id_only": True,
    }
    return door.opened(context)  # type: ignore[arg-type]


def _content(taskforce: Taskforce, release: Release) -> dict[str, Any]:
    period = release.snapshot["period"]
    return {
        **_common(taskforce, release.series, release.kind),
        "title": release.title,
        "notes": release.sentence,
        "release": str(release.number),
        "period_from": period["from"],
        "period_to": period["to"],
        "unit": "deliverables",
        "area": taskforce.area,
        "next_update": release.next_update.isoformat() if release.next_update else "",
        "method": _method(),
        "caveats": release.caveats,
        "resources": [_resource(taskforce, release, entry) for entry in release.files],
    }


def _notice(taskforce: Taskforce, series: str) -> dict[str, Any]:
    query = sa.select(Release).where(
        Release.taskforce_id == taskforce.id,
        Release.series == series,
        Release.state == State.WITHDRAWN.value,
    )
    last = scalars(query.order_by(Release.withdrawn_at.desc()).limit(1))[0]
    return {
        **_common(taskforce, series, last.kind),
        "title": last.title,
        "notes": "This dataset was withdrawn. Its figures are no longer published.",
        "release": "",
        "resources": [],
    }


def _common(taskforce: Taskforce, series: str, kind: str) -> dict[str, Any]:
    return {
        "type": "aggregate",
        "owner_org": taskforce.organization_id,
        "private": False,
        "license_id": LICENCE,
        "taskforce": taskforce.slug,
        "series": series,
        "kind": kind,
        "contact": taskforce.contact,
    }


def _method() -> str:
    from ckanext.tiptaskforce.exchange.progress import METHOD

    return METHOD


def _resource(
    taskforce: Taskforce, release: Release, entry: dict[str, Any]
) -> dict[str, Any]:
    ending = entry["name"].rsplit(".", 1)[1]
    return {
        "name": entry["name"],
        "url": address(taskforce, release, entry["name"]),
        "format": FORMATS[ending],
        "mimetype": entry["media_type"].split(";")[0],
        "size": entry["size"],
        "hash": entry["sha256"],
    }
