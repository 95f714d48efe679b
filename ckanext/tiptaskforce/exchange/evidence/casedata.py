"""A quick look at a table: does it list persons? Cases belong elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ckanext.tiptaskforce.exchange.refusal import FileRefused
from ckanext.tiptaskforce.phrase import N_
from ckanext.tiptaskforce.scan import Kind, scan

_COLUMNS = N_(
    "This file looks like case data: it has the columns %(columns)s. Cases belong in "
    "your case-management system. Nothing was stored."
)
_ROWS = N_(
    "This file looks like case data: rows %(rows)s hold phone or identity numbers. "
    "Cases belong in your case-management system. Nothing was stored."
)

_WHO = (
    r"victim|survivor|child|client|beneficiary|patient|case|girl|boy|mother|father"
    r"|guardian|caregiver|care giver|person|participant|respondent|suspect|trafficker"
    r"|perpetrator|individual|household head|head of household"
)
_NAME = re.compile(
    rf"(?:(?:{_WHO})(?:'?s)? )?(?:full |first |last |middle |given |family |sur|nick)?"
    rf"names?(?: of (?:the )?(?:{_WHO}))?|victim|survivor|client|beneficiary|patient"
    r"|nom(?: complet)?|pr[ée]noms?|suna|الاسم|اسم(?: .*)?|name and surname|surname"
)
_CONTACT = re.compile(
    r"(?:.*\b(?:phone|mobile|telephone|gsm|whats ?app|tel)\b.*|nin|bvn|.*\bpassport\b.*"
    r"|(?:.*\b(?:national|identity|id)\b) ?(?:no\.?|number|card|id)?|dob|birth ?date"
    r"|.*date of birth.*|(?:home |residential |contact )?address|رقم الهاتف|هاتف"
    r"|date de naissance|t[ée]l[ée]phone)"
)
_TRAIT = re.compile(
    r"(?:age|sex|gender|age \(years\)|age in years|age/sex|sex/age|marital status"
    r"|religion|ethnicity|tribe|nationality|[âa]ge|sexe|shekaru|العمر|الجنس|disability"
    r"|(?:mother|father|guardian|caregiver)(?:'?s)?(?: name)?)"
)
_CASE = re.compile(
    rf"(?:(?:{_WHO}|incident|intake|registration)"
    r" ?(?:id|code|no\.?|number|ref(?:erence)?)"
    r"|progres(?: id)?|unhcr (?:id|no\.?|number)|date of (?:incident|rescue|intake)"
    r"|type of (?:violence|abuse|incident))"
)
_FOUND = frozenset({Kind.PHONE, Kind.NATIONAL_ID})
_ENOUGH_ROWS = 3


def refuse_case_data(
    sheets: Iterable[Sequence[Sequence[str]]], regions: Sequence[str] = ("NG",)
) -> None:
    """Refuse a file one of whose sheets looks like a list of persons.

    :raises FileRefused: ``case_data``, naming the columns or rows, never a value.
    """
    for rows in sheets:
        for number, row in enumerate(rows[:10]):
            columns = _telling(row)
            if columns and len(rows) > number + 1:
                shown = ", ".join(f'"{column}"' for column in columns)
                raise FileRefused("case_data", _COLUMNS, columns=shown)
        numbers = _rows_with_numbers(rows, regions)
        if len(numbers) >= _ENOUGH_ROWS:
            shown = ", ".join(str(number) for number in numbers[:5])
            raise FileRefused("case_data", _ROWS, rows=shown)


def _telling(row: Sequence[str]) -> list[str]:
    """Return the headers of a row that together describe persons one by one."""
    headers = [" ".join(cell.split()) for cell in row if cell.strip()]
    if len(headers) < 2:
        return []
    groups = [
        [text for text in headers if pattern.fullmatch(_plain(text))]
        for pattern in (_NAME, _CONTACT, _TRAIT, _CASE)
    ]
    names, contacts, traits, cases = groups
    births = [text for text in contacts if "birth" in text.lower() or text == "DOB"]
    if (names and (contacts or traits or cases)) or (cases and (contacts or traits)):
        return [*names, *contacts, *traits, *cases]
    return births


def _plain(header: str) -> str:
    return re.sub(r"[_*:#]+", " ", header).strip().casefold()


def _rows_with_numbers(
    rows: Sequence[Sequence[str]], regions: Sequence[str]
) -> list[int]:
    return [
        number
        for number, row in enumerate(rows, start=1)
        if any(found.kind in _FOUND for found in scan(" ¦ ".join(row), regions=regions))
    ]
