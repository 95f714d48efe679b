"""Free ports, found by binding and not by guessing."""

from __future__ import annotations

import socket

HOST = "127.0.0.1"
HIGHEST = 65535


def free_port() -> int:
    """Return a port that the system has just given and taken back."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port, on any address, now."""
    for host in (HOST, ""):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # As gunicorn does: connections of a server that has just ended do not
            # keep its port from being bound again.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                return False
    return True


def port_from(wanted: int, tries: int = 50) -> int:
    """Return the wanted port, or the next free one above it."""
    last = min(wanted + tries, HIGHEST)
    for port in range(wanted, last):
        if is_free(port):
            return port
    return free_port()
