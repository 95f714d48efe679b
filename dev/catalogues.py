"""Catalogues as gettext reads them, made from those that translators write.

A compiled catalogue is never kept in the repository: every command of `python -m dev`
makes those that are behind, and the build of a wheel makes all of them (`setup.py`).
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from dev.places import ROOT

DOMAIN = "ckanext-tiptaskforce"
FOLDER = ROOT / "ckanext" / "tiptaskforce" / "i18n"


def written(folder: Path = FOLDER) -> list[Path]:
    """Return the catalogues that translators write, one a language."""
    return sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def behind(folder: Path = FOLDER) -> list[Path]:
    """Return those whose compiled form is missing, or older than they are."""
    return [path for path in written(folder) if _is_behind(path)]


def compile_those_behind(folder: Path = FOLDER) -> None:
    """Compile what is behind; nothing is loaded where nothing is."""
    for path in behind(folder):
        _compile(path)


def _is_behind(path: Path) -> bool:
    made = path.with_suffix(".mo")
    return not made.exists() or made.stat().st_mtime < path.stat().st_mtime


def _compile(path: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    logging.getLogger(__name__).info("compiling %s", path)
    with path.open("rb") as handle:
        catalogue = read_po(handle, locale=path.parts[-3])
    # Two commands may compile at once: whoever reads meets a whole file.
    half = path.with_suffix(f".{os.getpid()}.half")
    with half.open("wb") as handle:
        write_mo(handle, catalogue)
    half.replace(path.with_suffix(".mo"))
