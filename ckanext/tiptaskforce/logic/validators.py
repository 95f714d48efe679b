"""Validators of accepted input; each says what is wrong and what is allowed."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeGuard
from zoneinfo import available_timezones

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import scan
from ckanext.tiptaskforce.exchange import links
from ckanext.tiptaskforce.exchange.refusal import LinkRefused

Check = Callable[..., Any]


@dataclass(frozen=True)
class Nested:
    """A field of rows or objects: checked whole, as CKAN would flatten it first."""

    check: Check


def nested(check: Check) -> Any:
    """Return the rule of a field that holds objects; a schema knows lists alone."""
    return Nested(check)


MAX_LINE = 200
MAX_TEXT = 4000
MAX_ROWS = 50_000
_ = tk._
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_LINE_CODE = re.compile(r"[A-Za-z0-9]{1,10}([.-][A-Za-z0-9]{1,10}){0,7}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def is_uuid(value: Any) -> TypeGuard[str]:
    """Tell whether a value is a uuid in its usual spelling."""
    if not isinstance(value, str) or len(value) != 36:
        return False
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def text(value: Any) -> str:
    """Accept one clean line or paragraph of text."""
    if not isinstance(value, str):
        raise tk.Invalid(_("Must be text."))
    if _CONTROL.search(value) or any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise tk.Invalid(_("Holds characters that cannot be stored. Type it again."))
    return value.strip()


def line(value: Any) -> str:
    """Accept one line of text of at most 200 characters."""
    value = text(value)
    if "\n" in value or "\r" in value:
        raise tk.Invalid(_("Must be one line."))
    return _at_most(value, MAX_LINE)


def paragraph(value: Any) -> str:
    """Accept text of at most 4,000 characters."""
    return _at_most(text(value).replace("\r\n", "\n"), MAX_TEXT)


def required(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Refuse a blank value, and ask nothing more of it."""
    value = data.get(key)
    is_blank = isinstance(value, str) and not value.strip()
    if is_blank or value in (None, tk.missing, []):
        errors[key].append(_("Missing. Give a value."))
        raise tk.StopOnError


def line_code(value: Any) -> str:
    """Accept the code of a line, such as A.2 or II.3."""
    value = text(value)
    if not _LINE_CODE.fullmatch(value) or value.lower() == "new":
        raise tk.Invalid(_("Write letters and digits with dots between, such as A.2."))
    return value


def absent_or_cleared(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Leave out what was not sent; let an empty value stand as None."""
    value = data.get(key)
    if value is tk.missing:
        data.pop(key, None)
        raise tk.StopOnError
    if value is None or value in ("", []):
        data[key] = None
        raise tk.StopOnError


def absent_or_filled(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Leave out what was not sent; refuse an empty value of what must have one."""
    if data.get(key) is tk.missing:
        data.pop(key, None)
        raise tk.StopOnError
    required(key, data, errors, context)


def slug(value: Any) -> str:
    """Accept lower-case letters, digits and hyphens."""
    value = text(value)
    if not _SLUG.fullmatch(value):
        raise tk.Invalid(
            _("Use 1 to 63 lower-case letters, digits and hyphens, no blank.")
        )
    return value


def about_work(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Refuse free text that names or points to a person; ask about doubtful words.

    A phone number, mail address, identity number or coordinates is refused. A likely
    name, or an age with a place, is refused until the caller names the field in
    ``confirm``. The text itself never enters a message or a log.
    """
    value = data.get(key)
    if not isinstance(value, str) or not value:
        return
    confirmed = data.get(("confirm",)) or []
    confirmed = confirmed if isinstance(confirmed, list) else [confirmed]
    for finding in scan.scan(value):
        if finding.is_refused or key[-1] not in confirmed:
            errors[key].append(finding.message.render(_))


def each_about_work(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Ask the same of each text of a list."""
    given = data.get(key)
    for value in given if isinstance(given, list) else ():
        about_work(key, {**data, key: value}, errors, context)


def no_contact(value: Any) -> Any:
    """Refuse a phone number, mail address, identity number or coordinates in a name.

    Names of organisations and lines sound like persons too often to ask about them.
    """
    for finding in scan.scan(value) if isinstance(value, str) else ():
        if finding.is_refused:
            raise tk.Invalid(finding.message.render(_))
    return value


def mail_address(value: Any) -> str:
    """Return a mail address as it is kept: without blanks, in small letters."""
    folded = text(value).strip().lower()
    name, _, host = folded.rpartition("@")
    is_plain = folded.isascii() and not any(c.isspace() or c in "<>,;" for c in folded)
    if not name or "@" in name or "." not in host.strip(".") or not is_plain:
        raise tk.Invalid(tk._("Must be a mail address, such as name@example.org."))
    return folded


def no_contacts(values: Any) -> Any:
    """Refuse the same in each text of a list."""
    for value in values if isinstance(values, list) else ():
        no_contact(value)
    return values


def one_of(terms: type[Enum]) -> Check:
    """Accept the code of one term of a closed list."""
    allowed = {str(term.value): term.value for term in terms}

    def check(value: Any) -> Any:
        if isinstance(value, bool) or str(value) not in allowed:
            raise tk.Invalid(_allowed(list(allowed)))
        return allowed[str(value)]

    return check


def one_of_words(*words: str) -> Check:
    """Accept one of these words."""

    def check(value: Any) -> str:
        if value not in words:
            raise tk.Invalid(_allowed(list(words)))
        return value

    return check


def many_of(terms: type[Enum]) -> Check:
    """Accept a list of codes of a closed list, none twice, as a list or one code."""
    check_one = one_of(terms)

    def check(value: Any) -> list[str]:
        codes = list_of_text(value)
        checked = [str(check_one(code)) for code in codes]
        if len(set(checked)) != len(checked):
            raise tk.Invalid(_("Names a code twice."))
        return checked

    return check


def list_of_text(value: Any) -> list[str]:
    """Accept a list of short texts; one text counts as a list of one."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or len(items) > 100:
        raise tk.Invalid(_("Must be a list of at most 100 texts."))
    return [line(item) for item in items if item != ""]


def identifiers(value: Any) -> list[str]:
    """Accept a list of uuids."""
    return [identifier(item) for item in list_of_text(value)]


def day(value: Any) -> date:
    """Accept a day as year-month-day, with the digits of any script."""
    if isinstance(value, date):
        return value
    try:
        found = date.fromisoformat(fold_digits(text(value)))
    except ValueError:
        raise tk.Invalid(
            _("Not a day of the calendar. Write it like 2026-11-30.")
        ) from None
    if not 1990 <= found.year <= 2100:
        raise tk.Invalid(_("The year must be between 1990 and 2100."))
    return found


def whole(lowest: int, highest: int) -> Check:
    """Accept a whole number within limits."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise tk.Invalid(_between(lowest, highest))
        digits = fold_digits(str(value).strip())
        if not re.fullmatch(r"-?[0-9]{1,9}", digits):
            raise tk.Invalid(_between(lowest, highest))
        if not lowest <= int(digits) <= highest:
            raise tk.Invalid(_between(lowest, highest))
        return int(digits)

    return check


def figure(lowest: int, highest: int) -> Check:
    """Accept a number within limits, of at most four decimals, exactly as written."""

    def check(value: Any) -> Decimal:
        found = exact(value)
        if found is None or not lowest <= found <= highest:
            message = _("Must be a number from {lowest} to {highest}.")
            raise tk.Invalid(message.format(lowest=lowest, highest=highest))
        return found

    return check


def exact(value: Any) -> Decimal | None:
    """Return a number of at most four decimals, or None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    digits = fold_digits(str(value).strip()).replace("\u066b", ".")
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,12})?", digits):
        return None
    found = Decimal(digits)
    rounded = found.quantize(Decimal("0.0001"))
    return rounded if rounded == found else None


def line_or_number(value: Any) -> Any:
    """Accept a number or a word; what it may be depends on the other fields."""
    return value if exact(value) is not None else line(value)


def yes_no(value: Any) -> bool:
    """Accept true or false, also as the words of a form."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ("true", "yes", "1", "on"):
        return True
    if word in ("false", "no", "0", "off", ""):
        return False
    raise tk.Invalid(_("Must be true or false."))


def https_link(value: Any) -> str:
    """Accept an address on the public web; the server never opens it."""
    value = _at_most(text(value), 2000)
    if not value:
        return value
    try:
        return links.check_link(value).url
    except LinkRefused as refused:
        raise tk.Invalid(refused.phrase.render(_)) from refused


def time_zone(value: Any) -> str:
    """Accept the name of a time zone, such as Africa/Lagos."""
    value = text(value)
    if value not in available_timezones():
        raise tk.Invalid(_("Not the name of a time zone, such as Africa/Lagos."))
    return value


def rows_of_values(value: Any) -> list[dict[str, Any]]:
    """Accept a list of objects; what each holds is checked against the design."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise tk.Invalid(_("Must be a list of rows, each with its codes and n."))
    if len(value) > MAX_ROWS:
        message = _("Has {found} rows; at most {limit} are kept.")
        raise tk.Invalid(message.format(found=len(value), limit=MAX_ROWS))
    return value


def mapping(value: Any) -> dict[str, Any]:
    """Accept an object with text keys."""
    if not isinstance(value, dict):
        raise tk.Invalid(_("Must be an object of keys and values."))
    return value


def mapping_of(keys: type[Enum], values: type[Enum]) -> Check:
    """Accept an object whose keys and values are codes of two closed lists."""
    check_key, check_value = one_of(keys), one_of(values)

    def check(value: Any) -> dict[str, str]:
        found = mapping(value)
        return {str(check_key(k)): str(check_value(v)) for k, v in found.items()}

    return check


def identifier(value: Any) -> str:
    """Accept the uuid of an object."""
    if not is_uuid(value):
        raise tk.Invalid(_("Not an identifier."))
    return value


def fold_digits(value: str) -> str:
    """Return a text with the digits of any script written as 0 to 9."""
    folded = unicodedata.normalize("NFKC", value)
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in folded
    )


def _at_most(value: str, limit: int) -> str:
    if len(value) > limit:
        message = _("Has {found} characters; at most {limit} are kept.")
        raise tk.Invalid(message.format(found=len(value), limit=limit))
    return value


def _allowed(words: list[str]) -> str:
    return _("Not one of the allowed values: {words}.").format(words=", ".join(words))


def _between(lowest: int, highest: int) -> str:
    message = _("Must be a whole number from {lowest} to {highest}.")
    return message.format(lowest=lowest, highest=highest)
