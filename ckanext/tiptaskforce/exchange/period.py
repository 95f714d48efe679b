"""Reporting periods by their codes: month 2026-03, quarter 2026-Q3, half-year, year."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_CODE = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_SHORT = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


@dataclass(frozen=True)
class Period:
    """A period with its first and last day."""

    code: str
    start: date
    end: date

    @property
    def label(self) -> str:
        """The period in words, in English; pages translate by the code."""
        first, last = _SHORT[self.start.month - 1], _SHORT[self.end.month - 1]
        if self.start.month == self.end.month:
            return f"{first} {self.start.year}"
        if (self.start.month, self.end.month) == (1, 12):
            return str(self.start.year)
        return f"{first}–{last} {self.start.year}"


@lru_cache(maxsize=4096)
def parse(code: str) -> Period:
    """Return the period that a code names.

    :raises ValueError: saying how codes are written
    """
    found = _CODE.fullmatch(code)
    if found is None or not 1990 <= int(found[1]) <= 2100:
        raise ValueError(
            f"{code[:20]!r} is not a period. Write 2026-03, 2026-Q3, 2026-H2 or 2026."
        )
    year, month, quarter, half = (int(part) if part else 0 for part in found.groups())
    if month:
        return _from(code, year, month, 1)
    if quarter:
        return _from(code, year, 3 * quarter - 2, 3)
    if half:
        return _from(code, year, 6 * half - 5, 6)
    return _from(code, year, 1, 12)


def containing(day: date, kind: str) -> Period:
    """Return the month, quarter, half_year or year in which a day lies."""
    number = (day.month - 1) // MONTHS[kind] + 1
    code = {
        "month": f"{day.year}-{day.month:02}",
        "quarter": f"{day.year}-Q{number}",
        "half_year": f"{day.year}-H{number}",
        "year": str(day.year),
    }
    return parse(code[kind])


def kind_of(one: Period) -> str:
    """Return the name of a period's length: month, quarter, half_year or year."""
    months = (one.end.year - one.start.year) * 12 + one.end.month - one.start.month + 1
    return next(name for name, number in MONTHS.items() if number == months)


def following(one: Period) -> Period:
    """Return the period of the same length that comes next."""
    return containing(one.end + timedelta(days=1), kind_of(one))


def preceding(one: Period) -> Period:
    """Return the period of the same length that came before."""
    return containing(one.start - timedelta(days=1), kind_of(one))


def between(first: date, last: date, kind: str) -> list[Period]:
    """Return the periods of a length that begin up to a day, from that of another."""
    found = [containing(first, kind)]
    while (one := following(found[-1])).start <= last:
        found.append(one)
    return found


def _from(code: str, year: int, month: int, months: int) -> Period:
    last = month + months - 1
    return Period(
        code, date(year, month, 1), date(year, last, monthrange(year, last)[1])
    )
