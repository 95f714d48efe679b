"""What cannot be meant is refused before any view or action sees it.

CKAN 2.12.0 answers 500 to an `id` that is an object or holds a NUL, to JSON that is
nested too deep, and to forms of more than a thousand fields.
`tests/portal/middleware/test_badids.py` asks unpatched CKAN too and tells when this
can go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Flask, Response, abort, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from ckanext.tiptaskforce import config

MAX_DEPTH = 20
MAX_FIELDS = 1000
MAX_ID = 1000
OURS = "tiptaskforce_"
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
BRACKET = re.compile(r"[\[\]{}]")
UNREADABLE = re.compile("[\0\ud800-\udfff]")
# Names under which CKAN's actions take one id, name or plain text.
TEXT = frozenset(
    {
        *("id", "id2", "name", "user", "group", "package", "dataset", "resource"),
        *("org", "organization", "object", "subject", "username", "jti", "key", "q"),
        *("name_or_id", "vocabulary_id", "user_id", "package_id", "resource_id"),
        *("group_id", "owner_org", "owner_id", "owner_type", "object_type", "role"),
        *("capacity", "email", "order_by", "sort", "type", "title", "tag", "fq"),
        *("entity_id", "entity_type", "task_type", "term", "query", "location"),
        *("storage", "reset_key", "permission", "resource_view_id", "view_type"),
    }
)
NUMBERS = frozenset({"limit", "offset", "rows", "start", "page_size"})
# CKAN takes the rest of TEXT as null where it is optional.
NEVER_NULL = frozenset({"id", "q", "fq", "query", "sort", "order_by"})
# CKAN answers 500 where these actions miss what they search for.
NEEDED = {"group_autocomplete": "q", "organization_autocomplete": "q"}
# These views of CKAN answer 500 to a form that lacks its button's name.
NEED_SAVE = ("dataset_resource.new", "dataset_resource.edit", "admin.config")
# Elsewhere these names carry lists or objects on purpose.
LISTS_TOO = {
    "resource_search": {"query"},
    "tag_search": {"query"},
    "file_search": {"sort"},
}


def install(app: Flask) -> None:
    """Bound the size of a request and look at what it carries."""
    app.config["MAX_CONTENT_LENGTH"] = config.max_body_bytes()
    app.config["MAX_FORM_PARTS"] = MAX_FIELDS
    app.before_request(_check)


def _check() -> Response | None:
    if request.endpoint == "api.action":
        return _check_call((request.view_args or {})["logic_function"])
    if any(_is_unreadable(text) for text in _sent_texts()):
        abort(400)
    if _n_fields() > MAX_FIELDS:
        abort(413)
    lacks_save = "save" not in request.form and request.method == "POST"
    if lacks_save and request.endpoint in NEED_SAVE:
        abort(400)
    _check_own_lists()
    return None


def _check_own_lists() -> None:
    """Guard the pages of CKAN that name persons without asking anybody."""
    is_admins = (request.endpoint or "").endswith(".admins")
    if is_admins and request.blueprint in ("organization", "group"):
        try:
            tk.check_access("member_list", {}, dict(request.view_args or {}))
        except tk.NotAuthorized:
            abort(403)


def _sent_texts() -> Iterator[str]:
    yield request.path
    for values in (request.args, request.form):
        for key, value in values.items(multi=True):
            yield key
            yield value


def _n_fields() -> int:
    return sum(len(values) for _, values in request.form.lists())


def _check_call(action: str) -> Response | None:
    try:
        sent = _sent()
    except RequestEntityTooLarge:
        return _refusal(413, tk._("The request is too large."))
    except (ValueError, RecursionError):
        return _refusal(400, tk._("The body must be one JSON object."))
    if _n_fields() > MAX_FIELDS:
        return _refusal(413, tk._("The request has too many fields."))
    if any(_is_unreadable(text) for text in (*_texts(sent), *_sent_texts())):
        return _refusal(400, tk._("The text holds characters that cannot be stored."))
    wrong = [] if action.startswith(OURS) else _wrong_types(action, sent)
    if wrong:
        names = ", ".join(wrong)
        return _refusal(400, tk._("Must be plain text: {names}").format(names=names))
    return None


def _sent() -> dict[str, Any]:
    """Return the parameters of a call, wherever CKAN would read them.

    :raises ValueError: for what is not one JSON object of bounded depth
    """
    if request.method == "GET":
        return {k: v if len(v) > 1 else v[0] for k, v in request.args.lists()}
    if request.form:
        fields = {k: v if len(v) > 1 else v[0] for k, v in request.form.lists()}
        # CKAN takes a body without a content type as a form whose key is the JSON.
        key, value = next(iter(fields.items()))
        is_json = len(fields) == 1 and value in ("", "1")
        return _parsed(key) if is_json else fields
    return _parsed(request.get_data(as_text=True)) if request.data else {}


def _parsed(text: str) -> dict[str, Any]:
    if _depth(text) > MAX_DEPTH:
        raise ValueError
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError  # noqa: TRY004  the caller answers both in one way
    return found


def _depth(text: str) -> int:
    """Return how deep JSON nests, before a parser recurses into it."""
    deepest = depth = 0
    for bracket in BRACKET.findall(STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _texts(part)


def _is_unreadable(text: str) -> bool:
    """Tell whether PostgreSQL could not keep a text: a NUL, half a character."""
    return UNREADABLE.search(text) is not None


def _wrong_types(action: str, sent: dict[str, Any]) -> list[str]:
    lists = LISTS_TOO.get(action, set())
    wrong = [
        name
        for name, value in sent.items()
        if _is_wrong(name, value) and not (name in lists and isinstance(value, list))
    ]
    needed = NEEDED.get(action)
    return [*wrong, needed] if needed and not sent.get(needed) else wrong


def _is_wrong(name: str, value: Any) -> bool:
    if name in NUMBERS:
        return not _is_number(value)
    if name not in TEXT:
        return False
    if value is None:
        return name in NEVER_NULL
    return not isinstance(value, str) or (name == "id" and len(value) > MAX_ID)


def _is_number(value: Any) -> bool:
    """Tell whether PostgreSQL and Solr could count to a limit or offset."""
    text = str(value).strip()
    is_plain = text.isascii() and text.isdigit() and len(text) <= 9
    return is_plain and not isinstance(value, bool)


def _refusal(status: int, message: str) -> Response:
    """Return the answer in the shape of CKAN's API."""
    name = (request.view_args or {})["logic_function"]
    asked = tk.h.url_for(
        "api.action", logic_function="help_show", ver=3, name=name, _external=True
    )
    kind = "Request Too Large" if status == 413 else "Bad Request"
    response = jsonify(
        help=asked, success=False, error={"__type": kind, "message": message}
    )
    response.status_code = status
    return response
