"""The figures of a front page, each with what it does not say and where it is from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange.progress import TOTAL
from ckanext.tiptaskforce.views import figure_exhibit
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseKind, StatusWord

GOOD = (StatusWord.MET, StatusWord.ON_TRACK)
Shown = Mapping[str, Any]


def of(
    published: Iterable[Shown],
    members: Shown | None,
    work: Shown | None,
    status: Shown | None,
) -> list[dict[str, Any]]:
    """Return at most five figures, each of them as it was released."""
    persons = (p for p in published if p["kind"] == ReleaseKind.FIGURES)
    whole = (p for p in persons if p["step"] != ALERTS and p["tables"])
    newest = next((p for p in whole if p["manifest"]), None)
    return [
        *_members(members),
        *_work(work),
        *_status(status),
        *_counted(newest),
        *_sources(newest),
    ]


def _members(members: Shown | None) -> Iterator[dict[str, Any]]:
    if members:
        yield {
            "figure": tk.h.tiptaskforce_number(members["count"]),
            "words": tk._("organisations take part"),
            "limit": tk._("It does not say how much each of them does."),
            "publication": members["publication"],
        }


def _work(work: Shown | None) -> Iterator[dict[str, Any]]:
    if work and work["whole"]:
        yield {
            "figure": _of(work["part"], work["whole"]),
            "words": tk._("deliverables are in place"),
            "limit": tk._("It does not say how good they are, or what they changed."),
            "publication": work["publication"],
        }


def _status(status: Shown | None) -> Iterator[dict[str, Any]]:
    if not status:
        return
    whole = sum(sum(words.values()) for words in status["by_code"].values())
    good = sum(words.get(w, 0) for words in status["by_code"].values() for w in GOOD)
    yield {
        "figure": _of(good, whole),
        "words": tk._("indicators are met or on track"),
        "limit": tk._("Those that count persons stand outside, unless released."),
        "publication": status["publication"],
    }


def _counted(newest: Shown | None) -> Iterator[dict[str, Any]]:
    total = _total(newest["tables"]) if newest else None
    if newest and isinstance(total, int):
        yield {
            "figure": tk.h.tiptaskforce_number(total),
            "words": figure_exhibit.unit(newest["manifest"]),
            "limit": tk._(
                "It does not say how common trafficking is, and one person may be "
                "counted more than once."
            ),
            "publication": newest,
        }


def _sources(newest: Shown | None) -> Iterator[dict[str, Any]]:
    number = newest["manifest"].get("n_sources") if newest else None
    if newest and number is not None:
        yield {
            "figure": tk.h.tiptaskforce_number(number),
            "words": tk._("organisations recorded them"),
            "limit": tk._("It does not say which, nor what nobody recorded."),
            "publication": newest,
        }


def _total(tables: Mapping[str, Shown]) -> Any:
    """Return the total over all columns, which every table of a release agrees on."""
    for table in tables.values():
        for row in table["rows"]:
            if all(code == TOTAL for code in row[:-1]):
                return row[-1]
    return None


def _of(part: int, whole: int) -> str:
    return tk._("{part} of {whole}").format(
        part=tk.h.tiptaskforce_number(part), whole=tk.h.tiptaskforce_number(whole)
    )
