"""The languages of our catalogues, read without asking who is reading.

A file may come back in another language than it went out in: its headers and words are
known in all of them.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

DOMAIN = "ckanext-tiptaskforce"
FOLDER = Path(__file__).parents[1] / "i18n"


@cache
def spoken() -> frozenset[str]:
    """Return English and the languages that have a catalogue of ours."""
    found = FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return frozenset({"en"} | {path.parts[-3] for path in found})


@cache
def is_unreviewed(language: str) -> bool:
    """Tell whether no native speaker has read our words in a language.

    The catalogue says it where the one who reviews it writes a name instead.
    """
    made_by = _catalogue(language).info().get("last-translator", "")
    return "not reviewed" in made_by


@cache
def in_all(text: str) -> tuple[str, ...]:
    """Return a text of any of our languages in all of them."""
    known = {text}
    for language in spoken():
        known |= {*_sources(language).get(text, ())}
    # The empty text is not one: a catalogue keeps its own head there.
    asked = [(_catalogue(tongue), one) for tongue in spoken() for one in known if one]
    said = {catalogue.gettext(one) for catalogue, one in asked}
    return tuple(sorted(known | said))


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, str(FOLDER), [language], fallback=True)


@cache
def _sources(language: str) -> dict[str, tuple[str, ...]]:
    """Return translation → the English texts that it translates."""
    found: dict[str, tuple[str, ...]] = {}
    # The library has no other word for "all that this catalogue translates".
    kept = getattr(_catalogue(language), "_catalog", {})
    for source, said in kept.items():
        if source and isinstance(source, str):
            found[said] = (*found.get(said, ()), source)
    return found
