"""A language is compiled by whatever command comes first, and again when it changed."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from dev import catalogues

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def folder(tmp_path) -> Path:
    place = tmp_path / "fr" / "LC_MESSAGES"
    place.mkdir(parents=True)
    say(tmp_path, "échéance")
    return tmp_path


def say(folder: Path, words: str) -> Path:
    """Write the French of one text."""
    path = folder / "fr" / "LC_MESSAGES" / "ckanext-tiptaskforce.po"
    path.write_text(f'{HEAD}msgid "due"\nmsgstr "{words}"\n', encoding="utf-8")
    return path


def said(folder: Path) -> str:
    path = folder / "fr" / "LC_MESSAGES" / "ckanext-tiptaskforce.mo"
    with path.open("rb") as handle:
        return gettext.GNUTranslations(handle).gettext("due")


def test_a_checkout_without_compiled_languages_gets_them(folder):
    catalogues.compile_those_behind(folder)

    assert said(folder) == "échéance"
    assert catalogues.behind(folder) == []


def test_what_a_translator_changed_is_compiled_again(folder):
    catalogues.compile_those_behind(folder)
    path = say(folder, "à remettre")
    later = path.with_suffix(".mo").stat().st_mtime + 1
    os.utime(path, (later, later))

    catalogues.compile_those_behind(folder)

    assert said(folder) == "à remettre"


def test_french_is_among_the_languages():
    assert [path.parts[-3] for path in catalogues.written()] == ["fr"]
