"""Refusals in plain words, and 503 instead of 500 while a service is away.

In CKAN 2.12.0 the home page, `/dataset/`, a dataset and an organization answer 500
without Solr. `tests/portal/middleware/test_errors.py` tells when that part can go.
"""

from __future__ import annotations

import errno
import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SearchIndexError, SolrConnectionError
from flask import Flask, Response, current_app, redirect, request
from flask_wtf.csrf import CSRFError
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    NotFound,
    ServiceUnavailable,
)

log = logging.getLogger(__name__)
AWAY = (SolrConnectionError, SearchError, SearchIndexError, RedisError)
WAIT_SECONDS = 900


class InsufficientStorage(HTTPException):
    """The disk is full; what was saved before is whole."""

    code = 507


def install(app: Flask) -> None:
    """Register the answers; the template gives each its words."""
    page: Any = app.error_handler_spec[None][404][NotFound]
    app.register_error_handler(404, lambda error: _to_sign_in() or page(error))
    app.register_error_handler(CSRFError, lambda error: page(_untold(error)))
    app.register_error_handler(InsufficientStorage, page)
    # Some of CKAN's pages let these through, and answer 500 to an unknown id.
    app.register_error_handler(tk.ObjectNotFound, lambda _: page(NotFound()))
    app.register_error_handler(tk.NotAuthorized, lambda _: page(Forbidden()))
    app.register_error_handler(tk.ValidationError, lambda _: page(BadRequest()))
    app.register_error_handler(
        500, lambda error: _away(error) if _is_of_service(error) else page(error)
    )
    app.register_error_handler(413, lambda error: _unread_body() or page(error))
    for kind in AWAY:
        app.register_error_handler(kind, _away)
    app.register_error_handler(OperationalError, _without_database)
    app.register_error_handler(OSError, _out_of_space)
    app.after_request(_explain)


def words(code: Any, content: Any = None) -> dict[str, str]:
    """Return title and text of an error page; both are safe to show to anybody."""
    status = code[0] if isinstance(code, list) else code
    found = _words().get(status)
    if found is None:
        return {"title": tk._("Something is not right"), "text": str(content or "")}
    title, text = found
    # Only these say what the reader can mend; all others could tell what exists.
    if status in (400, 409, 413, 422, 429) and content:
        text = str(content)
    return {"title": title, "text": text}


def _words() -> dict[int, tuple[str, str]]:
    again = tk._("Nothing was lost that was saved before. Try again in a few minutes.")
    return {
        400: (
            tk._("This could not be read"),
            tk._("The request is not complete. Go back, reload the page, send again."),
        ),
        401: (tk._("Sign in first"), tk._("This page is for members.")),
        403: (
            tk._("Not for this account"),
            tk._("Your account may not do this. Ask the secretariat if it should."),
        ),
        404: (
            tk._("Page not found"),
            tk._("There is no such page, or it is not open to you."),
        ),
        405: (tk._("Not possible here"), tk._("This page does not take that request.")),
        413: (
            tk._("This is too large"),
            tk._("Send a smaller file or fewer fields. Nothing was saved."),
        ),
        429: (
            tk._("Too many tries"),
            tk._("Wait 15 minutes, then try again."),
        ),
        500: (
            tk._("Something went wrong"),
            tk._("It is our fault and has been noted. Nothing half was saved."),
        ),
        503: (tk._("Not available right now"), again),
        507: (
            tk._("No room left"),
            tk._("The site cannot store more. What was saved before is whole."),
        ),
    }


def _to_sign_in() -> Response | None:
    """Send a stranger to sign-in for a workspace address that does not exist.

    All existing ones do the same, so that the answer tells nothing.
    """
    # What matches nothing else is taken for a static file.
    is_known = request.endpoint not in (None, "static")
    if is_known or not request.path.startswith("/taskforce/"):
        return None
    if tk.current_user.is_authenticated:
        return None
    came_from = request.full_path.rstrip("?")
    return redirect(tk.h.url_for("user.login", came_from=came_from))  # type: ignore[return-value]


def _unread_body() -> None:
    """Let the page of a body that is too large be drawn without reading it again."""
    seen = vars(request._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    seen["form"] = seen["files"] = ImmutableMultiDict()


def _untold(error: HTTPException) -> HTTPException:
    """Return the error without its words, which speak of tokens."""
    error.description = None
    return error


def _is_of_service(error: Exception) -> bool:
    """Tell whether CKAN itself turned a service that is away into its 500."""
    return isinstance(error.__context__, AWAY)


def _away(error: Exception) -> Any:
    log.warning("a service is away: %s", type(error).__name__)
    return current_app.handle_http_exception(ServiceUnavailable())


def _without_database(error: OperationalError) -> tuple[str, int]:
    """Answer without the page shell, which itself reads the database."""
    log.error("the database is away: %s", type(error.orig).__name__)
    title, text = _words()[503]
    return tk.render("tiptaskforce/away.html", {"title": title, "text": text}), 503


def _out_of_space(error: OSError) -> Any:
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    return current_app.handle_http_exception(InsufficientStorage())


def _explain(response: Response) -> Response:
    """Tell how long to wait; give CKAN's API its 503 where it says 500 for Solr."""
    if response.status_code == 429:
        response.headers.setdefault("Retry-After", str(WAIT_SECONDS))
    is_api = request.blueprint == "api" and response.is_json
    if is_api and response.status_code in (409, 500):
        kind = ((response.get_json(silent=True) or {}).get("error") or {}).get("__type")
        if kind in ("Search Connection Error", "Search Error", "Search Index Error"):
            response.status_code = 503
    return response
