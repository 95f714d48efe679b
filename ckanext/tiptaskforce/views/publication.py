"""The public side: catalogue, dataset page, and the audited files themselves."""

from __future__ import annotations

import base64
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, abort, redirect, request
from markupsafe import Markup

from ckanext.tiptaskforce import labels
from ckanext.tiptaskforce.exchange import period, schema_org
from ckanext.tiptaskforce.views import (
    base,
    cell,
    changed,
    exhibit,
    figure_exhibit,
    narrowing,
    public,
    taskforce,
    using,
)
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseKind

FACETS = ("objective", "pillar", "topic", "violation", "area", "period", "kind")
_LISTS = {
    "kind": "release_kind",
    "violation": "violation",
    "topic": "step",
    "pillar": "pillar",
}
DATASETS = ("dataset", "aggregate")
RESOURCES = ("resource", "dataset_resource", "aggregate_resource")


def index(slug: str) -> Response:
    """Answer: which dataset answers my question?"""
    body = base.call("taskforce_show", id=slug)
    chosen = base.filters(*FACETS, "q", "sort")
    asked = {"taskforce": slug, "brief": True, "page": base.page_number()}
    found = base.call("publication_list", **asked, **chosen)
    lines = public.titles(public.strategy(slug))
    # An area is told by its name, a line of the strategy by its title.
    lines |= {v["code"]: v["title"] for v in found["facets"]["area"]}
    return public.answer(
        base.page(
            "publication/index",
            body,
            found=found,
            facets=[_facet(name, found["facets"][name], lines) for name in FACETS],
            chosen=[
                {
                    "label": facet_label(name),
                    "value": _facet_word(name, chosen[name], lines),
                    "url": tk.h.tiptaskforce_with(**{name: None, "page": None}),
                }
                for name in (*FACETS, "q")
                if name in chosen
            ],
            kept={name: chosen[name] for name in (*FACETS, "sort") if name in chosen},
            q=chosen.get("q", ""),
            sort=chosen.get("sort", "newest"),
        )
    )


def read(slug: str, series: str, number: int | None = None) -> Response:
    """Answer: what does it say, may I trust it, where is the file?"""
    body = base.call("taskforce_show", id=slug)
    shown = base.call("publication_show", taskforce=slug, series=series, number=number)
    if shown["state"] != "published":
        page = base.page("publication/withdrawn", body, publication=shown)
        # One withdrawn release is gone; its series still has a page to tell so.
        return public.answer(page, status=404 if number is not None else 200)
    lines = public.titles(public.strategy(slug))
    if "cell" in request.args:
        return public.answer(cell.page(body, shown, lines, request.args["cell"]))
    page = base.page(
        "publication/read",
        body,
        publication={**shown, **exhibit.told(shown)},
        **_exhibits(shown, lines),
        files=_files(shown),
        report_url=_report_url(shown),
        context=_context(slug, shown),
        lines=lines,
        described=_described(body, shown),
        changed=changed.since(shown, _before(shown)),
        used=using.of(shown),
        licence=public.LICENCE,
        canonical=shown["url"] if number is not None else _address(slug, series),
    )
    return public.answer(page)


def _exhibits(shown: dict[str, Any], lines: exhibit.Lines) -> dict[str, Any]:
    """Return the tables of a release; those of figures as the reader narrows them."""
    whole = exhibit.of(shown, lines)
    if shown["kind"] != ReleaseKind.FIGURES:
        return {"exhibits": whole, "narrowed": None}
    narrowed = narrowing.of(whole, request.args)
    return {"exhibits": narrowed["exhibits"], "narrowed": narrowed}


def _before(shown: dict[str, Any]) -> dict[str, Any] | None:
    """Return the release before this one in its series, or None."""
    if not shown["earlier"]:
        return None
    named = {"taskforce": shown["taskforce"], "series": shown["series"]}
    number = shown["earlier"][0]["number"]
    return base.call("publication_show", **named, number=number)


def _described(body: dict[str, Any], shown: dict[str, Any]) -> Markup:
    """Return what search engines read of a page; a block of data runs nothing."""
    taskforce_ = {**body, "address": public.address(body["slug"])}
    found = schema_org.dataset(taskforce_, shown, public.LICENCE)
    # Safe: `written` leaves no sign in it that could end the block.
    return Markup(schema_org.written(found))  # noqa: S704


def file(slug: str, series: str, number: int, name: str) -> Response:
    """Give an audited file of a published release, byte for byte."""
    found = base.call(
        "publication_read", taskforce=slug, series=series, number=number, file=name
    )
    answer = Response(
        base64.b64decode(found["content"]), content_type=found["media_type"]
    )
    answer.set_etag(found["sha256"])
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer.make_conditional(request)  # type: ignore[return-value]


def instead_of_core() -> Any:
    """Show our page where CKAN's own pages would show or edit a dataset of ours."""
    kind, _, verb = (request.endpoint or "").partition(".")
    if (kind, verb) == ("home", "index"):
        return taskforce.index()
    if (kind, verb) == ("aggregate", "search"):
        return _catalogue()
    if kind in (*DATASETS, *RESOURCES):
        return _instead_of_dataset(kind, verb)
    return None


def _instead_of_dataset(kind: str, verb: str) -> Any:
    found = _located()
    if not found:
        return abort(404) if kind.startswith("aggregate") else None
    if verb == "download":
        # It leads to the audited file; there is nothing else to do with it.
        return redirect(_resource(found)["url"])
    if verb != "read":
        return abort(404)
    slug, series = found["taskforce"], found["series"]
    if kind in RESOURCES:
        _resource(found)
        return base.go("publication.read", slug=slug, series=series)
    return read(slug, series)


def _resource(found: dict[str, Any]) -> dict[str, Any]:
    """Return the file of a series that an address names; 404 if it is not shown now.

    CKAN's own download wants addresses of files to be https, and fails on a site that
    is not.
    """
    name = (request.view_args or {}).get("resource_id")
    try:
        shown = tk.get_action("resource_show")({}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        abort(404)
    is_own = base.call("publication_locate", dataset=shown["package_id"]) == found
    return shown if is_own else abort(404)


def _located() -> dict[str, Any]:
    """Return the series that the address of a CKAN dataset means, or nothing."""
    name = (request.view_args or {}).get("id")
    if not name:
        return {}
    try:
        return base.call("publication_locate", dataset=name)
    except tk.ValidationError:
        return {}


def facet_label(name: str) -> str:
    """Return the name of a facet."""
    return {
        "objective": tk._("Objective"),
        "period": tk._("Period"),
        "kind": tk._("Kind"),
        "topic": tk._("Stage or status"),
        "pillar": tk._("Pillar"),
        "area": tk._("Area"),
        "q": tk._("Words"),
        "violation": tk._("Related violation"),
    }[name]


def _catalogue() -> Any:
    """Lead to the catalogue of the only task force, or to the list of all."""
    found = base.call("taskforce_list", page_size=2)
    if found["count"] == 1:
        return base.go("publication.index", slug=found["items"][0]["slug"])
    return base.go("taskforce.index")


def _facet(
    name: str, values: list[dict[str, Any]], lines: exhibit.Lines
) -> dict[str, Any]:
    return {
        "name": name,
        "label": facet_label(name),
        "is_open": name in request.args,
        "values": [
            {
                "words": _facet_word(name, value["code"], lines),
                "count": value["count"],
                "url": tk.h.tiptaskforce_with(**{name: value["code"], "page": None}),
                "is_chosen": request.args.get(name) == value["code"],
            }
            for value in values
        ],
    }


def _facet_word(name: str, code: str, lines: exhibit.Lines) -> str:
    if name == "q":
        return code
    if name in _LISTS:
        return labels.word(_LISTS[name], code)
    if name == "objective":
        return exhibit.words("objective", code, lines)
    if name == "area":
        return lines.get(code) or code
    try:
        known = period.parse(code)
    except ValueError:
        return code
    return tk.h.tiptaskforce_period(known.start, known.end)


def _context(slug: str, shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of others that stand beside alerts, openly licensed ones."""
    if shown["step"] != ALERTS:
        return []
    found = base.call("context_series_list", taskforce=slug, page_size=25)["items"]
    # One page is the same for all: what is for members alone stands on their pages.
    return [one for one in found if one["is_open"] and one["violations"]]


def _files(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the files with what each holds: the workbook first, then each table."""
    holds = {
        "xlsx": tk._("All tables and notes, as a workbook"),
        "json": tk._("All tables, for programs"),
        "csv": tk._("One table"),
        "html": tk._("The disclosure report, as a page"),
    }
    named = {
        "release.json": tk._("What the release is, with the checksum of each file"),
        "report.json": tk._("The disclosure report, for programs"),
    }

    def told(entry: dict[str, Any]) -> dict[str, Any]:
        stem, _, ending = entry["name"].rpartition(".")
        words = holds[ending]
        if ending == "csv":
            words = _table_words(shown, stem)
        words = named.get(entry["name"], words)
        return {**entry, "format": ending.upper(), "words": words}

    order = ["xlsx", "csv", "json", "html"]
    files = [told(entry) for entry in shown["files"]]
    return sorted(
        files,
        key=lambda f: (f["name"] in named, order.index(f["format"].lower())),
    )


def _table_words(shown: dict[str, Any], name: str) -> str:
    """Return what a table counts, in words."""
    table = shown["tables"].get(name)
    if shown["kind"] != ReleaseKind.FIGURES or table is None:
        return labels.word("progress_table", name)
    unit = figure_exhibit.unit_words(shown["manifest"])
    return figure_exhibit.title(table["columns"][:-1], unit)


def _report_url(shown: dict[str, Any]) -> str | None:
    found = (file["url"] for file in shown["files"] if file["name"] == "report.html")
    return next(found, None)


def _address(slug: str, series: str) -> str:
    return tk.h.url_for(
        "tiptaskforce_publication.read",
        slug=slug,
        series=series,
        locale="default",
        _external=True,
    )


blueprint = base.blueprint(
    "publication",
    (
        ("/<slug>/data", "index", index, ("GET",)),
        ("/<slug>/data/<series>", "read", read, ("GET",)),
        ("/<slug>/data/<series>/v<int:number>", "version", read, ("GET",)),
        ("/<slug>/data/<series>/v<int:number>/<name>", "file", file, ("GET",)),
    ),
    is_public=True,
)
blueprint.before_app_request(instead_of_core)
