"""The French catalogue: whole, with the same places and tags, and French."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from dev import catalogues, messages

PLACE = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
# Words that French writes as English does, names, and texts that are places alone.
ALIKE = frozenset(
    """Audit|CC BY|CC BY IGO|CC BY-SA|Code|Contact|Coordination|Date|Description
Cycle|Document|Documents|Forum|Fulfulde|Invitation|MRM|Menu|Migrants|Moment|Note
ODC-By|Objections|Parties
Organisation|Organisations|P-code|Page {number}|Pages|Protection|Question|Services
Source|Sources|Total|Type|URL|Version|Violation|Violations|Vision|Zone|code
correction {number}|version {number}|{number}, {day}|{part} organisations
{number} organisation|{number} organisations|{n} organisation|{n} organisations
{percent} % ({words})|{title}, {country}""".replace("\n", "|").split("|")
)


@pytest.fixture(scope="module")
def french():
    """The translations by text; a text with a plural goes by its plural."""
    (path,) = (p for p in catalogues.written() if p.parts[-3] == "fr")
    with path.open("rb") as handle:
        return read_po(handle, locale="fr")


@pytest.fixture(scope="module")
def pairs(french):
    """Each text with each of its translations."""
    return [pair for message in french if message.id for pair in _pairs(message)]


def _pairs(message):
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    one, many = message.id
    first, *others = message.string
    return [(one, first), *((many, other) for other in others)]


def test_every_text_is_translated(french):
    wanted = {message.id for message in messages.kept() if message.id}
    said = {message.id for message in french if message.id}
    # A text that nobody says any more is harmless; `pybabel update` takes it out.
    assert sorted(map(str, wanted - said)) == []


def test_no_translation_is_empty_or_only_guessed(french, pairs):
    assert [text for text, said in pairs if not said.strip()] == []
    assert [message.id for message in french if message.id and message.fuzzy] == []


def test_plurals_have_the_forms_that_ckan_counts_with(french):
    """CKAN's rule and ours are merged, and the last one holds for both."""
    many = [m for m in french if not isinstance(m.id, str)]
    assert french.num_plurals == 3
    assert [m.id for m in many if len(m.string) != 3] == []


def test_what_is_filled_in_is_the_same(pairs):
    def places(text):
        return sorted(PLACE.findall(text))

    assert [pair for pair in pairs if places(pair[0]) != places(pair[1])] == []


def test_tags_are_the_same(pairs):
    def tags(text):
        return sorted(TAG.findall(text))

    assert [pair for pair in pairs if tags(pair[0]) != tags(pair[1])] == []


def test_blanks_at_the_ends_are_the_same(pairs):
    def ends(text):
        return text[:1].isspace(), text[-1:].isspace()

    assert [pair for pair in pairs if ends(pair[0]) != ends(pair[1])] == []


def test_nothing_was_left_in_english(pairs):
    assert {text for text, said in pairs if text == said} - ALIKE == set()


def test_it_says_that_a_machine_made_it(french):
    assert "not reviewed by a native speaker" in french.last_translator
