"""What the reader of a page asks of our actions, and what a page may offer them."""

from __future__ import annotations

from typing import Any, cast

import ckan.plugins.toolkit as tk
from ckan.types import Context


def call(action: str, **data: Any) -> Any:
    """Call one of our actions as the reader of this page; None values are left out."""
    sent = {key: value for key, value in data.items() if value is not None}
    return tk.get_action(f"tiptaskforce_{action}")(_asker(), sent)


def may(noun: str, verb: str, **data: Any) -> bool:
    """Tell whether this page may offer a verb to its reader."""
    try:
        want(noun, verb, **data)
    except tk.NotAuthorized:
        return False
    return True


def want(noun: str, verb: str, **data: Any) -> None:
    """Refuse a page to readers who may not say the verb that it leads to.

    :raises NotAuthorized: which becomes the page for that
    """
    tk.check_access(f"tiptaskforce_{noun}_{verb}", _asker(), data)


def _asker() -> Context:
    """Return a context of the reader of this page; no two calls may share one."""
    # The person, not the proxy: the checks of a page ask for its fields 200 times.
    user = cast(Any, tk.current_user)._get_current_object()
    if not user.is_authenticated:
        return cast(Context, {"user": ""})
    return cast(Context, {"user": user.name, "auth_user_obj": user})
