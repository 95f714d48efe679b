"""Free ports, found by binding and not by guessing."""

from __future__ import annotations

import errno
import socket

HOST = "127.0.0.1"
HIGHEST = 65535
# A browser asks localhost by IPv6 first: whoever serves there would answer for us.
_ADDRESSES = (
    (socket.AF_INET, HOST),
    (socket.AF_INET, ""),
    (socket.AF_INET6, "::1"),
)
_NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def free_port() -> int:
    """Return a port that the system has just given and taken back."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port, on any address, now."""
    return all(_can_bind(family, host, port) for family, host in _ADDRESSES)


def _can_bind(family: int, host: str, port: int) -> bool:
    try:
        with _socket(family) as probe:
            probe.bind((host, port))
    except OSError as refusal:
        return refusal.errno in _NO_SUCH_ADDRESS
    return True


def _socket(family: int = socket.AF_INET) -> socket.socket:
    """Return a socket that old connections do not keep from taking its port again."""
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made


def listen(wanted: int) -> socket.socket:
    """Take the wanted port, or the next free one, at once and for good.

    Whoever binds a port first and serves it later cannot lose it to another start.
    """
    tries = 50
    for port in (*range(wanted, min(wanted + tries, HIGHEST)), 0):
        if port and not is_free(port):
            continue
        taken = _socket()
        try:
            taken.bind((HOST, port))
            taken.listen(128)
        except OSError:
            taken.close()
        else:
            return taken
    raise OSError("no port is free")
