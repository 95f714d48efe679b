"""The handover file of an organisation: what is in it, then the file or a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.views import base, standing_tallies, tables

Shown = dict[str, Any]
# In which list of words the state of each kind stands.
STATES = {
    "report": "report",
    "tally": "tally",
    "deliverable": "deliverable",
    "action_point": "action_point",
    "agreement": "agreement",
    "partnership": "partnership",
    "document": "document_kind",
}


def make(slug: str, agency_id: str) -> Any:
    """Say what the file holds; make it, as a workbook or as a page to print."""
    taskforce = base.inside(slug)
    agency = base.belongs(base.call("agency_show", id=agency_id), slug)
    base.want("agency", "hand_over", id=agency_id)
    if not base.posting():
        return base.page("agency/handover", taskforce, agency=agency, found=None)
    found = base.call("agency_hand_over", id=agency_id)
    found["items"] = [*map(worded, found["items"])]
    if tables.is_wanted():
        about = {"agency": found["agency"]}
        return tables.download("handover", taskforce, _flat(found["items"]), about)
    return base.page("agency/handover", taskforce, agency=agency, found=found)


def worded(line: Shown) -> Shown:
    """Return a line of open work with its kind, title and state in words."""
    kind = line["kind"]
    title = line["title"]
    if kind == "tally":
        title = standing_tallies.period(title)["label"]
    if kind == "agreement":
        words = tk._("Information sharing protocol, version {version}")
        title = words.format(version=title or "–")
    state = labels.word(STATES[kind], line["state"])
    return {**line, "kind": kind, "title": title, "state": state}


def _flat(lines: Iterable[Shown]) -> list[Shown]:
    """Return the lines as rows of a file."""
    return [{**one, "handed": one["kind"], "stands": one["state"]} for one in lines]
