"""What rows a preset asks for: per noun, the values of each row by its key."""

from __future__ import annotations

from typing import Any

from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.logic.designs import STEP, Design
from ckanext.tiptaskforce.logic.presets import reporting
from ckanext.tiptaskforce.logic.presets.layout import Preset
from ckanext.tiptaskforce.logic.presets.mark import Entry
from ckanext.tiptaskforce.vocabulary import Sensitivity, TemplateKind

Wanted = dict[tuple[Any, ...], dict[str, Any]]
_NO_LABEL = frozenset({"code", "link", "source", "places"})


def taskforce(preset: Preset) -> dict[str, Any]:
    """Return the words and settings of the task force itself."""
    entry = preset.yaml["taskforce.yaml"]
    words = ("title", "full_title", "description", "contact", "area")
    agreement = _given(entry.get("agreement"))
    calendar = reporting.calendar(preset.entries("calendar.yaml", "periods"))
    return {
        **{name: entry.get(name) or "" for name in words},
        "settings": {
            **_given(entry.get("settings")),
            **({"agreement": agreement} if agreement else {}),
            **({"calendar": calendar} if calendar else {}),
        },
    }


def design(preset: Preset) -> Design | None:
    """Return the tally design, or None; without steps it counts all of the list."""
    entry = preset.yaml.get("tally.yaml")
    if entry is None:
        return None
    every = [code for name, code in codes(preset) if name == STEP]
    return Design(
        period=entry["period"],
        steps=entry["steps"] or every,
        dimensions=entry["dimensions"],
        optional=entry["optional"],
        place_level=entry["place_level"],
        zones=[
            {"code": z["code"], "labels": _labels(z), "places": z["places"]}
            for z in entry["zones"]
        ],
    )


def places(preset: Preset) -> Wanted:
    """Return the places by code."""
    return {
        (row["code"],): {
            "name": row["name"],
            "level": row["level"],
            "parent": row["parent"] or "",
            "names": row["names"],
            "retired": False,
        }
        for row in preset.rows["places.csv"]
    }


def has_codes(preset: Preset) -> bool:
    """Tell whether the preset says anything about code lists."""
    files = ("codes.yaml", "violations.yaml", "deliverables.yaml")
    return any(file in preset.yaml for file in files)


def codes(preset: Preset) -> Wanted:
    """Return the codes by list and code, those of other files among them."""
    found: Wanted = {}
    for entry in preset.entries("codes.yaml", "lists"):
        rows = [(row["code"], _labels(row)) for row in entry["codes"]]
        found |= _list(entry["list"], rows, entry["version"])
    violations = preset.entries("violations.yaml", "violations")
    # How acts of trafficking relate to a violation goes with its words.
    rows = [
        (v["code"], {**_labels(v), "link": v["link"], "source": v["source"]})
        for v in violations
    ]
    found |= _list("violation", rows)
    functions = [
        (str(f["core_function"]), {"en": f["title"]}) for f in preset.functions
    ]
    found |= _list("core_function", functions)
    tasks = [
        (f"{f['core_function']}.{number}", {"en": task})
        for f in preset.functions
        for number, task in enumerate(f["tasks"], 1)
    ]
    return found | _list("core_function_task", tasks)


def subcommittees(preset: Preset) -> Wanted:
    """Return the subcommittees by slug."""
    return {
        (entry["slug"],): {
            "title": entry["title"],
            "fields": entry["fields"],
            "position": position,
        }
        for position, entry in enumerate(preset.subcommittees)
    }


def agencies(preset: Preset, subcommittee_ids: dict[str, str]) -> Wanted:
    """Return the member organisations by acronym."""
    return {
        (row["acronym"],): {
            "name": row["name"],
            "type": row["type"],
            "mandates": row["mandates"],
            "subcommittee_ids": [subcommittee_ids[s] for s in row["subcommittees"]],
            "reporting_duty": row["reporting_duty"],
            "position": row["position"] or "",
            "is_placeholder": row["is_placeholder"],
            **{key: row[key] for key in ("contact", "places") if row[key]},
        }
        for row in preset.rows["agencies.csv"]
    }


def templates(preset: Preset, subcommittee_ids: dict[str, str]) -> Wanted:
    """Return the standing deliverables by code; one without function is not scored."""
    return {
        (entry["code"],): {
            "title": entry["title"],
            "core_function": function,
            "position": position,
            "subcommittee_id": subcommittee_ids.get(entry["subcommittee"] or ""),
            "objective_code": entry["objective"] or "",
            "review_months": entry["review_months"],
            "is_scored": function is not None,
            "kind": entry["kind"] or TemplateKind.GENERAL.value,
            "retired": False,
        }
        for position, (entry, function) in enumerate(preset.templates)
    }


def documents(preset: Preset) -> Wanted:
    """Return the papers of the library by code: what is public already, for members."""
    texts = ("kind", "title", "url", "language", "source", "description")
    return {
        (row["code"],): {
            **{name: row[name] or "" for name in texts},
            "sensitivity": Sensitivity.LOW.value,
        }
        for row in preset.rows["documents.csv"]
    }


def strategies(preset: Preset, *, is_sample: bool) -> Wanted:
    """Return the strategies by slug; those marked sample only where samples are wanted.

    A current strategy of the sample takes the place of the current one.
    """
    chosen = [s for s in preset.strategies if is_sample or not s["sample"]]
    chosen.sort(key=lambda strategy: strategy["sample"])
    current = [s["slug"] for s in chosen if s["current"]]
    return {
        (entry["slug"],): {
            "title": entry["title"],
            "starts": entry["from"],
            "ends": entry["until"],
            "vision": entry["vision"] or "",
            "principles": entry["principles"],
            "swot": dict(entry.get("swot") or {}),
            "is_current": entry["slug"] in current[-1:],
            "is_sample": entry["sample"],
        }
        for entry in chosen
    }


def objectives(preset: Preset, slug: str) -> Wanted:
    """Return the objectives and lines of a strategy by code, in their order."""
    strategy = next(s for s in preset.strategies if s["slug"] == slug)
    found: Wanted = {}
    for objective in preset.objectives(strategy):
        found[(objective["code"],)] = _objective(objective, "", len(found))
        for line in objective["lines"]:
            found[(line["code"],)] = _objective(line, objective["code"], len(found))
    return found


def _objective(entry: Entry, parent: str, position: int) -> dict[str, Any]:
    return {
        "title": entry["title"],
        "source_code": entry["source_code"] or "",
        "parent_code": parent,
        "position": position,
    }


def indicators(
    preset: Preset,
    strategy: Any,
    objective_ids: dict[str, str],
    agency_ids: dict[str, str],
    subcommittee_ids: dict[str, str],
) -> Wanted:
    """Return the indicators of the current strategy by code, in their order.

    Those of a line that this strategy does not have belong to another one.
    """
    found: Wanted = {}
    for entry in preset.indicators:
        if entry["objective"] not in objective_ids:
            continue
        periods = period.between(strategy.starts, strategy.ends, entry["frequency"])
        found[(entry["code"],)] = {
            **reporting.indicator(entry, agency_ids, subcommittee_ids),
            "targets": reporting.targets(entry, [one.code for one in periods]),
            "objective_id": objective_ids[entry["objective"]],
            "position": len(found),
        }
    return found


def _list(
    name: str, rows: list[tuple[str, dict[str, str]]], version: str = "1"
) -> Wanted:
    return {
        (name, code): {
            "list_version": version,
            "position": position,
            "labels": labels,
            "retired": False,
        }
        for position, (code, labels) in enumerate(rows)
    }


def _labels(entry: Entry) -> dict[str, str]:
    """Return the words of a code by language."""
    return {k: v for k, v in entry.items() if k not in _NO_LABEL and v}


def _given(entry: Entry | None) -> dict[str, Any]:
    return {k: v for k, v in (entry or {}).items() if v is not None and v != []}
