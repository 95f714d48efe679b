"""How the work stands in public: only what a published release says, with its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.exchange import finding
from ckanext.tiptaskforce.exchange.progress import TOTAL
from ckanext.tiptaskforce.vocabulary import DeliverableState, ProgressTable

Publication = dict[str, Any]


def work(published: Iterable[Publication]) -> dict[str, Any] | None:
    """Return how many deliverables are in place as last released, or None.

    :param published: publications, newest first
    """
    item = _newest(published, ProgressTable.FUNCTION_STATE)
    if item is None:
        return None
    counts = finding.counts(item["tables"][ProgressTable.FUNCTION_STATE])
    share = _share(counts, TOTAL)
    return {"publication": item, **share, "words": words(share)}


def words(share: Mapping[str, int]) -> str:
    """Return how many deliverables are in place, in the reader's language."""
    return finding.in_place(share["part"], share["whole"]).render(tk._)


def members(published: Iterable[Publication]) -> dict[str, Any] | None:
    """Return the member organisations by type as last released, or None."""
    item = _newest(published, ProgressTable.MEMBERS_TYPE)
    if item is None:
        return None
    counts = finding.counts(item["tables"][ProgressTable.MEMBERS_TYPE])
    by_type = {key[0]: number for key, number in counts.items() if key[0] != TOTAL}
    return {"publication": item, "by_type": by_type, "count": counts[TOTAL,]}


def lines(
    published: Iterable[Publication], parents: Mapping[str, str | None]
) -> dict[str, Any] | None:
    """Return the state of each line, and of what stands above it, as last released.

    A line's release has no withheld cell, so the sum of its lines is an objective's.

    :param parents: of each code of the strategy, the code above it
    """
    item = _newest(published, ProgressTable.OBJECTIVE_STATE)
    if item is None:
        return None
    counts = finding.counts(item["tables"][ProgressTable.OBJECTIVE_STATE])
    found: dict[str, dict[str, int]] = {}
    for code in {key[0] for key in counts} & set(parents):
        share = _share(counts, code)
        for at in _upwards(code, parents):
            kept = found.setdefault(at, {"part": 0, "whole": 0})
            kept["part"] += share["part"]
            kept["whole"] += share["whole"]
    return {"publication": item, "by_code": found}


def in_depth(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of a tree, each before what is below it, with their depth.

    Each says whether it stands first or last among its neighbours, and has none below.
    """
    below: dict[str | None, list[Mapping[str, Any]]] = {}
    for line in lines:
        below.setdefault(line["parent"], []).append(line)
    return list(_down(below, None, 1))


def _down(
    below: Mapping[str | None, list[Mapping[str, Any]]], code: str | None, depth: int
) -> Iterator[dict[str, Any]]:
    beside = below.get(code, [])
    for line in beside:
        yield {
            **line,
            "depth": depth,
            "is_first": line is beside[0],
            "is_last": line is beside[-1],
            "is_leaf": line["code"] not in below,
        }
        yield from _down(below, line["code"], depth + 1)


def flat(tree: Iterable[Mapping[str, Any]], depth: int = 1) -> list[dict[str, Any]]:
    """Return the nodes of an overview's tree, each before its children, with depth."""
    found: list[dict[str, Any]] = []
    for node in tree:
        found.append({**node, "depth": depth})
        found += flat(node["children"], depth + 1)
    return found


def status(published: Iterable[Publication]) -> dict[str, Any] | None:
    """Return how many indicators have each word, by objective, as last released.

    :returns: ``{publication, by_code, words}`` or None, where no release holds any
    """
    item = _newest(published, ProgressTable.STATUS_WORDS)
    if item is None:
        return None
    counts = finding.counts(item["tables"][ProgressTable.STATUS_WORDS])
    by_code: dict[str, dict[str, int]] = {}
    for (code, word), number in counts.items():
        if TOTAL not in (code, word):
            by_code.setdefault(code, {})[word] = number
    if not counts[TOTAL, TOTAL]:
        return None
    table = item["tables"][ProgressTable.STATUS_WORDS]
    said = finding.sentences({ProgressTable.STATUS_WORDS: table})
    words_ = " ".join(phrase.render(tk._) for phrase in said)
    return {"publication": item, "by_code": by_code, "words": words_}


def damaged(published: Iterable[Publication]) -> list[Publication]:
    """Return those whose figures cannot be shown: their bytes are not the audited."""
    return [one for one in published if not (one["tables"] and one["manifest"])]


def _upwards(code: str, parents: Mapping[str, str | None]) -> list[str]:
    way: list[str] = []
    at: str | None = code
    while at and at not in way:
        way.append(at)
        at = parents.get(at)
    return way


def _share(counts: Mapping[tuple[str, ...], int], code: str) -> dict[str, int]:
    done = DeliverableState.DELIVERED.value
    return {"part": counts.get((code, done), 0), "whole": counts.get((code, TOTAL), 0)}


def _newest(published: Iterable[Publication], table: str) -> Publication | None:
    """Return the newest publication that holds a table, by its period, then its day."""
    holding = [item for item in published if table in item.get("tables", {})]
    return max(
        holding, key=lambda i: (i["period"]["to"], i["published_at"]), default=None
    )
