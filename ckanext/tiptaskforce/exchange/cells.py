"""What a cell of a tracker may hold: each kind reads a value or says what is wrong."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property, lru_cache

from ckanext.tiptaskforce.exchange.links import check_link
from ckanext.tiptaskforce.exchange.refusal import LinkRefused
from ckanext.tiptaskforce.exchange.table import BadCell, Cell
from ckanext.tiptaskforce.phrase import N_, Phrase
from ckanext.tiptaskforce.scan import Finding, fold, refused

_FORMULA = N_("This cell (%(cell)s) holds a formula. Replace it by its value.")
_ERROR = N_("This cell (%(cell)s) shows an error of the spreadsheet.")
_SIGNS = N_("This cell (%(cell)s) holds signs that are no text. Type it again.")
_PERSONAL = N_(
    "This cell (%(cell)s) held a phone number, mail address, identity number or "
    "coordinates. It was not kept. Remove it and upload the file again."
)
_BAD = {
    "formula": _FORMULA,
    "error": _ERROR,
    "signs": _SIGNS,
    "personal": _PERSONAL,
}
_LONG = N_("This text has %(found)s characters; %(limit)s are allowed.")
_NO_DATE = N_("This is not a date. Write it as 2026-08-03.")
_WHICH_DATE = N_("Day and month are not clear. Write it as 2026-08-03.")
_FAR_DATE = N_("The year of this date is not between %(first)s and %(last)s.")
_NO_NUMBER = N_("This is not a whole number.")
_BOUNDS = N_("This number is not between %(least)s and %(most)s.")
_NOT_LISTED = N_("This is not in the list.")
_SEVERAL = N_("This may mean more than one entry of the list. Write its code.")
_NO_TRUTH = N_("Write yes or no.")


class CellProblem(ValueError):  # noqa: N818 - a problem of the cell, not of the program
    """What is wrong with a cell, with the nearest values that would be right."""

    def __init__(
        self, sentence: str | Phrase, nearest: Iterable[str] = (), **values: object
    ) -> None:
        text = isinstance(sentence, str)
        self.phrase = Phrase(sentence, values) if text else sentence
        self.nearest = tuple(nearest)
        super().__init__(str(self.phrase))


def plain(text: str) -> str:
    """Return ``text`` as it is compared: one form of letters, digits, blanks, case."""
    return " ".join(unicodedata.normalize("NFKC", fold(text).text).casefold().split())


class Kind:
    """A kind of cell. ``read`` gets a filled cell and returns its value."""

    number_format = "@"

    def read(self, value: Cell) -> object:
        """Return the value of a filled cell.

        :raises CellProblem: if the cell cannot be taken.
        """
        raise NotImplementedError

    def informed(self, cells: Iterable[Cell]) -> Kind:  # noqa: ARG002 - for subclasses
        """Return the kind as the other cells of the column make it surer."""
        return self

    def warnings(self, value: object) -> Sequence[Finding]:  # noqa: ARG002
        """Return what the writer must confirm about a value that was taken."""
        return ()

    def choices(self) -> Sequence[str]:
        """Return the entries of a closed list, as they stand in a drop-down."""
        return ()


def as_text(value: Cell) -> str:
    """Return what a reader sees in the cell.

    :raises CellProblem: for a formula, an error of the spreadsheet, and what was
        not kept.
    """
    if isinstance(value, BadCell):
        raise CellProblem(_BAD.get(value.reason, _ERROR), cell=value.cell)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return "" if value is None else str(value).strip()


@dataclass(frozen=True)
class Text(Kind):
    """Words. ``check`` is the scan for details of persons, with the caller's lists."""

    longest: int = 500
    check: Callable[[str], Sequence[Finding]] | None = None

    def __post_init__(self) -> None:
        """Scan a text once, although refusals and warnings are asked for apart."""
        if self.check:
            object.__setattr__(self, "check", lru_cache(maxsize=1)(self.check))

    def read(self, value: Cell) -> str:
        text = as_text(value)
        if len(text) > self.longest:
            raise CellProblem(_LONG, found=len(text), limit=self.longest)
        for finding in refused(self._found(text)):
            raise CellProblem(finding.message)
        return text

    def warnings(self, value: object) -> Sequence[Finding]:
        return [found for found in self._found(str(value)) if not found.is_refused]

    def _found(self, text: str) -> Sequence[Finding]:
        return self.check(text) if self.check else ()


@dataclass(frozen=True)
class Address(Kind):
    """A link; see ``links``."""

    def read(self, value: Cell) -> str:
        try:
            return check_link(as_text(value)).url
        except LinkRefused as refusal:
            raise CellProblem(refusal.phrase) from refusal


_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?"
)
_SHORT = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})")
_LONG_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?[- ]([^\W\d]+)\.?,?[- ](\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janv janvier",
            "feb february fev fevr fevrier",
            "mar march mars",
            "apr april avr avril",
            "may mai",
            "jun june juin",
            "jul july juil juillet",
            "aug august aou aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_SERIAL_ZERO = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Date(Kind):
    """A day. ``order`` is DMY or MDY once another cell of the column has shown it."""

    first: int = 2000
    last: int = 2100
    order: str = ""
    number_format = "yyyy-mm-dd"

    def read(self, value: Cell) -> dt.date:
        found = self._day(value)
        if not self.first <= found.year <= self.last:
            raise CellProblem(_FAR_DATE, first=self.first, last=self.last)
        return found

    def informed(self, cells: Iterable[Cell]) -> Date:
        """Learn day and month from cells such as 25/12/2026, if all agree."""
        pairs = [
            (int(match[1]), int(match[3]))
            for cell in cells
            if isinstance(cell, str)
            and (match := _SHORT.fullmatch(fold(cell.strip()).text))
        ]
        has_day_first = any(first > 12 for first, _ in pairs)
        has_month_first = any(second > 12 for _, second in pairs)
        if has_day_first == has_month_first:
            return self
        return replace(self, order="DMY" if has_day_first else "MDY")

    def _day(self, value: Cell) -> dt.date:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if isinstance(value, bool):
            raise CellProblem(_NO_DATE)
        if isinstance(value, (int, float)):
            return self._serial(value)
        return self._written(fold(as_text(value)).text)

    def _serial(self, value: float) -> dt.date:
        """Read a day that lost its format and became a count of days since 1899."""
        day = int(value) if 0 < value < 100_000 else 0
        found = _SERIAL_ZERO + dt.timedelta(days=day)
        if not self.first <= found.year <= self.last:
            raise CellProblem(_NO_DATE)
        return found

    def _written(self, text: str) -> dt.date:
        if match := _ISO.fullmatch(text):
            return _date(match[1], match[2], match[3])
        if match := _LONG_DATE.fullmatch(text):
            name = unicodedata.normalize("NFD", match[2].casefold())
            month = _MONTHS.get("".join(sign for sign in name if sign.isalpha()), 0)
            return _date(match[3], month, match[1])
        if match := _SHORT.fullmatch(text):
            return self._short(int(match[1]), int(match[3]), int(match[4]), match[2])
        raise CellProblem(_NO_DATE)

    def _short(self, one: int, two: int, year: int, sign: str) -> dt.date:
        if sign == "." or one == two or self.order == "DMY":
            return _date(year, two, one)
        if self.order == "MDY":
            return _date(year, one, two)
        if one > 12 or two > 12:
            return _date(year, min(one, two), max(one, two))
        readings = (_date(year, two, one), _date(year, one, two))
        raise CellProblem(_WHICH_DATE, [day.isoformat() for day in readings])


def _date(year: str | int, month: str | int, day: str | int) -> dt.date:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError as error:
        raise CellProblem(_NO_DATE) from error


# Groups of three after a comma, blank or apostrophe are sure in a whole number;
# one group after a point is not, because it may be a decimal fraction.
_GROUPED = re.compile(r"\d{1,3}(?:([, '])\d{3})(?:\1\d{3})*|\d{1,3}(?:\.\d{3}){2,}")


@dataclass(frozen=True)
class WholeNumber(Kind):
    """A count, in digits of any script, with thousands set apart where clear."""

    least: int = 0
    most: int = 999_999_999
    number_format = "0"

    def read(self, value: Cell) -> int:
        number = self._number(value)
        if not self.least <= number <= self.most:
            raise CellProblem(_BOUNDS, least=self.least, most=self.most)
        return number

    def _number(self, value: Cell) -> int:
        if isinstance(value, (bool, dt.date, dt.datetime)):
            raise CellProblem(_NO_NUMBER)
        if isinstance(value, float):
            if not value.is_integer():  # Also not a number, and infinity.
                raise CellProblem(_NO_NUMBER)
            return int(value)
        written = as_text(value)
        if any(unicodedata.category(sign) == "No" for sign in written):
            raise CellProblem(_NO_NUMBER)  # 12² is a twelve with a footnote, not 122.
        text = fold(written).text.strip()
        sign = -1 if text.startswith("-") else 1
        digits = text.removeprefix("-")
        if _GROUPED.fullmatch(digits):
            digits = re.sub(r"\D", "", digits)
        if not re.fullmatch(r"[0-9]{1,18}", digits):
            raise CellProblem(_NO_NUMBER)
        return sign * int(digits)


@dataclass(frozen=True)
class Code(Kind):
    """An entry of a closed list: ``options`` maps codes to words for people."""

    options: Mapping[str, str]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def read(self, value: Cell) -> str:
        for text in _spellings(value):
            found = self._index.get(plain(text), ())
            if len(found) == 1:
                return found[0]
            if found:
                raise CellProblem(_SEVERAL, [self._choice(code) for code in found])
        raise CellProblem(_NOT_LISTED, self._nearest(as_text(value)))

    def choices(self) -> Sequence[str]:
        return [self._choice(code) for code in self.options]

    def _choice(self, code: str) -> str:
        label = self.options[code]
        twice = len(self._index[plain(label)]) > 1
        return f"{label} · {code}" if twice else label

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for code, label in self.options.items():
            index.setdefault(plain(label), []).append(code)
            index[plain(f"{label} · {code}")] = [code]
            index[plain(f"{code} {label}")] = [code]
        for name, code in self.aliases.items():
            index.setdefault(plain(name), [code])
        index.update({plain(code): [code] for code in self.options})
        return index

    def _nearest(self, text: str) -> list[str]:
        close = get_close_matches(plain(text), list(self._index), n=6, cutoff=0.6)
        codes = dict.fromkeys(code for name in close for code in self._index[name])
        return [self._choice(code) for code in list(codes)[:3]]


def _spellings(value: Cell) -> list[str]:
    """Return what a cell may have said before a spreadsheet made a date of it."""
    text = as_text(value)
    if isinstance(value, dt.date) and value.day == 1:
        # A month such as 2026-03, and an age such as 12-17.
        return [text, f"{value:%Y-%m}", f"{value:%m-%y}"]
    return [text]


@dataclass(frozen=True)
class Codes(Kind):
    """Several entries of a closed list in one cell, set apart by ; or a new line."""

    one: Kind

    def read(self, value: Cell) -> tuple[str, ...]:
        parts = [part for part in re.split(r"[;\n|]", as_text(value)) if part.strip()]
        return tuple(dict.fromkeys(str(self.one.read(part)) for part in parts))


_TRUTHS = {
    **dict.fromkeys(("yes", "y", "true", "1", "oui", "vrai", "نعم", "x", "✓"), True),
    **dict.fromkeys(("no", "n", "false", "0", "non", "faux", "لا"), False),
}


@dataclass(frozen=True)
class Truth(Kind):
    """Yes or no."""

    def read(self, value: Cell) -> bool:
        found = _TRUTHS.get(plain(as_text(value)))
        if found is None:
            raise CellProblem(_NO_TRUTH)
        return found

    def choices(self) -> Sequence[str]:
        return ("yes", "no")
