"""The catalogue for translators: every word for people, from code and templates."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dev.places import ROOT

PACKAGE = ROOT / "ckanext" / "tiptaskforce"
CATALOGUE = PACKAGE / "i18n" / "ckanext-tiptaskforce.pot"
METHODS = [
    ("**.py", "python"),
    ("**.js", "javascript"),
    ("**/templates/**.html", "ckan"),
]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "ungettext": (1, 2)}


def found() -> Catalog:
    """Read every marked text of the package."""
    catalogue = Catalog(project="ckanext-tiptaskforce", charset="utf-8")
    for _file, _line, message, comments, context in extract_from_dir(
        PACKAGE, METHODS, keywords=KEYWORDS
    ):
        catalogue.add(message, None, auto_comments=comments, context=context)
    return catalogue


def kept(path: Path = CATALOGUE) -> Catalog:
    """Read the catalogue as it is kept."""
    with path.open("rb") as handle:
        return read_po(handle)


def write() -> int:
    """Write the catalogue anew and return how many texts it holds.

    It carries no date and no line numbers, so that it changes only with the texts.
    """
    catalogue = found()
    out = io.BytesIO()
    write_po(out, catalogue, no_location=True, omit_header=True, sort_output=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    CATALOGUE.write_bytes(head.encode() + out.getvalue())
    return len(catalogue)
