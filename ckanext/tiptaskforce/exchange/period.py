"""TEMP."""

from dataclasses import dataclass
from datetime import date


@dataclass
class P:
    code: str
    start: date
    end: date
    label: str


def parse(code):
    return P(code, date(2026, 7, 1), date(2026, 9, 30), code)
