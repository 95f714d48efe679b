"""The form of a release, filled as the next one of its series would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import period, progress
from ckanext.tiptaskforce.views import base, exhibit, violation_links

SERIES = "progress"
_KINDS = (("quarter", 6), ("month", 6), ("half_year", 2), ("year", 2))
_FIELDS: Mapping[str, str] = {"window": "period"}


def next_of(taskforce: dict[str, Any], series: str | None) -> dict[str, Any]:
    """Return the form of the next release: what the last one said, one period on."""
    found = base.call(
        "release_list",
        taskforce=taskforce["slug"],
        kind="progress",
        series=series,
        page_size=1,
    )["items"]
    today = tk.h.tiptaskforce_today(taskforce)
    if not found:
        return _first(taskforce, series or SERIES, today)
    last = found[0]
    before = period.parse(last["specification"]["window"]["period"][0])
    after = period.following(before)
    now = after if after.start <= today else before
    counted = last["specification"]["tables"]
    usual = [name for name in counted if name in progress.USUAL_TABLES]
    return {
        "key": base.one_time_key(),
        "series": last["series"],
        "title": last["title"].replace(_words(before), _words(now)),
        "period": now.code,
        "tables": usual or list(progress.USUAL_TABLES),
        "caveats": last["caveats"],
        "violations": last["violations"],
        **violation_links.filled(last),
    }


def of_release(shown: dict[str, Any]) -> dict[str, Any]:
    """Return the form of a release that exists; a computed sentence stays computed."""
    tables = base.call("release_preview", id=shown["id"])["tables"]
    is_computed = shown["sentence"] == exhibit.sentence(tables)
    return {
        "version": shown["version"],
        "title": shown["title"],
        "series": shown["series"],
        "sentence": None if is_computed else shown["sentence"],
        "caveats": shown["caveats"],
        "next_update": shown["next_update"],
        "violations": shown["violations"],
        **violation_links.filled(shown),
        "tables": shown["specification"]["tables"],
        "period": shown["specification"]["window"]["period"][0],
    }


def periods(taskforce: dict[str, Any], chosen: str | None) -> list[dict[str, str]]:
    """Return the periods to choose from, in groups, the newest first."""
    today = tk.h.tiptaskforce_today(taskforce)
    groups = {
        "quarter": tk._("Quarters"),
        "month": tk._("Months"),
        "half_year": tk._("Half-years"),
        "year": tk._("Years"),
    }
    options = [
        {"value": one.code, "text": _told(one), "group": groups[kind]}
        for kind, number in _KINDS
        for one in _back_from(today, kind, number)
    ]
    if chosen and chosen not in {option["value"] for option in options}:
        options.append(
            {
                "value": chosen,
                "text": tk.h.tiptaskforce_window([chosen]),
                "group": tk._("Chosen before"),
            }
        )
    return options


def by_field(
    errors: dict[str, list[str]], named: Mapping[str, str] = _FIELDS
) -> dict[str, list[str]]:
    """Return the errors under the fields of the form that the specification fills.

    ``named`` gives the field for the key that a message begins with; what is not
    there is about the tables.
    """
    found: dict[str, list[str]] = {}
    for field, messages in errors.items():
        for message in messages:
            name = field
            if field == "specification":
                name = named.get(message.partition(":")[0], "tables")
            found.setdefault(name, []).append(message)
    return found


def create(slug: str, sent: dict[str, Any]) -> Any:
    """Save a new release as a draft, and lead to it.

    :raises ValidationError: from the action
    """
    key = sent.pop("key", None)
    made = base.call("release_create", taskforce=slug, idempotency_key=key, **sent)
    return _saved(slug, made["id"])


def update(shown: dict[str, Any], sent: dict[str, Any]) -> Any:
    """Save a release that was changed as a draft, and lead to it; its series stays.

    What was emptied is cleared; a sentence that is not there is computed.

    :raises ValidationError: from the action
    """
    sent.pop("series", None)
    blank = dict.fromkeys(("sentence", "caveats", "next_update"), "")
    sent = {**blank, "violations": [], **sent}
    base.call("release_update", id=shown["id"], **sent)
    return _saved(shown["taskforce"], shown["id"])


def _saved(slug: str, release_id: str) -> Any:
    base.say(tk._("Saved as a draft. Next: check the release."))
    return base.go("release.read", slug=slug, release_id=release_id)


def _first(taskforce: dict[str, Any], series: str, today: date) -> dict[str, Any]:
    now = period.containing(today, "quarter")
    title = tk._("State of the work of the {taskforce}, {period}")
    return {
        "key": base.one_time_key(),
        "series": series,
        "title": title.format(taskforce=taskforce["title"], period=_words(now)),
        "period": now.code,
        "tables": list(progress.USUAL_TABLES),
    }


def _back_from(today: date, kind: str, number: int) -> Iterator[period.Period]:
    for _ in range(number):
        one = period.containing(today, kind)
        yield one
        today = one.start - timedelta(days=1)


def _words(one: period.Period) -> str:
    return tk.h.tiptaskforce_period(one.start, one.end)


def _told(one: period.Period) -> str:
    return tk.h.tiptaskforce_window([one.code])
