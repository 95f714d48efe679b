"""How alembic reaches our tables; CKAN calls it for `ckan db upgrade|downgrade|check`.

There is no `fileConfig` call here: it would reset the logging of the running CKAN.
"""

from __future__ import annotations

from pathlib import Path

from alembic import context
from ckan.model.meta import metadata
from sqlalchemy import engine_from_config, pool

PLUGIN = Path(__file__).resolve().parent.name
VERSION_TABLE = f"{PLUGIN}_alembic_version"


def include_name(name, type_, parent_names):
    """Look at our own tables only: those of CKAN and of other plugins are not ours."""
    if type_ == "table":
        return name.startswith(f"{PLUGIN}_") and name != VERSION_TABLE
    return True


def include_object(_object, name, type_, reflected, compare_to):
    """Leave the models of CKAN and of other plugins out of the comparison."""
    return type_ != "table" or name.startswith(f"{PLUGIN}_")


OPTIONS = {
    "target_metadata": metadata,
    "version_table": VERSION_TABLE,
    "include_name": include_name,
    "include_object": include_object,
    "compare_server_default": True,
}


def print_sql():
    """Print the statements instead of running them."""
    url = context.config.get_main_option("sqlalchemy.url")
    context.configure(url=url, literal_binds=True, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


def migrate():
    """Run the revisions in one transaction, so that a killed run leaves no half."""
    section = context.config.get_section(context.config.config_ini_section)
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    print_sql()
else:
    migrate()
