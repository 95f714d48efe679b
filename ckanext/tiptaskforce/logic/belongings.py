"""What belongs to a task force on the side of CKAN, and which calls would touch it.

``TOUCHES`` names every write action of CKAN that can reach a dataset, a group or a
file, with the question whether this call reaches what is ours. ``HARMLESS`` names the
others with the reason. A test compares both with the actions that CKAN really has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeGuard

from ckan import model
from ckan.types import DataDict

from ckanext.tiptaskforce.logic.files import STORAGE
from ckanext.tiptaskforce.model.taskforce import Taskforce

DATASET_TYPE = "aggregate"
Finder = Callable[[DataDict], bool]


def is_ours(package: Any) -> bool:
    """Tell whether a dataset is one that only the release job may write."""
    if package.type == DATASET_TYPE:
        return True
    return bool(package.owner_org) and _is_our_group(package.owner_org)


def dataset(name: Any) -> Any:
    """Return the dataset of ours with this id or name, or None."""
    package = model.Package.get(name) if _is_text(name) else None
    return package if package is not None and is_ours(package) else None


def _is_our_group(name: Any) -> bool:
    group = _group_named(name)
    return group is not None and group.id in Taskforce.organization_ids()


def _group_named(name: Any) -> Any:
    return model.Group.get(name) if _is_text(name) else None


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and value != "" and "\0" not in value


def _datasets(*keys: str) -> Finder:
    return lambda data: any(dataset(data.get(key)) is not None for key in keys)


def _groups(*keys: str) -> Finder:
    return lambda data: any(_is_our_group(data.get(key)) for key in keys)


def _names(listed: Any) -> Iterable[Any]:
    """Return the ids and names in a list of texts or of objects."""
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict):
            yield item.get("id")
            yield item.get("name")
        else:
            yield item


def _joins(data: DataDict) -> bool:
    """Tell whether a dataset would become ours by its type, its owner or a group."""
    return (
        data.get("type") == DATASET_TYPE
        or _is_our_group(data.get("owner_org"))
        or any(_is_our_group(name) for name in _names(data.get("groups")))
    )


def _new_dataset(data: DataDict) -> bool:
    return _joins(data) or dataset(data.get("id")) is not None


def _changed_dataset(data: DataDict) -> bool:
    return _joins(data) or _datasets("id", "name")(data)


def _revised_dataset(data: DataDict) -> bool:
    parts = [data.get("match"), data.get("update"), data]
    return any(_changed_dataset(part) for part in parts if isinstance(part, dict))


def _moved_dataset(data: DataDict) -> bool:
    """Tell whether a dataset would enter or leave our organization.

    CKAN calls this action inside every create and update, to write down the owner
    that the dataset has anyway; that changes nothing and is let through.
    """
    package = dataset(data.get("id"))
    if package is None:
        return _is_our_group(data.get("organization_id"))
    group = _group_named(data.get("organization_id"))
    return group is None or group.id != package.owner_org


def _resource(*keys: str) -> Finder:
    def finder(data: DataDict) -> bool:
        ids = [data.get(key) for key in keys]
        found = [model.Resource.get(name) for name in ids if _is_text(name)]
        return any(r is not None and dataset(r.package_id) is not None for r in found)

    return finder


def _view(data: DataDict) -> bool:
    name = data.get("id")
    view = model.ResourceView.get(name) if _is_text(name) else None
    return view is not None and _resource("id")({"id": view.resource_id})


def _bulk(data: DataDict) -> bool:
    listed = any(dataset(name) is not None for name in _names(data.get("datasets")))
    return listed or _is_our_group(data.get("org_id"))


def _member(data: DataDict) -> bool:
    """Tell whether our organization or a dataset of ours would join or leave."""
    return any(
        _is_our_group(data.get(key)) or dataset(data.get(key)) is not None
        for key in ("id", "object")
    )


def _group(data: DataDict) -> bool:
    linked = [*_names(data.get("groups")), *_names(data.get("packages"))]
    return (
        _groups("id", "name")(data)
        or any(_is_our_group(name) for name in linked)
        or any(dataset(name) is not None for name in linked)
    )


def _owner(owner_type: Any, owner_id: Any) -> bool:
    match owner_type:
        case "resource":
            return _resource("id")({"id": owner_id})
        case "package" | "dataset":
            return dataset(owner_id) is not None
        case _:
            return _is_our_group(owner_id)


def _file(data: DataDict) -> bool:
    """Tell whether a file is, or would be, in our private storage or owned by ours."""
    name = data.get("id")
    known = model.Session.get(model.File, name) if _is_text(name) else None
    owner = known.owner if known is not None else None
    return (
        data.get("storage") == STORAGE
        or (known is not None and known.storage == STORAGE)
        or (owner is not None and _owner(owner.owner_type, owner.owner_id))
        or _owner(data.get("owner_type"), data.get("owner_id"))
    )


def _either(*finders: Finder) -> Finder:
    return lambda data: any(finder(data) for finder in finders)


def _viewed(data: DataDict) -> bool:
    parts = [data.get("package"), data.get("resource")]
    found = [part for part in parts if isinstance(part, dict)]
    return any(_datasets("id", "package_id")(part) for part in found)


TOUCHES: dict[str, Finder] = {
    "package_create": _new_dataset,
    "package_update": _changed_dataset,
    "package_patch": _changed_dataset,
    "package_revise": _revised_dataset,
    "package_delete": _datasets("id"),
    "dataset_purge": _datasets("id"),
    "package_resource_reorder": _datasets("id"),
    "package_owner_org_update": _moved_dataset,
    "package_relationship_create": _datasets("subject", "object"),
    "package_relationship_update": _datasets("subject", "object"),
    "package_relationship_delete": _datasets("subject", "object"),
    "package_collaborator_create": _datasets("id"),
    "package_collaborator_delete": _datasets("id"),
    "bulk_update_private": _bulk,
    "bulk_update_public": _bulk,
    "bulk_update_delete": _bulk,
    "resource_create": _either(_datasets("package_id"), _resource("id")),
    "resource_update": _either(_datasets("package_id"), _resource("id")),
    "resource_patch": _either(_datasets("package_id"), _resource("id")),
    "resource_delete": _resource("id"),
    "resource_view_create": _resource("resource_id"),
    "resource_view_update": _either(_resource("resource_id"), _view),
    "resource_view_reorder": _resource("id"),
    "resource_view_delete": _view,
    "member_create": _member,
    "member_delete": _member,
    "group_create": _group,
    "group_update": _group,
    "group_patch": _group,
    "group_delete": _group,
    "group_purge": _group,
    "group_member_create": _groups("id"),
    "group_member_delete": _groups("id"),
    "organization_create": _group,
    "organization_update": _group,
    "organization_patch": _group,
    "organization_delete": _group,
    "organization_purge": _group,
    "organization_member_create": _groups("id"),
    "organization_member_delete": _groups("id"),
    "user_invite": _groups("group_id"),
    "file_create": _file,
    "file_register": _file,
    "file_delete": _file,
    "file_rename": _file,
    "file_pin": _file,
    "file_unpin": _file,
    "file_ownership_transfer": _file,
}

# CKAN calls these inside other actions, without the mark; ours has no views at all.
VIEWS: dict[str, Finder] = {
    "package_create_default_resource_views": _viewed,
    "resource_create_default_resource_views": _viewed,
}

HARMLESS: dict[str, str] = {
    "resource_view_clear": "no resource of ours has a view that it could clear",
    "user_create": "an account is no part of an organization without a membership",
    "user_update": "an account is no part of an organization without a membership",
    "user_patch": "an account is no part of an organization without a membership",
    "user_delete": "our organization has no human members to lose",
    "vocabulary_create": "datasets of ours carry no tags",
    "vocabulary_update": "datasets of ours carry no tags",
    "vocabulary_delete": "datasets of ours carry no tags",
    "tag_create": "datasets of ours carry no tags",
    "tag_delete": "datasets of ours carry no tags",
    "follow_user": "following is a row of the follower",
    "follow_dataset": "following is a row of the follower",
    "follow_group": "following is a row of the follower",
    "unfollow_user": "following is a row of the follower",
    "unfollow_dataset": "following is a row of the follower",
    "unfollow_group": "following is a row of the follower",
    "api_token_create": "a token has the rights of its account, and none has this one",
    "api_token_revoke": "a token has the rights of its account, and none has this one",
    "task_status_update": "a note of an extension; no page of ours reads it",
    "task_status_update_many": "a note of an extension; no page of ours reads it",
    "task_status_delete": "a note of an extension; no page of ours reads it",
    "term_translation_update": "translates words of CKAN's own pages",
    "term_translation_update_many": "translates words of CKAN's own pages",
    "config_option_update": "settings of the portal; none of them opens the door",
    "job_clear": "the state of a release stands in its row, not in the queue",
    "job_cancel": "the state of a release stands in its row, not in the queue",
    "file_show": "reads only",
    "file_owner_scan": "reads only",
}
