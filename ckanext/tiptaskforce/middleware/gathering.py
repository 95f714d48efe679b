"""All actions and auth functions are gathered before the first request comes in.

CKAN 2.12.0 gathers them in the first request that asks for one. A second thread that
asks meanwhile finds what is gathered so far: auth functions of ours that are missing, a
page that fails, and actions of CKAN without the guards that plugins put around them.
``test_gathering.py`` tells when this can go.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import authz
from flask import Flask


def install(_app: Flask) -> None:
    """Gather both."""
    authz.auth_functions_list()
    tk.get_action("status_show")
