"""Numbers of identity papers and bank cards: labelled ones, and checksummed ones."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import lru_cache

Hit = tuple[int, int, str]

# Formats that are sure only together with their check digits (python-stdnum).
_CHECKED = {
    "luhn": r"(?<![\w.+\-])[3-6]\d{3}(?:[ \-]?\d{2,6}){2,4}(?![\w\-])",
    "iban": r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b",
    "us.ssn": r"(?<![\w\-])\d{3}-\d{2}-\d{4}(?![\w\-])",
    "es.dni": r"\b\d{8}-?[A-Z]\b",
    "es.nie": r"\b[XYZ]\d{7}-?[A-Z]\b",
    "it.codicefiscale": r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b",
    "fr.nir": r"\b[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d\b",
    "in_.aadhaar": r"(?<![\w.+\-])(?<!\d )[2-9]\d{3}[ \-]\d{4}[ \-]\d{4}(?![\w\-]| \d)",
    "pk.cnic": r"(?<![\w\-])\d{5}-\d{7}-\d(?![\w\-])",
    "br.cpf": r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w\-])",
    "za.idnr": r"(?<![\w.+\-])\d{2}(?:0\d|1[0-2])[0-3]\d ?\d{4} ?[01]\d{2}(?![\w\-])",
    "gb.nhs": r"(?<![\w.+\-])[4-7]\d{2} \d{3} \d{4}(?![\w\-]| \d)",
    "cn.ric": r"(?<![\w.])[1-9]\d{5}(?:19|20)\d{9}[\dX](?!\w)",
    "se.personnummer": r"(?<![\w.+\-])(?:19|20)?\d{6}[-+]\d{4}(?![\w\-])",
    "pl.pesel": r"(?:PESEL)\W{0,3}\d{11}\b",
}
_CHECKED_PATTERNS = [(name, re.compile(pattern)) for name, pattern in _CHECKED.items()]

_IS = (
    r"(?:\s{0,2}(?:card|no\.?|number|num|nr|id|is|was|reads|[:#=.\-(]|n°)){0,4}\s{0,2}"
)
_ELEVEN = r"\d(?:[ \-]?\d){10}(?![\w])"
_MARK = r"(?=[A-Z0-9/\-]*\d[A-Z0-9/\-]*\d[A-Z0-9/\-]*\d)[A-Z0-9][A-Z0-9/\-]{4,23}"
_LABELLED = [
    (rule, re.compile(pattern, re.IGNORECASE))
    for rule, pattern in (
        ("id.nin", rf"\bv?NIN\b{_IS}{_ELEVEN}"),
        (
            "id.nin",
            rf"\bnational id(?:entity|entification)? (?:number )?{_IS}{_ELEVEN}",
        ),
        ("id.bvn", rf"\b(?:BVN|bank verification){_IS}{_ELEVEN}"),
        (
            "id.paper",
            r"\b(?:passport|passeport|national id|nat\.? ?id"
            r"|(?:identity|identification) (?:card|number|no)"
            r"|id[ \-](?:card|number|no)|voter'?s? card|PVC|driver'?s? licen[cs]e"
            r"|driving licen[cs]e|birth certificate|ration card|SSN|social security"
            r"|carte d'identit[eé]|alien registration|residence permit|refugee id"
            rf"|progres(?: id)?){_IS}{_MARK}\b",
        ),
        ("id.paper", rf"(?-i:\bID\b){_IS}\d{{8,14}}\b"),
        ("id.unhcr", r"(?<![\w\-])\d{3}-\d{2}C\d{5}(?![\w\-])"),
        ("id.mrz", r"(?-i:\bP[A-Z<][A-Z]{3}[A-Z]+<[A-Z<]{8,})"),
        ("id.account", rf"\b(?:account|acct)\.? (?:no|number)\.?{_IS}\d{{10}}\b"),
        (
            "id.arabic",
            r"(?:رقم الهوية|الرقم الوطني|رقم الجواز|جواز سفر)\W{0,5}[A-Z]?\d{5,14}",
        ),
    )
]


def identities(text: str) -> Iterator[Hit]:
    """Find numbers of papers that name a person, and of bank cards and accounts."""
    for rule, pattern in _LABELLED:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), rule
    for name, pattern in _CHECKED_PATTERNS:
        for match in pattern.finditer(text):
            if _checks(name, match.group()):
                yield match.start(), match.end(), f"id.{name}"


def _checks(name: str, text: str) -> bool:
    number = text.rsplit("PESEL", maxsplit=1)[-1].lstrip(" :#.-")
    if name == "luhn":
        number = re.sub(r"\D", "", number)
        return 13 <= len(number) <= 19 and _standard(name).is_valid(number)
    return _standard(name).is_valid(number)


@lru_cache(maxsize=32)
def _standard(name: str):  # noqa: ANN202 - stdnum's modules share no type
    return importlib.import_module(f"stdnum.{name}")
