"""The address of a reader behind proxies: believed only as far as we were told."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from ckanext.tiptaskforce import config


def install(app: Flask) -> None:
    """Take address, scheme and host from the headers of the declared proxies.

    With none declared the headers are ignored, so that nobody can dodge the limits on
    sign-in by writing another address into a header.
    """
    proxies = config.proxies()
    if proxies:
        app.wsgi_app = ProxyFix(
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
