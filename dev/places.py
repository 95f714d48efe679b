"""Where things lie: the checkout, and the folders of one stack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
RECIPES = Path(__file__).resolve().parent

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


@dataclass(frozen=True)
class Places:
    """The folders and files of the stack called `name`."""

    name: str
    home: Path = DEV

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"A stack is named with a-z, 0-9 and _, beginning with a letter: "
                f"{self.name!r} is not such a name"
            )

    @property
    def folder(self) -> Path:
        return self.home / self.name

    @property
    def record(self) -> Path:
        """The file that says what runs where."""
        return self.folder / "stack.json"

    @property
    def secrets(self) -> Path:
        """Passwords and keys of this stack (mode 0600), made once."""
        return self.folder / "secrets.json"

    @property
    def lock(self) -> Path:
        return self.home / f"{self.name}.lock"

    @property
    def site_lock(self) -> Path:
        """Held by the one process that looks after the site of this stack."""
        return self.home / f"{self.name}.site.lock"

    @property
    def ini(self) -> Path:
        return self.folder / "ckan.ini"

    @property
    def storage(self) -> Path:
        return self.folder / "storage"

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    @property
    def releases(self) -> Path:
        return self.folder / "releases"

    @property
    def private_files(self) -> Path:
        return self.folder / "private"

    @property
    def sessions(self) -> Path:
        return self.folder / "sessions"

    @property
    def logins(self) -> Path:
        return self.folder / "logins.json"

    def log(self, service: str) -> Path:
        return self.folder / "log" / f"{service}.log"
