"""How large a file from outside may be, packed and unpacked."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds of one file; sizes in bytes, cells in characters."""

    size: int = 10 * MEGABYTE
    unpacked: int = 50 * MEGABYTE
    ratio: int = 100
    entries: int = 200
    rows: int = 20_000
    columns: int = 150
    cell: int = 5_000
    seconds: int = 30
    memory: int = 700 * MEGABYTE

    def as_dict(self) -> dict[str, int]:
        """Return the bounds as plain data, for the process that reads the file."""
        return asdict(self)


STANDARD = Limits()
