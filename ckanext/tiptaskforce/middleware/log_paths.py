"""Secrets of links stay out of the log: CKAN 2.12.0 writes the path of each request.

Whoever reads a log could take a seat that waits behind an invitation, or follow the
meetings of a body.
"""

from __future__ import annotations

import logging
import re

from ckan.config.middleware import flask_app
from flask import Flask

_SECRET = re.compile(
    r"(/(?:calendar|invitation|subscription/confirm|subscription/end|request/confirm)/)"
    r"[^/\s]+"
)


class _NoSecrets(logging.Filter):
    """Takes out what follows the name of such a link."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _SECRET.sub(r"\1(secret)", record.getMessage())
        record.args = ()
        return True


def install(_app: Flask) -> None:
    """Let CKAN log which page was asked for, without what its link keeps secret."""
    log = logging.getLogger(flask_app.__name__)
    if not any(isinstance(one, _NoSecrets) for one in log.filters):
        log.addFilter(_NoSecrets())
