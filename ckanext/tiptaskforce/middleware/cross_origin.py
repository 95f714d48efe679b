"""What pages of other sites may read: published data, asked for as nobody.

An answer is opened for what it is, not for who asks: these addresses and actions give
the same bytes to everybody. The cookie of a reader is never taken along, because no
answer allows it. Everything else stays closed to other sites.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Flask, Response, request

PAGES = frozenset(
    {
        "tiptaskforce_publication.file",
        "tiptaskforce_harvest.catalogue",
        "tiptaskforce_harvest.dataset",
        "tiptaskforce_harvest.described",
        "tiptaskforce_harvest.feed",
        "tiptaskforce_harvest.sitemap",
    }
)
ACTIONS = frozenset(
    f"tiptaskforce_publication_{verb}"
    for verb in ("list", "overview", "show", "history", "read")
)
# A program asks again by the checksum of what it has.
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": "ETag",
    "Access-Control-Max-Age": "86400",
}


def install(app: Flask) -> None:
    """Open the answers that hold published data and nothing else."""
    app.after_request(_open)


def _open(response: Response) -> Response:
    is_read = request.method in ("GET", "HEAD", "OPTIONS")
    if not is_read or not (is_page() or is_call()):
        return response
    if tk.current_user.is_authenticated:
        return response
    response.headers.update(HEADERS)
    if is_call() and request.method == "GET" and response.status_code == 200:
        response.cache_control.no_cache = True
        response.add_etag()
        return response.make_conditional(request)  # type: ignore[return-value]
    return response


def is_page() -> bool:
    """Tell whether an address gives published data."""
    return request.endpoint in PAGES


def is_call() -> bool:
    """Tell whether an action gives published data."""
    named = (request.view_args or {}).get("logic_function")
    return request.endpoint == "api.action" and named in ACTIONS
