"""The site for a WSGI server: ``gunicorn ckanext.tiptaskforce.wsgi:application``.

CKAN's wheel ships no such module. The settings file is named by ``CKAN_INI``.
"""

from __future__ import annotations

from ckan.cli import load_config
from ckan.config.middleware import make_app

application = make_app(load_config())
