"""Runs our migrations on CKAN's database; logging stays as the site has it."""

from alembic import context
from ckan.model.meta import metadata
from sqlalchemy import engine_from_config, pool

PREFIX = "tiptaskforce"
VERSION_TABLE = f"{PREFIX}_alembic_version"


def is_ours(_object, name, kind, _reflected, _compare_to):
    """Look at our own tables only; what hangs on them comes along."""
    return kind != "table" or name.startswith(f"{PREFIX}_")


def run() -> None:
    """Run each revision in one transaction on a fresh connection."""
    section = context.config.get_section(context.config.config_ini_section)
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            version_table=VERSION_TABLE,
            include_object=is_ours,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
