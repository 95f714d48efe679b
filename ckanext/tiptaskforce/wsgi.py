"""The site for a WSGI server: ``gunicorn ckanext.tiptaskforce.wsgi:application``.

CKAN's wheel ships no such module. The settings file is named by ``CKAN_INI``.
"""

from __future__ import annotations

import gc

from ckan.cli import load_config

config = load_config()
# Reading the settings silences every logger that is there already, as Python has it.
# That of CKAN's error page would say nothing of what went wrong.
from ckan.config.middleware import make_app  # noqa: E402

application = make_app(config)
# What the site is made of stays until the process ends: to look through it for what
# may go costs every page a tenth of its time.
gc.collect()
gc.freeze()
