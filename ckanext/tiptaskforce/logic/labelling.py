"""Which datasets a search may find: the labels of datasets and of readers.

A dataset of ours carries one label, made of the dataset and of the number of the
release that it shows; CKAN's label ``public`` is never on it. What a reader may find is
read from the release rows at the moment of the search. So a search index that lags
behind, or that was written by a transaction which failed, shows nothing that is not
published now.
"""

from __future__ import annotations

from typing import Any

from ckan.lib.plugins import DefaultPermissionLabels
from ckan.lib.search.common import SearchIndexError

from ckanext.tiptaskforce.logic import belongings
from ckanext.tiptaskforce.model.release import Release

NOTICE = "notice"
_CORE = DefaultPermissionLabels()


def of_dataset(dataset: Any) -> list[str]:
    """Return the labels that a dataset carries in the search index.

    The number is taken from the dataset itself and not from the release rows: only
    so does the label always belong to the content that is indexed with it.
    """
    if not belongings.is_ours(dataset):
        return _CORE.get_dataset_labels(dataset)
    if dataset.state != "active" or dataset.type != belongings.DATASET_TYPE:
        return [_label(dataset.id, "hidden")]
    return [_label(dataset.id, dataset.extras.get("release") or NOTICE)]


def of_reader(user: Any) -> list[str]:
    """Return the labels that a reader may find."""
    return [*_CORE.get_user_dataset_labels(user), *published()]


def published() -> list[str]:
    """Return the labels of what the public may read of our datasets now.

    Beside the newest release of a dataset the one before it is listed: it is still
    published, and it stands in the index until the newest is indexed.
    """
    return [
        _label(dataset_id, release)
        for dataset_id, numbers in Release.numbers_by_dataset().items()
        for release in (numbers[:2] or [NOTICE])
    ]


def narrow(search: dict[str, Any]) -> dict[str, Any]:
    """Return a search that finds of our datasets only what is published now.

    CKAN gives a sysadmin no label filter at all; this one holds for everybody.
    """
    labels = " OR ".join(f'"{label}"' for label in published())
    ours = f"+dataset_type:{belongings.DATASET_TYPE}"
    found = f" OR ({ours} +permission_labels:({labels}))" if labels else ""
    rule = f"(*:* -dataset_type:{belongings.DATASET_TYPE}){found}"
    search["fq_list"] = [*(search.get("fq_list") or []), rule]
    return search


def indexed(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the entry for the search index, refused if it mixes two releases.

    :raises SearchIndexError: where the dataset changed while CKAN read it
    """
    if entry.get("dataset_type") != belongings.DATASET_TYPE:
        return entry
    release = entry.get("release")
    addresses = entry.get("res_url") or []
    if not all(f"/v{release}/" in str(address) for address in addresses):
        message = f"dataset {entry.get('id')} changed while it was read; try again"
        raise SearchIndexError(message)
    return entry


def is_whole(shown: dict[str, Any]) -> bool:
    """Tell whether the files of a dataset belong to the release that it names."""
    if shown.get("type") != belongings.DATASET_TYPE:
        return True
    extras = {extra["key"]: extra["value"] for extra in shown.get("extras") or ()}
    release = shown.get("release") or extras.get("release")
    addresses = [str(r.get("url")) for r in shown.get("resources") or ()]
    return all(f"/v{release}/" in address for address in addresses)


def _label(dataset_id: str, release: Any) -> str:
    return f"tiptaskforce-{dataset_id}-{release}"
