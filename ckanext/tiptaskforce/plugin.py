"""The plugin: wiring only."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.plugins import DefaultTranslation
from ckan.types import CKANApp

from ckanext.tiptaskforce import cli, helpers, middleware, model, selfcheck, views
from ckanext.tiptaskforce import config as options
from ckanext.tiptaskforce.logic import action, auth, labelling, letters
from ckanext.tiptaskforce.model import quoting

# `ckan db check` compares the tables that are known at start-up.
TABLES = model.TABLES


@tk.blanket.config_declarations
class TipTaskForcePlugin(middleware.Remedies, p.SingletonPlugin, DefaultTranslation):
    """Workspace of an anti-trafficking task force and the door to its releases."""

    p.implements(p.IConfigurer)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IActions)
    p.implements(p.IAuthFunctions)
    p.implements(p.IAuthenticator, inherit=True)
    p.implements(p.IApiToken, inherit=True)
    p.implements(p.INotifier, inherit=True)
    p.implements(p.IValidators)
    p.implements(p.IPermissionLabels)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IBlueprint)
    p.implements(p.IClick)
    p.implements(p.ITemplateHelpers)
    p.implements(p.ITranslation)

    def update_config(self, config: Any) -> None:
        """Put our templates, assets and static files in front of CKAN's."""
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "tiptaskforce")
        options.lead_to_work(config)
        quoting.quote_no_values()
        letters.keep_addresses_out_of_logs()
        selfcheck.folders.make_sessions(config)

    def make_middleware(self, app: CKANApp, config: Any) -> CKANApp:
        """Serve on safe settings alone, and with the holes of CKAN 2.12.0 closed."""
        selfcheck.at_start(config)
        return middleware.close_holes(app)

    def get_actions(self) -> dict[str, Any]:
        """Return our actions and the guards around CKAN's own."""
        return action.get_actions()

    def get_auth_functions(self) -> dict[str, Any]:
        """Return our auth functions and those that replace CKAN's own."""
        return auth.get_auth_functions()

    def get_dataset_labels(self, dataset_obj: Any) -> list[str]:
        """Return the labels that a dataset carries in the search index."""
        return labelling.of_dataset(dataset_obj)

    def get_user_dataset_labels(self, user_obj: Any) -> list[str]:
        """Return the labels that a reader may find."""
        return labelling.of_reader(user_obj)

    def before_dataset_search(self, search_params: Any) -> Any:
        """Keep what is not published now out of every search."""
        return labelling.narrow(search_params)

    def before_dataset_index(self, pkg_dict: Any) -> Any:
        """Refuse an index entry that mixes two releases."""
        return labelling.indexed(pkg_dict)

    def get_blueprint(self) -> list[Any]:
        """Return the pages of all nouns."""
        return views.get_blueprints()

    def get_commands(self) -> list[Any]:
        """Return ``ckan tiptaskforce …``."""
        return cli.get_commands()

    def get_helpers(self) -> dict[str, Any]:
        """Return what templates call."""
        return {
            **helpers.get_helpers(),
            **middleware.get_helpers(),
            **selfcheck.get_helpers(),
        }
