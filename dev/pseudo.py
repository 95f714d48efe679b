"""Invented languages, which show before a translator does what a translation breaks.

Every text of ours and of CKAN comes out in accented letters, 40 % longer and between
brackets. What stands on a page without them was never given to translators; what lacks
a bracket was cut or glued. They take the place of two languages that CKAN offers and
this product does not speak: one runs from left to right, one from right to left.
"""

from __future__ import annotations

import re
from pathlib import Path

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "am", "he"
OPEN, CLOSE = "⟦", "⟧"
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
# What a program fills in or reads: places, a doubled percent sign, tags, entities.
_KEPT = re.compile(r"(%\(\w+\)[sd]|%%|%[sd]|\{\w*\}|<[^>]+>|&\w+;)")
_MORE = " åñđ ɱöŕé ŵöŕđš"


def invented(text: str) -> str:
    """Return a text as the invented languages say it."""
    if not text.strip():
        return text
    parts = _KEPT.split(text)
    told = "".join(
        part if number % 2 else part.translate(_LETTERS)
        for number, part in enumerate(parts)
    )
    more = max(2, round(len(text) * 0.4))
    longer = (_MORE * (more // len(_MORE) + 1))[:more].rstrip()
    head = told[: len(told) - len(told.lstrip())]
    tail = told[len(told.rstrip()) :]
    return f"{head}{OPEN}{told.strip()}{longer}{CLOSE}{tail}"


def write(folder: Path) -> Path:
    """Write both languages below a folder, for CKAN's option `ckan.i18n_directory`.

    CKAN merges ours into its own, so one catalogue holds the texts of both. French and
    all others are linked in, and stay as they are.
    """
    import ckan

    theirs = Path(str(ckan.__file__)).parent / "i18n"
    folder.mkdir(parents=True, exist_ok=True)
    for found in theirs.iterdir():
        link = folder / found.name
        ours = found.name in (LEFT_TO_RIGHT, RIGHT_TO_LEFT)
        if found.is_dir() and not ours and not link.exists():
            link.symlink_to(found)
    for language in (LEFT_TO_RIGHT, RIGHT_TO_LEFT):
        _write_one(folder / language / "LC_MESSAGES", language, theirs / "ckan.pot")
    return folder


def _write_one(place: Path, language: str, theirs: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    from dev import messages

    catalogue = Catalog(locale=language)
    for source in (messages.kept(theirs), messages.kept()):
        for message in source:
            if message.id:
                catalogue.add(message.id, _said(message.id, catalogue.num_plurals))
    place.mkdir(parents=True, exist_ok=True)
    with (place / "ckan.mo").open("wb") as handle:
        write_mo(handle, catalogue)


def _said(text: str | tuple[str, ...], forms: int) -> str | tuple[str, ...]:
    if isinstance(text, str):
        return invented(text)
    _, many = text
    return (invented(many),) * forms
