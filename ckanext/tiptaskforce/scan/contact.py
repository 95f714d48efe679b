"""Phone numbers and mail addresses, also where somebody tried to hide them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import phonenumbers

from ckanext.tiptaskforce.scan.harmless import veil

Hit = tuple[int, int, str]

_AT = r"\s{0,3}(?:@|[(\[{<]\s?(?:at|@|arobase)\s?[)\]}>])\s{0,3}"
_DOT = (
    r"\s{0,3}(?:\.|[(\[{<]\s?(?:dot|point|\.)\s?[)\]}>])\s{0,3}"
    r"|\s{1,3}(?:dot|point)\s{1,3}"
)
_LABEL = r"[\w\-]{1,63}"
_ENDS = r"(?:com|org|net|int|gov|edu|info|io|co|africa|me|mail|[a-z]{2})"
_WEBMAIL = (
    r"(?:g(?:oogle)?mail|yahoo|ymail|hotmail|outlook|live|icloud|proton(?:mail)?|aol|gmx"
    r"|yandex|zoho|rocketmail)"
)
_MAIL = [
    (
        "mail.address",
        re.compile(
            rf"(?<![\w.+\-])[\w.+\-]{{1,64}}{_AT}{_LABEL}(?:(?:{_DOT}){_LABEL}){{1,5}}",
            re.IGNORECASE,
        ),
    ),
    (
        "mail.spelled",
        re.compile(
            rf"(?<![\w.+\-])[\w.+\-]{{1,64}}\s{{1,3}}(?:at|arobase)\s{{1,3}}{_LABEL}"
            rf"(?:\s{{0,3}}[(\[]?\b(?:dot|point)\b[)\]]?\s{{0,3}}{_LABEL}){{0,3}}"
            rf"\s{{0,3}}[(\[]?\b(?:dot|point)\b[)\]]?\s{{0,3}}{_ENDS}\b",
            re.IGNORECASE,
        ),
    ),
    (
        "mail.webmail",
        re.compile(
            rf"(?<![\w.+\-])[\w.+\-]{{1,64}}\s{{1,3}}(?:at|arobase)\s{{1,3}}{_WEBMAIL}"
            rf"(?:{_DOT}){_ENDS}\b",
            re.IGNORECASE,
        ),
    ),
]

_DIGIT = r"(?:\d|(?<=\d)[oO](?=[\doO])|(?<![A-Za-z])[oO](?=\d)|(?<=\d)[lI|](?=\d))"
_RUN = re.compile(
    rf"(?<![\w¤])[+(]{{0,3}}{_DIGIT}(?:[ .\-()/,_*~]{{0,3}}{_DIGIT}){{6,}}"
)
_PIECE = re.compile(r"[+(]*[\doOlI|]+\)?")
_SAID_BEFORE = re.compile(
    r"(?:\b(?:tel(?:[eé]phone)?|phone"
    r"|mobile|cell|gsm|whats ?app|hotline|helpline|sms"
    r"|fax|call|ring|dial|text|contact|number is|num[eé]ro|portable|lambar|waya|imo"
    r"|viber|signal|telegram)\b|☎|📞|هاتف|رقم|جوال)[^\d\n]{0,25}$",
    re.IGNORECASE,
)
_MOST_DIGITS = 17  # Fifteen in the longest number of all, and a prefix to dial out.
_MOST_PIECES = 400  # Bounds the work on a page that is nothing but digits.
_WORDS = {
    word: str(value)
    for value, words in enumerate(
        (
            "zero oh nought",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
        )
    )
    for word in words.split()
}
_SPOKEN = re.compile(
    rf"\b(?:(?:{'|'.join(_WORDS)}|double|triple)\b[\s,.\-]{{0,3}}){{7,20}}",
    re.IGNORECASE,
)


def mails(text: str) -> Iterator[Hit]:
    """Find mail addresses, plain or spelled with words for at and dot."""
    for rule, pattern in _MAIL:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), rule


def phones(text: str, regions: Sequence[str]) -> Iterator[Hit]:
    """Find numbers that can be dialled in ``regions`` or from abroad."""
    for run in _RUN.finditer(veil(text)):
        said = bool(_SAID_BEFORE.search(text[max(0, run.start() - 60) : run.start()]))
        found = _in_run(run.group(), regions, said)
        if found:
            start, end, rule = found
            yield run.start() + start, run.start() + end, rule
    for match in _SPOKEN.finditer(text):
        if _callable(_unspoken(match.group()), regions, said=False):
            yield match.start(), match.end(), "phone.spoken"


def _in_run(run: str, regions: Sequence[str], said: bool) -> Hit | None:
    """Try each chain of neighbouring pieces of a run of digits, longest first."""
    pieces = list(_PIECE.finditer(run))[:_MOST_PIECES]
    for length in range(min(len(pieces), _MOST_DIGITS), 0, -1):
        for first in range(len(pieces) - length + 1):
            start, end = pieces[first].start(), pieces[first + length - 1].end()
            rule = _rule(run[start:end], regions, said)
            if rule:
                return start, end, rule
    return None


def _rule(chain: str, regions: Sequence[str], said: bool) -> str | None:
    digits = re.sub(r"[lI|]", "1", re.sub(r"[oO]", "0", chain))
    plain = re.sub(r"[^\d+]", "", digits)
    if not 7 <= len(plain.lstrip("+")) <= _MOST_DIGITS:
        return None
    if "," in chain and plain[0] not in "0+":
        return None  # Commas stand in lists of figures more often than in numbers.
    if _callable(plain, regions, said):
        return "phone.number"
    if said and 7 <= len(plain) <= 13 and len(set(plain)) > 1:
        return "phone.labelled"
    return None


def _callable(plain: str, regions: Sequence[str], said: bool) -> bool:
    if plain.startswith("+"):
        return _valid(plain, None)
    if plain.startswith("00") and _valid("+" + plain[2:], None):
        return True
    if plain.startswith("009") and _valid("+" + plain[3:], None):
        return True  # 009 is how a call abroad begins in Nigeria.
    return any(_callable_at_home(plain, region, said) for region in regions)


def _callable_at_home(plain: str, region: str, said: bool) -> bool:
    country = str(phonenumbers.country_code_for_region(region))
    if plain.startswith(country) and len(plain) >= 11:
        return _valid("+" + plain, None)
    enough = 9 if plain.startswith("0") else 10
    if not _has_trunk_zero(region):
        enough = 9
    return (said or len(plain) >= enough) and _valid(plain, region)


@lru_cache(maxsize=64)
def _has_trunk_zero(region: str) -> bool:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    return bool(metadata and metadata.national_prefix == "0")


def _valid(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def _unspoken(words: str) -> str:
    digits: list[str] = []
    times = 1
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in ("double", "triple"):
            times = 2 if word == "double" else 3
        else:
            digits.append(_WORDS[word] * times)
            times = 1
    return "".join(digits)
