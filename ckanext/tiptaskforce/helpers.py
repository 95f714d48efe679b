"""What templates call; each name carries the prefix of the extension."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_time
from babel.numbers import format_decimal
from flask import request

from ckanext.tiptaskforce import addresses, config, labels
from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.labels import languages as spoken
from ckanext.tiptaskforce.vocabulary import Role

Taskforce = dict[str, Any] | None
# A figure and a day are written the same way each time: so many are kept.
KEPT = 2048


def get_helpers() -> dict[str, Callable[..., Any]]:
    """Return the helpers by name."""
    return {
        "tiptaskforce_word": labels.word,
        "tiptaskforce_words": labels.words,
        "tiptaskforce_tag": labels.tag,
        "tiptaskforce_options": options,
        "tiptaskforce_choices": choices,
        "tiptaskforce_templates": templates,
        "tiptaskforce_own": own,
        "tiptaskforce_for_others": for_others,
        "tiptaskforce_field": field,
        "tiptaskforce_listed": listed,
        "tiptaskforce_states": states,
        "tiptaskforce_group": group,
        "tiptaskforce_chosen": chosen,
        "tiptaskforce_day": day,
        "tiptaskforce_period": period,
        "tiptaskforce_window": window,
        "tiptaskforce_moment": moment,
        "tiptaskforce_time": time_of_day,
        "tiptaskforce_today": today,
        "tiptaskforce_number": number,
        "tiptaskforce_part": part,
        "tiptaskforce_size": size,
        "tiptaskforce_with": with_changes,
        "tiptaskforce_pager": pager,
        "tiptaskforce_sorting": sorting,
        "tiptaskforce_languages": languages,
        "tiptaskforce_spoken": tongues,
        "tiptaskforce_url": addresses.url,
        "tiptaskforce_assets": addresses.assets,
        "tiptaskforce_is_unreviewed": is_unreviewed,
        "tiptaskforce_address": address,
        "tiptaskforce_came_from": came_from,
    }


def locale() -> Locale:
    """Return the reader's language as Babel knows it."""
    return _locale(str(tk.h.lang()))


@lru_cache
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("@", "_").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def zone(taskforce: Taskforce) -> ZoneInfo:
    """Return the time zone in which a task force counts its days."""
    settings = (taskforce or {}).get("settings") or {}
    return ZoneInfo(settings.get("time_zone") or "UTC")


def today(taskforce: Taskforce = None) -> date:
    """Return today's date where the task force works."""
    return datetime.now(zone(taskforce)).date()


def day(value: str | date | None) -> str:
    """Return a day in the reader's language; nothing known is an en dash."""
    if not value:
        return "–"
    found = value if isinstance(value, date) else date.fromisoformat(value[:10])
    return _day(found, locale())


@lru_cache(maxsize=KEPT)
def _day(found: date, language: Locale) -> str:
    # English of every country reads "22 Nov 2026"; other languages have their own.
    pattern = "d MMM y" if language.language == "en" else "medium"
    return format_date(found, pattern, locale=language)


def period(start: str | date, end: str | date) -> str:
    """Return a period in the reader's language, such as Jul–Sep 2026."""
    first, last = (
        value if isinstance(value, date) else date.fromisoformat(value[:10])
        for value in (start, end)
    )
    if (first.month, last.month, first.year) == (1, 12, last.year):
        return str(first.year)
    if locale().language == "en" and first.year == last.year:
        end = format_date(last, "MMM y", locale="en")
        if first.month == last.month:
            return end
        return f"{format_date(first, 'MMM', locale='en')}–{end}"
    return format_interval(first, last, "yMMM", locale=locale())


def window(codes: Sequence[str], *, coded: bool = True) -> str:
    """Return periods that follow each other in words, such as Jul–Sep 2026 (2026-Q3).

    The codes stand beside the words, because files and interface know the codes alone.
    """
    if not codes:
        return ""
    first, last = periods.parse(codes[0]), periods.parse(codes[-1])
    words = period(first.start, last.end)
    told = first.code if first == last else f"{first.code}–{last.code}"
    return words if told == words or not coded else f"{words} ({told})"


def moment(value: str | None, taskforce: Taskforce = None) -> str:
    """Return a moment as day and time in the task force's zone."""
    if not value:
        return "–"
    at = _aware(value).astimezone(zone(taskforce))
    # The usual form of a language would hold seconds, which tell a reader nothing.
    return f"{day(at.date())}, {time_of_day(value, taskforce)}"


def time_of_day(value: str | None, taskforce: Taskforce = None) -> str:
    """Return the time of a moment in the task force's zone, such as 10:42."""
    if not value:
        return "–"
    at = _aware(value).astimezone(zone(taskforce))
    return format_time(at, "HH:mm", locale=locale())


def number(value: float | None) -> str:
    """Return a number in the reader's language; not reported is an en dash."""
    return "–" if value is None else _number(value, str(tk.h.lang()))


@lru_cache(maxsize=KEPT)
def _number(value: float, language: str) -> str:
    return format_decimal(value, locale=_locale(language))


def part(share: int, whole: int) -> str:
    """Return a share of a whole in the reader's language, such as 6 of 9."""
    return _part(share, whole, str(tk.h.lang()))


@lru_cache(maxsize=KEPT)
def _part(share: int, whole: int, language: str) -> str:
    said = {"part": _number(share, language), "whole": _number(whole, language)}
    return tk._("{part} of {whole}").format(**said)


def size(n_bytes: int | None) -> str:
    """Return the size of a file, such as 840 kB."""
    if not n_bytes:
        return "–"
    if n_bytes < 1_000_000:
        kilos = number(max(1, round(n_bytes / 1000)))
        return tk._("{number} kB").format(number=kilos)
    megas = number(round(n_bytes / 1_000_000, 1))
    return tk._("{number} MB").format(number=megas)


def options(name: str, codes: Iterable[str] | None = None) -> list[dict[str, str]]:
    """Return a list of codes as the options of a select."""
    known = labels.words(name)
    return [{"value": code, "text": known[code]} for code in codes or known]


def choices(
    items: Iterable[dict[str, Any]], value: str, *texts: str, by: str | None = None
) -> list[dict[str, str]]:
    """Return items as the options of a select: one field as value, others as text."""
    return [
        {
            "value": str(item[value]),
            "text": " ".join(str(item[text]) for text in texts),
            "group": str(item[by]) if by and item.get(by) else "",
        }
        for item in items
    ]


def states(deliverable: dict[str, Any]) -> list[str]:
    """Return the codes of the words that say how a deliverable stands."""
    found = [deliverable["state"]]
    if deliverable["is_outdated"]:
        found = ["outdated"]
    if deliverable["is_sent_back"] and deliverable["state"] == "in_progress":
        found = ["sent_back"]
    if deliverable["is_overdue"]:
        found.append("overdue")
    if deliverable["is_evidence_owed"]:
        found.append("evidence_owed")
    return found


def group(taskforce: Taskforce, slug: str | None) -> str:
    """Return the title of a subcommittee, as members know it."""
    known = {g["slug"]: g["title"] for g in (taskforce or {}).get("subcommittees", ())}
    return known.get(slug, slug or "–") if slug else "–"


def listed(name: str, codes: Iterable[str]) -> str:
    """Return the words of several codes in one line."""
    return "; ".join(labels.word(name, code) for code in codes) or tk._("(blank)")


def templates(items: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the standing deliverables as options, grouped by core function."""
    found = choices(items, "code", "code", "title")
    for option, item in zip(found, items, strict=True):
        number_ = item["core_function"]
        words = labels.word("core_function", number_) if number_ else ""
        option["group"] = f"{number_} {words}" if number_ else tk._("Others")
    return found


def own(taskforce: dict[str, Any]) -> str | None:
    """Return the name of the organisation that the reader speaks for first, or None."""
    seats = taskforce.get("seats", ())
    return next((seat["agency_name"] for seat in seats if seat["agency"]), None)


def for_others(taskforce: dict[str, Any]) -> bool:
    """Tell whether the reader may log work of more than one organisation."""
    seats = taskforce.get("seats", ())
    overseers = {Role.COORDINATOR, Role.SECRETARIAT, Role.CHAIR}
    agencies = {seat["agency"] for seat in seats if seat["agency"]}
    return len(agencies) > 1 or any(seat["role"] in overseers for seat in seats)


# The list of words that a field's value belongs to, if it is a code.
_FIELDS = {
    "status": "deliverable",
    "state": "deliverable",
    "core_function": "core_function",
    "visibility": "visibility",
    "sensitivity": "sensitivity",
    "consulted": "consulted",
}
_DAYS = frozenset(
    {
        *("due", "finished_on", "review_by", "fix_by", "handover_on"),
        *("consulted_on", "assessed_from", "assessed_until"),
    }
)


def field(name: str, value: Any, taskforce: Taskforce) -> str:
    """Return what stands in a field of a deliverable, in words."""
    if not value:
        return tk._("(blank)")
    if name in _FIELDS:
        return labels.word(_FIELDS[name], value)
    if name in _DAYS:
        return day(value)
    if isinstance(value, list):
        return ", ".join(value)
    return group(taskforce, value) if name == "subcommittee" else str(value)


# The list of words that the value of a filter belongs to, if it is a code.
_FILTERS = {
    "state": "deliverable",
    "core_function": "core_function",
    "type": "agency_type",
    "kind": "document_kind",
    "role": "role",
    "noun": "noun",
    "violation": "violation",
}


def chosen(filters: dict[str, str], taskforce: Taskforce) -> list[dict[str, str]]:
    """Return the chosen filters as words, each with the address without it."""
    found = []
    for name, value in filters.items():
        if name == "sort":
            continue
        words = labels.word(_FILTERS[name], value) if name in _FILTERS else value
        if name == "subcommittee":
            words = group(taskforce, value)
        if value in ("true", "1"):
            words = tk._("yes")
        url = with_changes(**{name: None, "page": None})
        found.append({"label": labels.word("field", name), "value": words, "url": url})
    return found


def with_changes(**changes: Any) -> str:
    """Return this page's address with some of its parameters changed or removed."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in changes]
    added = [(k, v) for k, v in changes.items() if v not in (None, "")]
    query = urlencode(kept + added)
    path = addresses.url(str(request.endpoint), **(request.view_args or {}))
    return f"{path}?{query}" if query else path


def pager(count: int, page: int, page_size: int = 25) -> dict[str, Any]:
    """Return "26–50 of 132" and the links to the pages, filters kept."""
    last = max(1, -(-count // page_size))
    first_row = (page - 1) * page_size + 1
    words = tk._("{first}–{last} of {count}").format(
        first=number(first_row),
        last=number(min(count, page * page_size)),
        count=number(count),
    )
    return {
        "words": words,
        "previous": with_changes(page=page - 1) if page > 1 else None,
        "next": with_changes(page=page + 1) if page < last else None,
        "pages": list(_pages(page, last)),
    }


def _pages(page: int, last: int) -> Iterable[dict[str, Any]]:
    near = {1, last, *range(max(1, page - 2), min(last, page + 2) + 1)}
    before = 0
    for n in sorted(near):
        if n > before + 1:
            yield {"gap": True}
        yield {"number": n, "url": with_changes(page=n), "current": n == page}
        before = n


def sorting(key: str, current: str | None) -> dict[str, str]:
    """Return the link that sorts by a column, and the state for ``aria-sort``."""
    if current == key:
        return {"url": with_changes(sort=f"-{key}", page=None), "state": "ascending"}
    state = "descending" if current == f"-{key}" else "none"
    return {"url": with_changes(sort=key, page=None), "state": state}


def tongues() -> list[dict[str, str]]:
    """Return code and name of the languages that our pages speak."""
    return [
        {"code": one.short_name, "name": one.display_name or one.english_name}
        for one in _ours()
    ]


def languages() -> list[dict[str, Any]]:
    """Return the languages that our pages speak, with this page in each of them."""
    current = tk.h.lang()
    return [
        {
            "code": tk.h.unix_locale_to_bcp47(one.short_name),
            "name": one.display_name or one.english_name,
            "url": tk.h.url_for(tk.h.current_url(), locale=one.short_name),
            "current": one.short_name == current,
        }
        for one in _ours()
    ]


@cache
def _ours() -> list[Any]:
    """Return the locales of the portal that our pages speak."""
    ours = spoken.spoken()
    return [one for one in tk.h.get_available_locales() if one.short_name in ours]


def is_unreviewed() -> bool:
    """Tell whether no native speaker has read our words in the reader's language."""
    return spoken.is_unreviewed(str(tk.h.lang()))


def address() -> str:
    """Return the address of this page, as a print must carry it."""
    return config.site_url() + request.path


def came_from() -> str:
    """Return where a sign-in leads back to; a form's address is fine, a post is not."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _aware(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
