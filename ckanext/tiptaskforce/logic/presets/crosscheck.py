"""What no single field of a preset tells: codes twice, names that lead nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.logic import designs
from ckanext.tiptaskforce.logic.presets import reporting
from ckanext.tiptaskforce.logic.presets.layout import Preset
from ckanext.tiptaskforce.logic.presets.mark import Entry, Faults, Mark
from ckanext.tiptaskforce.vocabulary import Violation

# Lists that other files of the preset fill, and dimensions that are no code list.
FILLED_ELSEWHERE = ("core_function", "core_function_task", "violation")
NO_LIST = ("place", "zone")


def check(preset: Preset, faults: Faults) -> None:
    """Note what does not fit together."""
    for look in (
        _subcommittees,
        _places,
        _agencies,
        _codes,
        _strategies,
        _templates,
        _violations,
        _indicators,
        _calendar,
        _documents,
        _tally,
    ):
        look(preset, faults)


def _subcommittees(preset: Preset, faults: Faults) -> None:
    faults.unique(preset.subcommittees, "slug")


def _places(preset: Preset, faults: Faults) -> None:
    places = preset.rows.get("places.csv", [])
    faults.unique(places, "code")
    levels = {place.get("code"): place.get("level") for place in places}
    for place in places:
        parent, level = place.get("parent"), place.get("level")
        if parent:
            _known(place, "parent", levels, faults)
        if not level or (parent and parent not in levels):
            continue
        if (levels[parent] if parent else 0) != level - 1:
            message = tk._("A place of level {level} lies in one of level {above}.")
            words = message.format(level=level, above=level - 1)
            faults.add(place.at("level"), words)
    taskforce = preset.yaml.get("taskforce.yaml")
    if taskforce and taskforce.get("area") and places:
        _known(taskforce, "area", levels, faults)


def _agencies(preset: Preset, faults: Faults) -> None:
    agencies = preset.rows.get("agencies.csv", [])
    faults.unique(agencies, "acronym")
    groups = {group.get("slug") for group in preset.subcommittees}
    places = {place.get("code") for place in preset.rows.get("places.csv", [])}
    for agency in agencies:
        for slug in agency.get("subcommittees") or []:
            _is_known(slug, agency.at("subcommittees"), groups, faults)
        for code in agency.get("places") or []:
            _is_known(code, agency.at("places"), places, faults)


def _documents(preset: Preset, faults: Faults) -> None:
    faults.unique(preset.rows.get("documents.csv", []), "code")


def _codes(preset: Preset, faults: Faults) -> None:
    lists = preset.entries("codes.yaml", "lists")
    faults.unique(lists, "list")
    for found in lists:
        faults.unique(found.get("codes") or [], "code")
        if found.get("list") in FILLED_ELSEWHERE:
            message = tk._("This list is made from another file of the preset.")
            faults.add(found.at("list"), message)


def _strategies(preset: Preset, faults: Faults) -> None:
    faults.unique(preset.strategies, "slug")
    slugs = {s.get("slug") for s in preset.strategies if not s.get("objectives_of")}
    for strategy in preset.strategies:
        starts, ends = strategy.get("from"), strategy.get("until")
        if starts and ends and ends <= starts:
            faults.add(strategy.at("until"), tk._("A strategy ends after it starts."))
        if strategy.get("objectives_of"):
            _known(strategy, "objectives_of", slugs, faults)
        tree = strategy.get("objectives") or []
        lines = [line for objective in tree for line in objective.get("lines") or []]
        faults.unique([*tree, *lines], "code")
    _one_current(preset, faults)


def _one_current(preset: Preset, faults: Faults) -> None:
    for is_sample in (False, True):
        current = [
            strategy
            for strategy in preset.strategies
            if strategy.get("current") and bool(strategy.get("sample")) is is_sample
        ]
        for strategy in current[1:]:
            faults.add(strategy.at("current"), tk._("Only one strategy is current."))


def _templates(preset: Preset, faults: Faults) -> None:
    faults.unique(preset.functions, "core_function")
    templates = [template for template, _function in preset.templates]
    faults.unique(templates, "code")
    groups = {group.get("slug") for group in preset.subcommittees}
    lines = _lines(preset)
    for template in templates:
        if template.get("subcommittee"):
            _known(template, "subcommittee", groups, faults)
        if template.get("objective"):
            _known(template, "objective", lines, faults)


def _violations(preset: Preset, faults: Faults) -> None:
    if "violations.yaml" not in preset.yaml:
        return
    found = preset.entries("violations.yaml", "violations")
    faults.unique(found, "code")
    six = [violation.value for violation in Violation]
    for violation in found:
        _known(violation, "code", six, faults)
    missing = [code for code in six if code not in {v.get("code") for v in found}]
    if missing:
        message = tk._("The six grave violations belong here; missing: {codes}.")
        mark = preset.yaml["violations.yaml"].mark
        faults.add(mark, message.format(codes=", ".join(missing)))


def _indicators(preset: Preset, faults: Faults) -> None:
    faults.unique(preset.indicators, "code")
    lines, lists = _lines(preset), {*_coded(preset), *NO_LIST} - {designs.STEP}
    agencies = {row.get("acronym") for row in preset.rows.get("agencies.csv", [])}
    groups = {group.get("slug") for group in preset.subcommittees}
    for indicator in preset.indicators:
        _known(indicator, "objective", lines, faults)
        _known(indicator, "subcommittee", groups, faults)
        for acronym in indicator.get("agencies") or []:
            _is_known(acronym, indicator.at("agencies"), agencies, faults)
        reporting.check_indicator(indicator, lists, faults)


def _calendar(preset: Preset, faults: Faults) -> None:
    reporting.check_calendar(preset.entries("calendar.yaml", "periods"), faults)
    faults.unique(preset.entries("calendar.yaml", "dates"), "code")


def _tally(preset: Preset, faults: Faults) -> None:
    tally = preset.yaml.get("tally.yaml")
    if tally is None:
        return
    lists = _coded(preset)
    dimensions = tally.get("dimensions") or []
    known = {*lists, *NO_LIST, *designs.MULTI} - {designs.STEP}
    for key in ("dimensions", "optional"):
        for name in tally.get(key) or []:
            _is_known(name, tally.at(key), known, faults)
    for key in ("steps", "dimensions", "optional"):
        _none_twice(tally, key, faults)
    for name in tally.get("steps") or []:
        _is_known(name, tally.at("steps"), lists.get(designs.STEP, ()), faults)
    rivals = designs.rivals(dimensions)
    if rivals:
        message = tk._("Count by one of these two: {names}.")
        faults.add(tally.at("dimensions"), message.format(names=", ".join(rivals)))
    _zones(preset, tally, faults)


def _zones(preset: Preset, tally: Entry, faults: Faults) -> None:
    """Note a zone of unknown places, and a place that lies in two zones."""
    zones = tally.get("zones") or []
    faults.unique(zones, "code")
    level = tally.get("place_level")
    places = preset.rows.get("places.csv", [])
    known = {place.get("code") for place in places if place.get("level") == level}
    taken: dict[str, str] = {}
    for zone in zones:
        for code in zone.get("places") or []:
            _is_known(code, zone.at("places"), known, faults)
            if taken.setdefault(code, zone.get("code", "")) != zone.get("code", ""):
                message = tk._("'{code}' lies in the zone {zone} already.")
                words = message.format(code=code, zone=taken[code])
                faults.add(zone.at("places"), words)


def _none_twice(entry: Entry, key: str, faults: Faults) -> None:
    names = entry.get(key) or []
    for name in sorted({name for name in names if names.count(name) > 1}):
        message = tk._("'{value}' stands here twice.").format(value=name)
        faults.add(entry.at(key), message)


def _coded(preset: Preset) -> dict[str, set[str]]:
    """Return the codes of each list."""
    return {
        found.get("list", ""): {c.get("code", "") for c in found.get("codes") or []}
        for found in preset.entries("codes.yaml", "lists")
    }


def _lines(preset: Preset) -> set[str]:
    return {
        line.get("code", "")
        for strategy in preset.strategies
        for objective in preset.objectives(strategy)
        for line in [objective, *(objective.get("lines") or [])]
    }


def _known(entry: Entry, key: str, known: Iterable[object], faults: Faults) -> None:
    if entry.get(key) is not None:
        _is_known(entry[key], entry.at(key), known, faults)


def _is_known(value: str, mark: Mark, known: Iterable[object], faults: Faults) -> None:
    names = sorted(str(name) for name in known if name)
    if value in names:
        return
    message = tk._("'{value}' is not in the preset.").format(value=value)
    near = difflib.get_close_matches(value, names, n=3, cutoff=0.4)
    if near:
        message += " " + tk._("Nearest: {nearest}.").format(nearest=", ".join(near))
    faults.add(mark, message)
