"""The form of an indicator: what it offers, what was typed, and what that means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.views import base, public, tables, violation_links

Shown = dict[str, Any]
PLAIN = (
    *("title", "objective", "subcommittee", "kind", "unit", "definition", "rationale"),
    *("numerator", "denominator", "baseline", "baseline_on", "baseline_source"),
    *("target", "in_need", "verification", "frequency", "direction"),
    *("across_agencies", "across_places", "across_periods", "counts_persons"),
)
MANY = ("agencies", "disaggregations", "violations", "confirm")
# What is typed one a line.
LINES = ("targets", "milestones")


def blank() -> Shown:
    """Return the form of an indicator that is not there yet."""
    chosen = dict.fromkeys(
        ("across_agencies", "across_places", "across_periods"), "sum"
    )
    return {
        "key": base.one_time_key(),
        "objective": base.filters("objective").get("objective"),
        "kind": "number",
        "frequency": "quarter",
        "direction": "up",
        **chosen,
    }


def filled(shown: Shown) -> Shown:
    """Return the form of an indicator as it is saved."""
    form = {name: shown.get(name) for name in (*PLAIN, *MANY, "version")}
    form |= violation_links.filled(shown)
    form["counts_persons"] = "true" if shown["counts_persons"] else None
    form["milestones"] = "\n".join(shown["milestones"])
    form["targets"] = "\n".join(
        f"{code} {value}"
        for code, value in sorted(shown["targets"].items(), key=_by_end)
    )
    return form


def _by_end(entry: tuple[str, Any]) -> Any:
    return periods.parse(entry[0]).end


def typed() -> Shown:
    """Return what a form sent, as it was typed."""
    fields = (*PLAIN, *LINES, *violation_links.FIELDS)
    return base.posted("code", "version", "key", *fields, many=MANY)


def meant(form: Mapping[str, Any], *, is_new: bool) -> Shown:
    """Return what a form asks of the action.

    :raises ValidationError: for a line of targets that names no period and figure
    """
    sent: Shown = {name: form.get(name) for name in PLAIN}
    sent |= {name: form.get(name) or [] for name in MANY}
    sent["violation_links"] = violation_links.meant(form)["violation_links"]
    sent["counts_persons"] = bool(form.get("counts_persons"))
    sent["milestones"] = _lines(form.get("milestones"))
    sent["targets"] = _targets(form.get("targets"))
    if is_new:
        return {**sent, "code": form.get("code"), "idempotency_key": form.get("key")}
    # What was emptied is cleared; what is left out would stay.
    sent |= {name: form.get(name) or "" for name in PLAIN}
    sent["counts_persons"] = bool(form.get("counts_persons"))
    return {**sent, "version": form.get("version")}


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _targets(text: str | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _lines(text):
        code, _, figure = line.partition(" ")
        figure = figure.strip(" =:")
        if not figure or code.strip(":=") in found:
            message = tk._(
                "“{line}”: write one period and its target a line, such as 2026-Q3 400."
            )
            raise tk.ValidationError({"targets": [message.format(line=line[:40])]})
        found[code.strip(":=")] = figure
    return found


def offered(taskforce: Shown) -> Shown:
    """Return what the form offers to choose from."""
    slug = taskforce["slug"]
    strategy = base.call("strategy_show", taskforce=slug)
    design = base.call("tally_design_show", taskforce=slug)
    dimensions = labels.words("dimension")
    names = [d["dimension"] for d in design["dimensions"]]
    names += [name for name in design["optional"] if name not in names]
    parents = {o["parent"] for o in strategy["objectives"]}
    return {
        "lines": public.options(
            o for o in strategy["objectives"] if o["code"] not in parents
        ),
        "agencies": [
            {"value": a["acronym"], "text": f"{a['acronym']} {a['name']}"}
            for a in tables.every("agency_list", slug, {})
            if not a["has_left"]
        ],
        "splits": [{"value": n, "text": dimensions.get(n, n)} for n in names],
    }
