"""Numbers that are no secret: dates, periods, codes of places, money, documents."""

from __future__ import annotations

import re

_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|f[ée]v|mars|avr|mai"
    r"|juin|juil|ao[uû]t|d[ée]c)[a-zéû]*\.?"
)
_MONEY = r"(?:₦|\$|€|£|\b(?:NGN|USD|EUR|GBP|XAF|XOF|CHF|US\$|N(?=\d)|naira|dollars?))"
_COUNTED = (
    r"(?:naira|NGN|USD|EUR|GBP|XAF|XOF|CHF|dollars?|euros?|million|billion|thousand"
    r"|per cent|percent|%|people|persons|households|women|men|girls|boys|children"
    r"|copies|km|kg|hectares)"
)

_HARMLESS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # ISO dates, with a time if there is one, and months.
        rf"(?<![\d+\-.]){_YEAR}-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?"
        r"(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d)?(?:\.\d+)?Z?)?(?![\-\d])",
        # Day, month and year as people write them.
        rf"(?<![\d/+\-.])[0-3]?\d[/.\-][0-3]?\d[/.\-](?:{_YEAR}|\d\d)(?![\d/\-])",
        rf"(?<!\d)[0-3]?\d(?:st|nd|rd|th)?[ \-]{_MONTH}[ ,\-]*(?:{_YEAR})?(?!\d)",
        # Years, ranges of years, quarters.
        rf"(?<![\d+\-.]){_YEAR}\s?[\-/]\s?(?:{_YEAR}|\d\d)(?![\d\-])",
        rf"(?<![\d+\-.]){_YEAR}-?\s?Q[1-4]\b",
        rf"\bQ[1-4]\s?{_YEAR}(?!\d)",
        # Clock times and their ranges.
        r"(?<!\d)[0-2]?\d[:h][0-5]\d(?::[0-5]\d)?(?:\s?-\s?[0-2]?\d[:h][0-5]\d)?(?!\d)",
        # P-codes, codes of objectives, document numbers with letters before them.
        r"\b[A-Z]{2}\d{3,9}\b",
        r"\b[A-Z](?:\.\d+)+(?:-\d+)?\b",
        r"\b[A-Z]{2,}(?:/[A-Z0-9]+)*/\d[\d/]*(?:\s?\(\d{4}\))?",
        r"\b(?:SCR|UNSCR|S/RES|A/RES|ISO|ISBN|ISSN|DOI|RC)[ :\-/]*\d[\d./\-]*",
        # Money and counted things, unless they begin like a phone number.
        rf"{_MONEY}\s?[1-9][\d.,]*(?: \d{{3}})*",
        rf"(?<![\d+\-.(])[1-9]\d{{0,2}}(?:[ ,.']\d{{3}})+(?:[.,]\d\d?)?\s?{_COUNTED}",
        rf"(?<![\d+\-.(])[1-9]\d*(?:[.,]\d+)?\s?{_COUNTED}\b",
        # Thousands set apart by commas or points.
        r"(?<![\d+\-.(,])[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?![\d,])",
        r"(?<![\d+\-.(,])[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?(?![\d.])",
    )
]


def veil(text: str) -> str:
    """Put a neutral sign for each character of a harmless number."""
    for pattern in _HARMLESS:
        text = pattern.sub(_neutral, text)
    return text


def _neutral(match: re.Match[str]) -> str:
    return "¤" * len(match.group())
