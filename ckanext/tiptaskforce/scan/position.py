"""Coordinates: decimal, degrees and minutes, UTM, MGRS, plus codes, map links."""

from __future__ import annotations

import re
from collections.abc import Iterator

Hit = tuple[int, int, str]

_GAP = r"\s{0,3}"
_SIGN = r"[+\-]?"
_HALF = r"(?:[NSEW]|north|south|east|west)"
_SAID = re.compile(
    r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|coord(?:inate|onn[eé]e)?s?|gps|geo|position"
    r"|location|إحداثيات)\b[^\n]{0,30}$",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"(?<![\w.,+\-])(?P<lat>{_SIGN}\d{{1,3}}[.,]\d{{1,12}}){_GAP}°?{_GAP}(?P<ns>[NS]?)"
    rf"{_GAP}(?:[,;/|&]|and|lon(?:g(?:itude)?)?\.?[:=]?|{_GAP}){{0,3}}{_GAP}"
    rf"(?P<lon>{_SIGN}\d{{1,3}}[.,]\d{{1,12}}){_GAP}°?{_GAP}(?P<ew>[EW]?)(?![\w])",
    re.IGNORECASE,
)
_DEGREE = r"\d{1,3}\s?(?:°|º|deg(?:rees)?\.?)"
_SURE = [
    (rule, re.compile(pattern, flags))
    for rule, pattern, flags in (
        (
            "position.degrees",
            rf"(?:\b{_HALF}\s?)?{_DEGREE}\s{{0,2}}\d{{1,2}}(?:\.\d+)?\s?(?:'|min(?:utes)?)"
            rf"(?:\s{{0,2}}\d{{1,2}}(?:\.\d+)?\s?(?:\"|''|sec(?:onds)?))?(?:\s?{_HALF}\b)?",
            re.IGNORECASE,
        ),
        (
            "position.degrees",
            r"\b\d{1,3}(?:\.\d+)?\s?(?:°|º|deg(?:rees)?)\s?[NSEW]\b",
            re.IGNORECASE,
        ),
        (
            "position.degrees",
            r"\b[NS]\s?\d{1,2}[° ]\s?\d{1,2}\.\d+'?\s{0,2},?\s{0,2}"
            r"[EW]\s?\d{1,3}[° ]\s?\d{1,2}\.\d+",
            re.IGNORECASE,
        ),
        (
            "position.degrees",
            r"(?<![\w.])[NS]\s?\d{1,2}\.\d{2,}\s{0,2},?\s{0,2}[EW]\s?\d{1,3}\.\d{2,}",
            re.IGNORECASE,
        ),
        (
            "position.degrees",
            r"\b\d{1,2}[ :]\d{1,2}[ :]\d{1,2}(?:\.\d+)?\s?[NS]\b[,;\s]{0,3}"
            r"\d{1,3}[ :]\d{1,2}[ :]\d{1,2}(?:\.\d+)?\s?[EW]\b",
            re.IGNORECASE,
        ),
        (
            "position.utm",
            r"\b(?:[1-9]|[1-5]\d|60)\s?[C-HJ-NP-X]\s{1,3}\d{6}(?:\.\d+)?\s?m?\s?E?"
            r"[,;/ ]{1,3}\d{6,7}(?:\.\d+)?\s?m?\s?N?\b",
            0,
        ),
        (
            "position.mgrs",
            r"\b(?:[1-9]|[1-5]\d|60)[C-HJ-NP-X]\s?[A-HJ-NP-Z][A-HJ-NP-V]\s?"
            r"(?:\d{3}\s?\d{3}|\d{4}\s?\d{4}|\d{5}\s?\d{5})\b",
            0,
        ),
        (
            "position.pluscode",
            r"\b[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
            re.IGNORECASE,
        ),
        (
            "position.pluscode",
            r"\b(?=[23456789]*[CFGHJMPQRVWX])[23456789CFGHJMPQRVWX]{4,6}"
            r"\+[23456789CFGHJMPQRVWX]{2,3}\b",
            0,
        ),
        (
            "position.link",
            r"\bgeo:-?\d{1,3}(?:\.\d+)?,-?\d{1,3}(?:\.\d+)?",
            re.IGNORECASE,
        ),
        (
            "position.link",
            r"(?:maps\.app\.goo\.gl|goo\.gl/maps|maps\.google\.\w+|google\.\w+/maps"
            r"|openstreetmap\.org/[?#]|what3words\.com|w3w\.co|plus\.codes)/?\S*",
            re.IGNORECASE,
        ),
        ("position.words", r"(?<![\w/:])///[a-z]+\.[a-z]+\.[a-z]+\b", re.IGNORECASE),
    )
]


def positions(text: str) -> Iterator[Hit]:
    """Find what puts a pin on a map; pairs of plain decimals need a reason."""
    for rule, pattern in _SURE:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), rule
    for match in _PAIR.finditer(text):
        if _is_position(match, text):
            yield match.start(), match.end(), "position.decimal"


def _is_position(match: re.Match[str], text: str) -> bool:
    lat, lon = match["lat"].replace(",", "."), match["lon"].replace(",", ".")
    if _size(lat) > 90 or _size(lon) > 180:
        return False
    if match["ns"] and match["ew"]:
        return True
    places = min(len(lat.partition(".")[2]), len(lon.partition(".")[2]))
    if _SAID.search(text[max(0, match.start() - 40) : match.start()]):
        return True
    if places == 3 and re.search(r"\d[°\s]*[,;]\s*[+\-]?\d", match.group()):
        return "000" not in (lat[-3:], lon[-3:]) and min(map(_size, (lat, lon))) >= 2
    return places >= 4


def _size(number: str) -> float:
    return abs(float(number))
