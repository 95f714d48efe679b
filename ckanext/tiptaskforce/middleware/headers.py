"""What every answer says to the browser: what it may load, keep, and tell others.

CKAN 2.12.0 sends none of these headers. `tests/portal/middleware/test_headers.py` asks
every address of the site for them.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Flask, Response, request
from flask_compress import Compress

from ckanext.tiptaskforce import config

# Nothing inline and nothing from elsewhere. `data:` is for the icons that stand in
# the style sheet of the theme; an image cannot run or send anything.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: behind TLS the CSRF check wants the referrer of our own pages.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TWO_YEARS = "max-age=63072000; includeSubDomains"
STATIC = frozenset({"static", "webassets.index"})

_compress = Compress()


def install(app: Flask) -> None:
    """Add the headers to every answer, and compress it where that is safe."""
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_ALGORITHM_STREAMING=["br", "gzip"],
    )
    _compress.init_app(app)
    _compress.compress_mimetypes_set.add("text/csv")
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure or config.site_url().startswith("https://"):
        response.headers.setdefault("Strict-Transport-Security", TWO_YEARS)
    if is_private():
        response.cache_control.no_store = True
        # CKAN's own hook runs after this one and would add `public`.
        request.environ["__no_cache__"] = True
    return _compress.after_request(response) if _may_compress() else response


def is_private() -> bool:
    """Tell whether no cache may keep this answer: a signed-in reader, or a sign-in."""
    if request.endpoint in STATIC:
        return False
    is_about_accounts = request.blueprint in ("user", "dashboard")
    return bool(tk.current_user.is_authenticated) or is_about_accounts


def _may_compress() -> bool:
    """Keep the length of a signed-in answer from telling its secrets (BREACH).

    The attack needs another site that makes the reader's browser ask again and again
    with the reader's cookie. Browsers mark such a request, and it is answered plain;
    the cookie is `SameSite=Lax` besides.
    """
    is_foreign = request.headers.get("Sec-Fetch-Site") == "cross-site"
    return not (is_foreign and is_private())
