"""The state of the portal as one sealed set: database, private files, releases, vault.

The rows are read in one transaction that sees the database as it stood at its start.
Files are never changed after a row names them, so those that the rows of that moment
name belong to it, however long the copying takes. What is only passing by (an upload
that waits for its confirmation, a file that waits for its form) is left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan
import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.exchange import sealed_set
from ckanext.tiptaskforce.logic import files
from ckanext.tiptaskforce.logic.figures import keeping
from ckanext.tiptaskforce.model import dump as model
from ckanext.tiptaskforce.model.base import now

FORMAT = "tiptaskforce-dump/1"
PASSING = frozenset({"tiptaskforce_staged", "tiptaskforce_upload"})


def dump(target: Path) -> dict[str, Any]:
    """Write the set and return its seal, its manifest and the heads of the logs.

    :raises FileExistsError: where something has that name already
    """
    writer = sealed_set.Writer(target)
    try:
        with model.frozen() as connection:
            told = _told(connection)
            told["tables"] = _write_tables(writer, connection)
            _write_releases(writer, connection)
            _write_private(writer, connection)
        _write_vault(writer)
        seal = writer.seal(**told)
    except BaseException:
        writer.give_up()
        raise
    return {**told, "seal": seal, "n_files": len(writer.files)}


def _told(connection: model.Connection) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made": now().isoformat(),
        "ckan": ckan.__version__,
        "site": tk.config["ckan.site_id"],
        "revisions": model.revisions(connection),
        "heads": model.heads(connection),
    }


def _write_tables(
    writer: sealed_set.Writer, connection: model.Connection
) -> dict[str, Any]:
    written = {}
    for name, columns in model.tables(connection).items():
        if name.endswith("alembic_version"):
            continue
        count = 0
        with writer.file(table_file(name)) as handle:
            if name not in PASSING:
                count = model.copy_out(connection, name, columns, handle)
        written[name] = {"columns": columns, "rows": count}
    return written


def _write_releases(writer: sealed_set.Writer, connection: model.Connection) -> None:
    for release_id, names in model.release_files(connection).items():
        for name in names:
            path = config.release_path() / release_id / name
            writer.add(release_file(release_id, name), path.read_bytes())


def _write_private(writer: sealed_set.Writer, connection: model.Connection) -> None:
    for location in model.kept_files(connection):
        writer.add(private_file(location), files.content(location))


def _write_vault(writer: sealed_set.Writer) -> None:
    root = config.vault_path()
    # The ledger's lines are sorted before the folders that they name: whatever is
    # appended meanwhile, each line of the copy has its files.
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        name = path.relative_to(root)
        if path.is_file() and keeping.is_kept(name):
            writer.add(f"vault/{name.as_posix()}", path.read_bytes())


def table_file(name: str) -> str:
    """Return the name of a table's rows inside the set."""
    return f"tables/{name}.rows"


def release_file(release_id: str, name: str) -> str:
    """Return the name of a release's file inside the set."""
    return f"releases/{release_id}/{name}"


def private_file(location: str) -> str:
    """Return the name of a private file inside the set."""
    return f"private/{location}"
