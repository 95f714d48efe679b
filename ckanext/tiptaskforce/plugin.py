"""The plugin: wiring only."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import action, auth
from ckanext.tiptaskforce.model import TABLES  # noqa: F401  registers every table


@tk.blanket.config_declarations
class TipTaskForcePlugin(p.SingletonPlugin):
    """Workspace of an anti-trafficking task force and the door to its releases."""

    p.implements(p.IConfigurer)
    p.implements(p.IActions)
    p.implements(p.IAuthFunctions)

    def update_config(self, config: Any) -> None:
        """Put our templates, assets and static files in front of CKAN's."""
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "tiptaskforce")

    def get_actions(self) -> dict[str, Any]:
        """Return our actions and the guards around CKAN's own."""
        return action.get_actions()

    def get_auth_functions(self) -> dict[str, Any]:
        """Return our auth functions and those that replace CKAN's own."""
        return auth.get_auth_functions()
