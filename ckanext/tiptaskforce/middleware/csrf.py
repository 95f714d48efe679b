"""CVE-2026-41255: one anonymous visit switched the CSRF check of a page off for all.

CKAN 2.12.0 exempts the view of every anonymous request, and of every request with an
API token, in a set that lives as long as the process (`ckan_before_request` in
`ckan/config/middleware/flask_app.py`). Here that set forgets with the request.
`tests/portal/middleware/test_csrf.py` tells when this can go: its test of unpatched
CKAN fails as soon as CKAN checks for itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, g, has_request_context

KEY = "tiptaskforce_csrf_exempt"


class ExemptViews:
    """Stands in for the set: what a request adds holds for that request alone."""

    def __init__(self, standing: Iterable[str]) -> None:
        """Keep what was exempt at start-up, which no request added."""
        self._standing = set(standing)

    def add(self, view: str) -> None:
        """Exempt a view: at start-up for good, in a request for this request."""
        if has_request_context():
            g.setdefault(KEY, set()).add(view)
        else:
            self._standing.add(view)

    def __contains__(self, view: object) -> bool:
        """Tell whether the running request may skip the check."""
        return view in self._standing or view in g.get(KEY, ())


def is_in_place(app: Flask) -> bool:
    """Tell whether the remedy holds for an app."""
    return isinstance(app.extensions["csrf"]._exempt_views, ExemptViews)  # noqa: SLF001


def install(app: Flask) -> None:
    """Replace the set; CKAN's CSRF object is one for all apps of a process."""
    protect = app.extensions["csrf"]
    if not is_in_place(app):
        protect._exempt_views = ExemptViews(protect._exempt_views)  # noqa: SLF001
