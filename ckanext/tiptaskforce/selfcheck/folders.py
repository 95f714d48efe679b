"""The folders that must be closed: vault, released files, evidence and storage."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ckanext.tiptaskforce import config as options
from ckanext.tiptaskforce.selfcheck.rules import Finding

PACKAGE = Path(__file__).resolve().parents[1]
VAULT = "ckanext.tiptaskforce.vault_path"
RELEASES = "ckanext.tiptaskforce.release_path"
STORAGE = "ckan.storage_path"
EVIDENCE = "ckan.files.storage.tiptaskforce_private.path"
SESSIONS = "SESSION_FILE_DIR"
CLOSED = 0o700


def make_sessions(config: Mapping[str, Any]) -> None:
    """Make the folder of the sessions, closed, where there is none yet.

    Flask-Session 0.8 would make it open to everybody, and the check refuse it then.
    """
    path = Path(str(config.get(SESSIONS) or ""))
    if config.get("SESSION_TYPE") == "filesystem" and path.is_absolute():
        with suppress(OSError):  # Flask-Session says next what stands in the way.
            path.mkdir(mode=CLOSED, parents=True)


def broken(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the folders that others could read, or that the web would serve."""
    private = [VAULT, RELEASES]
    if config.get("ckan.files.storage.tiptaskforce_private.type") == "ckan:fs":
        private.append(EVIDENCE)
    if config.get("SESSION_TYPE") == "filesystem":
        private.append(SESSIONS)
    places = [(name, folder.resolve()) for name, folder in _places(config)]
    for option in private:
        yield from _of_private(option, config, places)
    storage = str(config.get(STORAGE) or "")
    if storage and _is_open(Path(storage)):
        yield Finding(
            STORAGE,
            storage,
            "a folder with mode 0700",
            "Others would read files in it.",
        )


def _of_private(
    option: str, config: Mapping[str, Any], places: list[tuple[str, Path]]
) -> Iterator[Finding]:
    text = str(config.get(option) or "")
    path = Path(text)
    if not text or not path.is_absolute():
        yield Finding(
            option, text, "an absolute path", "A relative one moves with the process."
        )
        return
    # The vault is made by hand; the others may be made by the site itself.
    if _is_open(path) or (option == VAULT and not _is_there(path)):
        yield Finding(
            option,
            text,
            "a folder with mode 0700",
            "It holds what must never be public.",
        )
    where = path.resolve()
    for name, forbidden in places:
        # Sessions are worth nothing in a copy; what is served lies one folder deeper.
        if option == SESSIONS and name == STORAGE:
            forbidden = (forbidden / "storage").resolve()  # noqa: PLW2901
        if _is_inside(where, forbidden):
            yield Finding(
                option,
                text,
                f"a folder outside {name}",
                f"What lies in {name} is copied or served with it.",
            )


def _places(config: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    storage = str(config.get(STORAGE) or "")
    if storage:
        yield STORAGE, Path(storage)
    public = config.get("plugin_public_paths") or []
    for folder in (*public, *str(config.get("extra_public_paths") or "").split(",")):
        if folder:
            yield "the web root", Path(folder)
    yield "the program", PACKAGE
    root = PACKAGE.parents[1]
    if (root / ".git").exists():
        yield "the checkout", root


def _is_inside(path: Path, folder: Path) -> bool:
    # A demo keeps everything below `.dev` of the checkout, which is never committed.
    is_dev = path.is_relative_to(PACKAGE.parents[1] / ".dev")
    if is_dev and options.is_demo() and folder == PACKAGE.parents[1]:
        return False
    return path == folder or path.is_relative_to(folder)


def _is_there(path: Path) -> bool:
    try:
        return path.is_dir()
    except PermissionError:
        # The web processes must not enter the folder of the worker's vault.
        return True


def _is_open(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & ~CLOSED)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return False
