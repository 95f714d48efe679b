"""The one door between the workspace and the public: who may write our datasets.

Ours is every dataset of type ``aggregate`` and all that belongs to the organization of
a task force, and that organization itself. A write action of CKAN that touches what is
ours is refused to everybody, sysadmins and command lines included, unless its context
carries the mark of the release job. The mark is an object of this process: a call from
outside brings data, never a context, so it cannot bring the mark.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import AuthResult, Context, DataDict

from ckanext.tiptaskforce.logic import belongings, labelling
from ckanext.tiptaskforce.logic.belongings import Finder

_KEY = "tiptaskforce_door"
_MARK = object()
TRIES = 5
_MODULES = ("create", "update", "delete", "patch", "file")


def opened(context: Context) -> Context:
    """Return the context with the mark of the release job."""
    return cast(Context, {**context, _KEY: _MARK})


def is_open(context: Context) -> bool:
    """Tell whether this very process put the mark of the release job there."""
    return context.get(_KEY) is _MARK


def get_actions() -> dict[str, Any]:
    """Return the guards around CKAN's own write actions."""
    guards = {name: _guard(finder) for name, finder in belongings.TOUCHES.items()}
    quiet = {name: _quiet(finder) for name, finder in belongings.VIEWS.items()}
    reads = {"package_show": package_show, "package_autocomplete": autocomplete}
    return {**guards, **quiet, **reads}


@tk.chained_action
@tk.side_effect_free
def package_show(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """Show a dataset; one of ours never with the files of another release.

    CKAN 2.12.0 reads a dataset and its resources in several queries, each of which
    sees what is committed at its moment. ``test_release_services.py`` tells when this
    can go.
    """
    for _ in range(TRIES):
        own = cast(Context, {**context})
        shown = next_action(own, data_dict)
        if labelling.is_whole(shown):
            # CKAN's pages take the package object from the context of this very call.
            context.update(own)
            return shown
        model.Session.expire_all()
    raise tk.ObjectNotFound(tk._("Not found."))


@tk.chained_action
@tk.side_effect_free
def autocomplete(next_action: Any, context: Context, data_dict: DataDict) -> Any:
    """Suggest datasets; of ours only what the database shows now, to sysadmins too.

    CKAN 2.12.0 answers this out of the search index alone, past the hook of a search
    and, for a sysadmin, past the labels: the title of a release that was withdrawn
    would be told until the dataset is indexed again.
    """
    found = next_action(context, data_dict)
    return [item for item in found if _is_as_shown(item)]


def _is_as_shown(item: dict[str, Any]) -> bool:
    package = model.Package.get(item["name"])
    if package is None:
        return False
    is_same = package.state == model.State.ACTIVE and package.title == item["title"]
    return is_same or not belongings.is_ours(package)


def get_auth_functions() -> dict[str, Any]:
    """Return the guards around the auth functions, so that no page offers a way in."""
    found = {}
    for name, finder in {**belongings.TOUCHES, **belongings.VIEWS}.items():
        core = _core_auth(name)
        if core is not None:
            found[name] = _auth_guard(finder, core)
    return found


def core_writers() -> set[str]:
    """Return the names of all actions of CKAN that may change something."""
    modules = (import_module(f"ckan.logic.action.{name}") for name in _MODULES)
    return {name for m in modules for name, _ in authz.get_local_functions(m)}


def _guard(finder: Finder) -> Any:
    @tk.chained_action
    def guard(next_action: Any, context: Context, data_dict: DataDict) -> Any:
        if not is_open(context) and finder(data_dict):
            raise tk.NotAuthorized(_refusal())
        return next_action(context, data_dict)

    return guard


def _quiet(finder: Finder) -> Any:
    """Answer that there are no views, as CKAN asks for them inside other actions."""

    @tk.chained_action
    def guard(next_action: Any, context: Context, data_dict: DataDict) -> Any:
        return [] if finder(data_dict) else next_action(context, data_dict)

    guard.auth_audit_exempt = True
    return guard


def _auth_guard(finder: Finder, core: Any) -> Any:
    @tk.chained_auth_function
    @tk.auth_sysadmins_check
    def guard(
        next_auth: Any, context: Context, data_dict: DataDict | None
    ) -> AuthResult:
        if not is_open(context) and finder(_named(context, data_dict)):
            return {"success": False, "msg": _refusal()}
        if authz.is_sysadmin(context.get("user")):
            return {"success": True}
        return next_auth(context, data_dict)

    if getattr(core, "auth_allow_anonymous_access", False):
        return tk.auth_allow_anonymous_access(guard)
    return guard


def _named(context: Context, data_dict: DataDict | None) -> DataDict:
    """Return the data of an auth check; pages often name the object in the context."""
    data = dict(data_dict or {})
    for key in ("package", "group", "resource"):
        named = context.get(key)
        if named is not None and not data.get("id"):
            data["id"] = named.id
    return data


def _core_auth(name: str) -> Callable[..., AuthResult] | None:
    for module in _MODULES:
        found = getattr(import_module(f"ckan.logic.auth.{module}"), name, None)
        if found is not None:
            return found
    return None


def _refusal() -> str:
    return tk._("Only the release job of the task force may change this.")
