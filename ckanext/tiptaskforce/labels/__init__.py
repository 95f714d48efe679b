"""Words for people, made from our codes in the language of the reader.

The tables hold English; each word is translated when it is asked for, because the
language is known only then.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.labels.looks import LOOKS
from ckanext.tiptaskforce.labels.words import WORDS

_PLAIN = ("grey", "ring")


def word(name: str, code: object) -> str:
    """Return the word for a code of a list; an unknown code stands for itself."""
    known = WORDS.get(name, {}).get(str(code))
    return tk._(known) if known else str(code)


def words(name: str) -> dict[str, str]:
    """Return all words of a list by code, in the order of the list."""
    return {code: tk._(text) for code, text in WORDS[name].items()}


def tag(kind: str, code: object) -> tuple[str, str, str]:
    """Return (word, colour, icon) of a status."""
    colour, icon = LOOKS.get(kind, {}).get(str(code), _PLAIN)
    return word(kind, code), colour, icon
