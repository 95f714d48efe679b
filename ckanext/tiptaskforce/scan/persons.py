"""Likely names, and an age beside a place: guesses that a writer may set right."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ckanext.tiptaskforce.scan import words

Hit = tuple[int, int, str]

_CAP = r"[A-Z\u00c0-\u00de\u0100-\u0136][\w'\-]*[\w]"
_NAME = (
    rf"(?:{_CAP}|[A-Z]\.)"
    rf"(?:[ \t]+(?:{_CAP}|[A-Z]\b\.?|bin|bint|ibn|al|de|van|von)){{0,3}}"
)
_TITLED = re.compile(
    rf"\b(?:{'|'.join(sorted(words.TITLES))})\.?[ \t]+(?P<name>{_NAME})"
)
_PERSON_WORD = "|".join(sorted(words.ONE_PERSON))
_INTRODUCED = [
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:{_PERSON_WORD})\b,?[ \t]+(?:is[ \t]+|was[ \t]+|who[ \t]+is[ \t]+)?"
        r"(?:named|called|known[ \t]+as|nommée?|prénommée?)[ \t]+)"
        rf"(?P<name>{_NAME})",
        rf"\b(?i:named|mai suna|sunanta|sunansa|s'appelle|nommée?)[ \t]+"
        rf"(?P<name>{_CAP}[ \t]+{_CAP})",
        rf"(?i:\b(?:my|his|her|their|whose|the[ \t]+\w+'s|\w+'s)[ \t]+"
        rf"(?:(?:full|maiden|last|first|real)[ \t]+)?names?[ \t]+(?:is|was)?[ \t]*)"
        rf"(?P<name>{_NAME})",
        rf"(?i:\b(?:call|calls|called)[ \t]+(?:me|her|him)[ \t]+)(?P<name>{_NAME})",
        rf"\b(?:my|his|her|their|the|a)[ \t]+(?:{_PERSON_WORD})[ \t]+"
        rf"(?P<name>{_NAME})",
        rf"(?i:\b(?:(?:full|first|last|family|given|nick|sur|victim|survivor|client|child"
        rf"|mother|father|contact|patient|beneficiary)(?:'s)?[ \t]*)?names?"
        rf"|\bnom|\bpr[ée]noms?|\bsuna)[ \t]*[:=][ \t]*(?P<name>{_NAME})",
        rf"(?i:\bnames?[ \t]+of[ \t]+(?:the[ \t]+)?(?:{_PERSON_WORD})"
        rf"[ \t]*(?:is|was|[:\-=,])[ \t]*)(?P<name>{_NAME})",
        rf"(?i:\b(?:the|a|our)[ \t]+(?:survivor|victim|client|perpetrator|trafficker"
        rf"|suspect|witness)),?[ \t]+(?P<name>{_CAP}[ \t]+{_CAP})",
        r"(?:اسمها|اسمه|تدعى|يدعى|الاسم[ \t]*:)[ \t]+(?P<name>[\u0620-\u064a]{2,})",
    )
]
_GIVEN_PAIR = re.compile(rf"(?<![\w.\-])(?P<name>{_CAP}(?:[ \t]+{_CAP}){{1,3}})")
_SMALL_PAIR = re.compile(r"(?<![\w.\-])(?=(?P<name>[a-z]{3,}[ \t]+[a-z]{3,})\b)")
_DOES = (
    r"(?:lives|lived|fled|flees|escaped|ran away|said|says|told|tells|reported"
    r"|disclosed|returned|came|went|arrived|cried|works|worked|is|was|has|had|wants|wanted|asked"
    r"|knows|knew|gave|got|can|will|does|did)\b"
)
_ACTOR = re.compile(rf"(?<![\w.\-])(?P<name>{_CAP})(?:'s\b|[ \t]+{_DOES})")

_AGE_NUMBER = rf"(?:\d{{1,2}}|{words.NUMBER_WORDS})"
_AGES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w\-.,+])(?P<age>{_AGE_NUMBER})[ \-]?(?:years?|yrs?|months?)[ \-]?"
        r"(?:old|of age)\b",
        rf"(?<![\w\-.,+])(?P<age>{_AGE_NUMBER})[ \-]?(?:y/o|y\.o\.?|yo|ans|shekaru)"
        r"(?!\w)",
        r"(?<![\w/])[MF]/(?P<age>\d{1,2})(?![\w/])",
        r"(?<![\w/])(?P<age>\d{1,2})/[MF](?![\w/])",
        r"\b(?:she|he|girl|boy|survivor|victim|child)[ \t]+(?:is|was|turned)[ \t]+"
        rf"(?:only[ \t]+|just[ \t]+)?(?P<age>{_AGE_NUMBER})"
        r"(?=[ \t]*(?:[,.;]|and\b|when\b|from\b|$))",
        r"\b(?:aged?|âgée?(?: de)?|mai shekaru)(?:[ \t]+(?:of|about|around|is|was))?"
        rf"[ \t]*[:=]?[ \t]*(?P<age>{_AGE_NUMBER})(?![\w.,]*\d)\b",
        rf"\b(?:{_PERSON_WORD})[ \t]*[,(][ \t]*(?P<age>\d{{1,2}})[ \t]*[,)]",
        r"(?:عمرها|عمره|تبلغ|يبلغ)[ \t]+(?:من العمر[ \t]+)?(?P<age>\d{1,2})",
    )
]
_BAND_BEFORE = re.compile(
    r"(?:\d[ \t]*(?:-|to|and|or|/|–)[ \t]*|\b(?:under|over|below|above|least|than"
    r"|between|up to)[ \t]+|[<>≥≤][ \t]*)$",
    re.IGNORECASE,
)
_BAND_AFTER = re.compile(
    r"^[ \t]*(?:years?|yrs?|months?)?[ \t]*(?:old)?[ \t]*(?:(?:-|to|/|–|and|or)[ \t]*"
    r"(?:\d|above|over|below|under|older|younger|up\b|more|less)|\+|plus\b)",
    re.IGNORECASE,
)
_REACH = 300
_SENTENCE_END = re.compile(r"[.!?;](?=\s|$)|\n\s*\n")
_PLACE = re.compile(
    rf"\b(?:from|in|of|at|near|around|outside|to|de|à|daga)[ \t]+"
    rf"(?:the[ \t]+(?:town|village|camp|ward|area)[ \t]+of[ \t]+)?(?P<place>{_CAP})"
)
_ARABIC_PLACE = re.compile(r"(?:^|\s)(?:من|في)\s+[\u0620-\u064a]{2,}")


def names(text: str, known: Collection[tuple[int, int]]) -> Iterator[Hit]:
    """Find likely names of persons outside the ``known`` spans."""
    for match in _TITLED.finditer(text):
        if match["name"].split()[0].rstrip(".") not in words.OFFICE:
            yield from _outside(match, known, "name.title")
    for pattern in _INTRODUCED:
        for match in pattern.finditer(text):
            yield from _outside(match, known, "name.introduced")
    for pattern in (_GIVEN_PAIR, _ACTOR):
        for match in pattern.finditer(text):
            if _holds_given_name(match["name"]):
                yield from _outside(match, known, "name.given")
    for match in _SMALL_PAIR.finditer(text):
        if all(part.title() in words.GIVEN for part in match["name"].split()):
            yield from _outside(match, known, "name.given")


def ages_with_place(text: str, places: Collection[tuple[int, int]]) -> Iterator[Hit]:
    """Find the age of one person in a sentence that also names a place."""
    for pattern in _AGES:
        for match in pattern.finditer(text):
            start, end = _sentence(text, match.start(), match.end())
            if _is_of_one_person(match, text, start, end) and _has_place(
                text, start, end, places
            ):
                yield match.start(), match.end(), "age.place"


def _outside(
    match: re.Match[str], known: Collection[tuple[int, int]], rule: str
) -> Iterator[Hit]:
    parts = match["name"].split()
    if parts[0].rstrip(".") in words.NO_NAME:
        return
    if any(part.capitalize() in words.BODY for part in parts):
        return
    start, end = match.span("name")
    if any(first <= start and end <= last for first, last in known):
        return
    yield start, end, rule


def _holds_given_name(run: str) -> bool:
    parts = run.split()
    return any(part.title() in words.GIVEN for part in parts) and not any(
        part in words.NO_NAME for part in parts
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the sentence around a hit, at most ``_REACH`` characters to each side."""
    first = max(0, start - _REACH)
    for stop in _SENTENCE_END.finditer(text, first, start):
        first = stop.end()
    last = _SENTENCE_END.search(text, end, end + _REACH)
    return first, last.start() if last else min(len(text), end + _REACH)


def _is_of_one_person(match: re.Match[str], text: str, start: int, end: int) -> bool:
    before, after = text[start : match.start("age")], text[match.end("age") : end]
    if _BAND_BEFORE.search(before) or _BAND_AFTER.match(after):
        return False
    following = re.match(r"[ \t]*,?[ \t]*([A-Za-z]+)", text[match.end() : end])
    if following and following[1].lower() in words.NOT_A_PERSON:
        return False
    nearby = re.findall(r"[\w']+", text[start:end].lower())
    if words.ONE_PERSON.intersection(nearby):
        return True
    return not words.NOT_A_PERSON.intersection(re.findall(r"\w+", before.lower()))


def _has_place(
    text: str, start: int, end: int, places: Collection[tuple[int, int]]
) -> bool:
    if any(start <= first < end for first, _ in places):
        return True
    if _ARABIC_PLACE.search(text, start, end):
        return True
    return any(
        found["place"] not in words.NO_NAME
        for found in _PLACE.finditer(text, start, end)
    )
