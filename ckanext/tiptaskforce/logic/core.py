"""CKAN's own actions and auth functions, narrowed: names, tokens, files, passwords.

In CKAN 2.12.0 anybody reads the names of accounts; with `public_user_details` off any
account still does. Here names are for those who give seats, and for sysadmins. All
others, signed in or not, get one answer for every account, existing or not.
`tests/portal/middleware/test_userlists.py` tells when this can go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.lib import mailer
from ckan.types import AuthResult, Context, DataDict
from flask import g, has_request_context, request

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.logic.auth.base import ALLOWED, REFUSED
from ckanext.tiptaskforce.logic.files import STORAGE
from ckanext.tiptaskforce.model import account

Next = Callable[[Context, DataDict], AuthResult]
Action = Callable[[Context, DataDict], Any]
# With these a stranger learns which known holes to try, and whom to write to.
TOLD_TO_SYSADMINS = ("ckan_version", "extensions", "error_emails_to")
NAMES = ("user_list", "user_autocomplete")
# They tell by their answer whether an account exists.
OF_ONE_USER = (
    *("user_show", "user_follower_count", "am_following_user", "follow_user"),
    *("unfollow_user", "user_followee_count", "followee_count"),
)
USERS_OF_GROUP = ("group_show", "organization_show", "group_list", "organization_list")
# Who may write files there is the matter of the door.
FILES = (
    *("file_show", "permission_read_file", "permission_download_file"),
    *("permission_owns_file", "permission_edit_file", "permission_delete_file"),
)


def get_actions() -> dict[str, Any]:
    """Return the actions that stand before CKAN's."""
    return {"status_show": status_show, "user_update": user_update}


def get_auth_functions() -> dict[str, Any]:
    """Return the guards by the name of the auth function that they stand before."""
    return {
        **{name: _guard(_knows_names) for name in NAMES},
        **{name: _guard(_names_no_users) for name in USERS_OF_GROUP},
        **{name: _guard(_is_not_our_file, all_=True) for name in FILES},
        **{name: _guard(_is_own_or_knows_names) for name in OF_ONE_USER},
        "member_list": _guard(_sees_members),
        "user_reset": _guard(_has_reset_key),
        "user_update": _guard(_is_not_by_token, all_=True),
        "api_token_create": _guard(_makes_own_token, all_=True),
    }


def _guard(asks: Callable[[Context, DataDict], bool], *, all_: bool = False) -> Any:
    """Return a chained auth function that first asks a question of ours.

    With ``all_`` the question is put to sysadmins as well; what CKAN allows them
    otherwise stays allowed.
    """

    @tk.chained_auth_function
    @tk.auth_allow_anonymous_access
    def guarded(
        next_auth: Next, context: Context, data_dict: DataDict | None
    ) -> AuthResult:
        data_dict = data_dict or {}
        if not asks(context, data_dict):
            return REFUSED
        if all_ and authz.is_sysadmin(context.get("user")):
            return ALLOWED
        if not _may_be_anonymous(next_auth) and not context.get("auth_user_obj"):
            return REFUSED
        return next_auth(context, data_dict)

    return tk.auth_sysadmins_check(guarded) if all_ else guarded


def _may_be_anonymous(function: Any) -> bool:
    return bool(getattr(function, "auth_allow_anonymous_access", False))


def _knows_names(context: Context, _data: DataDict) -> bool:
    reader = base.reader_of(context)
    return reader.is_sysadmin or permissions.may(reader, "seat", "create", None)


def _is_own_or_knows_names(context: Context, data_dict: DataDict) -> bool:
    user = context.get("user")
    found = model.User.get(user) if user else None
    asked = data_dict.get("id") or user
    is_own = found is not None and asked in (found.name, found.id)
    return is_own or _knows_names(context, data_dict)


def _names_no_users(context: Context, data_dict: DataDict) -> bool:
    wants_users = tk.asbool(data_dict.get("include_users") or False)
    of_user = data_dict.get("object_type") == "user"
    return not (wants_users or of_user) or _sees_members(context, data_dict)


def _sees_members(context: Context, data_dict: DataDict) -> bool:
    if data_dict.get("object_type") == "package":
        return True
    group, user = data_dict.get("id"), context.get("user")
    runs_it = authz.has_user_permission_for_group_or_org(group, user, "membership")
    return runs_it or _knows_names(context, data_dict)


def _is_not_our_file(_context: Context, data_dict: DataDict) -> bool:
    """Core's file actions and addresses know nothing of who may see evidence."""
    file_id = data_dict.get("id")
    row = model.Session.get(model.File, file_id) if isinstance(file_id, str) else None
    return row is None or row.storage != STORAGE


def _has_reset_key(context: Context, _data: DataDict) -> bool:
    """Answer for an unknown account as for a wrong key of a known one."""
    user = model.User.get(context.get("user"))
    key = request.args.get("key") if has_request_context() else None
    return user is not None and mailer.verify_reset_link(user, key)


def _is_not_by_token(context: Context, data_dict: DataDict) -> bool:
    """A token is for one seat; it must not take over the account by a new password."""
    user = model.User.get(context.get("user"))
    is_own = user is not None and data_dict.get("id") in (user.name, user.id)
    return not (_is_by_token() and is_own)


def _makes_own_token(context: Context, data_dict: DataDict) -> bool:
    """A token speaks as its owner: nobody makes one for others, and none makes more."""
    user = model.User.get(context.get("user"))
    is_own = user is not None and data_dict.get("user") in (user.name, user.id)
    return is_own and not _is_by_token()


def _is_by_token() -> bool:
    return has_request_context() and g.get("tiptaskforce_token_seat") is not None


@tk.chained_action
@tk.side_effect_free
def status_show(next_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Tell about the site what anybody may know.

    CKAN 2.12.0 tells version, plugins and the operator's address to everybody.
    """
    found = next_action(context, data_dict)
    if authz.is_sysadmin(context.get("user")):
        return found
    return {key: found[key] for key in found if key not in TOLD_TO_SYSADMINS}


@tk.chained_action
def user_update(next_action: Action, context: Context, data_dict: DataDict) -> Any:
    """Change an account; with a new password its API tokens end.

    In CKAN 2.12.0 they outlive it. Sessions end by themselves, as they hold the
    fingerprint of the old password.
    """
    before = _password(data_dict.get("id"))
    found = next_action(context, data_dict)
    if _password(found.get("id")) != before:
        account.revoke_tokens(found["id"])
        if not context.get("defer_commit"):
            model.Session.commit()
    return found


def _password(user_id: Any) -> str | None:
    user = model.User.get(user_id) if isinstance(user_id, str) else None
    return user.password if user else None
