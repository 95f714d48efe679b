"""Words for people, made from our codes in the language of the reader.

The tables hold English; each word is translated when it is asked for, because the
language is known only then. A process keeps what it has translated: a long table asks
for the same few words in each row.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import ckan.plugins.toolkit as tk
from flask_babel import get_locale
from markupsafe import Markup

from ckanext.tiptaskforce.labels import words as table
from ckanext.tiptaskforce.labels.asked import ASKED, ASKED_LOOKS
from ckanext.tiptaskforce.labels.counted import COUNTED
from ckanext.tiptaskforce.labels.library import LIBRARY, LIBRARY_LOOKS
from ckanext.tiptaskforce.labels.life import LIFE
from ckanext.tiptaskforce.labels.looks import LOOKS
from ckanext.tiptaskforce.labels.meeting import MEETING, MEETING_LOOKS
from ckanext.tiptaskforce.labels.mrm import MRM, MRM_LOOKS
from ckanext.tiptaskforce.labels.reported import REPORTED, REPORTED_LOOKS
from ckanext.tiptaskforce.labels.tasks import TASKS
from ckanext.tiptaskforce.labels.told import TOLD


def _joined(*tables: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return the lists of all tables; one that several have gets the words of all."""
    found: dict[str, dict[str, str]] = {}
    for one in tables:
        for name, words_ in one.items():
            found[name] = {**found.get(name, {}), **words_}
    return found


WORDS = _joined(
    table.WORDS, COUNTED, REPORTED, MRM, ASKED, MEETING, TASKS, LIBRARY, LIFE, TOLD
)
_LOOKS = {
    **LOOKS,
    **REPORTED_LOOKS,
    **MRM_LOOKS,
    **ASKED_LOOKS,
    **MEETING_LOOKS,
    **LIBRARY_LOOKS,
}
# The lists whose words stand in a form of counts and in its template.
COUNTED_BY = ("dimension", "count_cell", "violation")
_PLAIN = ("grey", "ring")


def word(name: str, code: object) -> str:
    """Return the word for a code of a list; an unknown code stands for itself."""
    known = WORDS.get(name, {}).get(str(code))
    return _said(get_locale(), known) if known else str(code)


def said(text: str) -> str:
    """Return one of our own texts, marked for translators, in the reader's language."""
    return _said(get_locale(), text)


def notice(kind: str, said: dict[str, Any]) -> str:
    """Return what somebody is told in a sentence, with its codes as words."""
    role = word("role", said["role"]) if said.get("role") else ""
    agency = said.get("agency", "")
    seat = f"{role}, {agency}" if role and agency else role
    days = (said.get("from"), said.get("until"))
    return word("notice_says", kind).format(
        seat=seat,
        agency=agency,
        period=tk.h.tiptaskforce_period(*days) if all(days) else "",
        day=tk.h.tiptaskforce_day(said.get("day")),
        number=tk.h.tiptaskforce_number(said.get("number", 0)),
    )


def words(name: str) -> dict[str, str]:
    """Return all words of a list by code, in the order of the list."""
    return dict(_words(str(get_locale()), name))


def dimension(name: str) -> str:
    """Return the word for what is counted by; a list of a preset has its name."""
    known = word("dimension", name)
    return known if known != name else name.replace("_", " ").capitalize()


def counted_by(name: str) -> dict[str, str]:
    """Return all words of a list by which is counted; some say more in counts."""
    more = f"counted_{name}"
    return words(name) | (words(more) if more in WORDS else {})


def counted(name: str, code: str) -> str:
    """Return the word for a code by which is counted."""
    found = word(name, code)
    return word(f"counted_{name}", code) if found == code else found


def translator() -> Callable[..., Markup]:
    """Return what translates the words of a page's template, for its reader.

    A page says some hundred phrases, and to ask Babel for each of them takes as long as
    to ask the database for its rows.
    """
    return _translator(str(get_locale()))


def tag(kind: str, code: object) -> tuple[str, str, str]:
    """Return (word, colour, icon) of a status."""
    colour, icon = _LOOKS.get(kind, {}).get(str(code), _PLAIN)
    return word(kind, code), colour, icon


@lru_cache(maxsize=512)
def _words(_language: str, name: str) -> dict[str, str]:
    return {code: tk._(text) for code, text in WORDS[name].items()}


@cache
def _translator(_language: str) -> Callable[..., Markup]:
    @lru_cache(maxsize=4096)
    def kept(text: str) -> Markup:
        return Markup(tk._(text))  # noqa: S704  the catalogue is our own text

    def translate(text: str, **values: Any) -> Markup:
        # As Jinja has it: each phrase is a format, also one without values.
        return kept(text) % values

    return translate


@lru_cache(maxsize=2048)
def _said(_language: object, text: str) -> str:
    return tk._(text)
