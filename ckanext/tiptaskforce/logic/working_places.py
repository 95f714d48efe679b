"""Where an agency works, and so for which places it counts.

An agency without places counts everywhere: a directory that nobody has filled in yet
must not stop anybody. A coarser place stands for all that lie in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ckanext.tiptaskforce.exchange.cells import Kind
from ckanext.tiptaskforce.exchange.gazetteer import Gazetteer
from ckanext.tiptaskforce.exchange.working_area import WorkingArea
from ckanext.tiptaskforce.logic import designs, references, remembered
from ckanext.tiptaskforce.logic.designs import PLACE, ZONE, Design
from ckanext.tiptaskforce.model.taskforce import Taskforce


def offered(
    taskforce: Taskforce, design: Design, agency_id: str
) -> Mapping[str, frozenset[str]]:
    """Return by dimension the codes that an agency counts by, where it has places."""
    agency = references.known_agency(taskforce.id, agency_id)
    if agency is None or not agency.places:
        return {}
    if PLACE in design.dimensions:
        known = designs.places(taskforce, design)
        return {PLACE: known.covered(agency.places)}
    if ZONE in design.dimensions:
        known = designs.places(taskforce, design)
        covered = known.covered(agency.places)
        touched = (zone for zone in design.zones if covered & set(zone["places"]))
        return {ZONE: frozenset(zone["code"] for zone in touched)}
    return {}


def of_report(
    taskforce: Taskforce, design: Design | None, agency_id: str, splits: Iterable[str]
) -> list[str]:
    """Return the places where an agency works, for a report that is split by place.

    They stand on its form first; a report may name every other place as well.
    """
    if design is None or PLACE not in splits:
        return []
    known = designs.places(taskforce, design)
    own = references.Names.of(taskforce.id).working_places.get(agency_id)
    covered = known.covered(own) if own else frozenset()
    return [place.code for place in known.places if place.code in covered]


def kinds(
    taskforce: Taskforce, design: Design, agency_id: str, kept: Iterable[str]
) -> dict[str, Kind]:
    """Return what reads the places of an agency's file; ``kept`` are there already."""
    known = designs.places(taskforce, design)
    codes = offered(taskforce, design, agency_id).get(PLACE)
    if codes is None:
        return {PLACE: known}
    return {PLACE: WorkingArea(known, codes | frozenset(kept))}


def stated(taskforce: Taskforce, names: Iterable[str]) -> list[str]:
    """Return the P-codes of places as a call names them, in the order of the list.

    :raises ValidationError: naming the nearest places
    """
    known = within(taskforce)
    wanted = {references.place_code(known, name, "places") for name in names}
    return [place.code for place in known.places if place.code in wanted]


def names(taskforce: Taskforce, codes: Sequence[str]) -> list[str]:
    """Return what pages call some places; one that is out of use keeps its code."""
    known = within(taskforce) if codes else None
    found = {p.code: known.name_of(p) for p in known.places} if known else {}
    return [found.get(code, code) for code in codes]


def within(taskforce: Taskforce) -> Gazetteer:
    """Return what finds the places of the task force's area, coarse and fine."""
    key = ("places of the area", taskforce.id, taskforce.area)
    return remembered.once(
        key, lambda: references.gazetteer(taskforce.id, within=taskforce.area)
    )
