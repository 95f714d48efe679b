"""The encoding of a text file: decoded when it is sure, refused when it is not."""

from __future__ import annotations

import re
import unicodedata

from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.phrase import N_

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UNSURE = N_(
    "The letters in line %(line)s cannot be read for sure. "
    "Save the file as CSV UTF-8 and try again."
)
_NUL = N_("Line %(line)s holds a sign that is no text. Save the file as CSV UTF-8.")

_WESTERN = frozenset("àâäáçéèêëîïíñóôöúùûüÿœæßÀÂÄÁÇÉÈÊËÎÏÍÑÓÔÖÚÙÛÜŸŒÆ")
_SIGNS = frozenset("\u00a0€‚„…‘’“”•–—«»°·§©®£½¿¡²")
_ARABIC_FREQUENT = frozenset("اليمنورتبهدعسفةكحقأ")
_WORD = re.compile(r"[^\W\d_]+")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of ``data`` and the name of its encoding.

    :raises FileRefused: with the line, if there is no or more than one sure reading.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, name), name.removesuffix("-sig")
    text, name = _without_mark(data)
    return text, name


def _strictly(data: bytes, name: str) -> str:
    try:
        text = data.decode(name)
    except UnicodeError as error:
        raise FileRefused("encoding", _UNSURE, line=1) from error
    return _without_nul(text)


def _without_nul(text: str) -> str:
    for number, line in enumerate(text.split("\n"), start=1):
        if any(_is_no_text(sign) for sign in line if sign < " " or sign > "~"):
            raise FileRefused("nul", _NUL, line=number)
    return text


def _is_no_text(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\r\n\x85"


def _without_mark(data: bytes) -> tuple[str, str]:
    try:
        return _without_nul(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    readings: dict[str, str] = {}
    for name, is_plausible in (("cp1252", _is_western), ("cp1256", _is_arabic)):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if is_plausible(text):
            readings.setdefault(text, name)
    if len(readings) != 1:
        raise FileRefused("encoding", _UNSURE, line=line)
    ((text, name),) = readings.items()
    return _without_nul(text), name


def _is_western(text: str) -> bool:
    """Accented letters of Western Europe, each within a word of plain letters."""
    if not all(sign in _WESTERN or sign in _SIGNS for sign in text if sign > "\x7f"):
        return False
    return all(word.isascii() or _is_western_word(word) for word in _WORD.findall(text))


def _is_western_word(word: str) -> bool:
    accents = sum(not sign.isascii() for sign in word)
    if re.search(r"[a-zß-ÿœ][A-ZÀ-ÞŒ]", word):
        return False
    return accents * 2 <= len(word) or word in ("à", "À")


def _is_arabic(text: str) -> bool:
    """Words wholly of Arabic letters, most of them the frequent ones."""
    high = [sign for sign in text if sign > "\x7f" and sign.isalpha()]
    arabic = [sign for sign in high if "\u0600" <= sign <= "\u06ff"]
    if len(arabic) < 6 or len(arabic) < len(high):
        return False
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if any(any(sign.isascii() for sign in word) for word in words):
        return False
    frequent = sum(sign in _ARABIC_FREQUENT for sign in arabic)
    return frequent >= 0.6 * len(arabic) and len(arabic) >= 2 * len(words)
