"""Which datasets a search may find: the labels of datasets and of readers."""

from __future__ import annotations

from typing import Any

from ckan.lib.plugins import DefaultPermissionLabels

_CORE = DefaultPermissionLabels()


def of_dataset(dataset: Any) -> list[str]:
    """Return the labels that a dataset carries in the search index."""
    return _CORE.get_dataset_labels(dataset)


def of_reader(user: Any) -> list[str]:
    """Return the labels that a reader may find."""
    return _CORE.get_user_dataset_labels(user)
