"""The public side: catalogue, dataset page, and the audited files themselves."""

from __future__ import annotations

import base64
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, abort, request

from ckanext.tiptaskforce.views import base


def index(slug: str) -> str:
    """Answer: which dataset answers my question?"""
    taskforce = base.call("taskforce_show", id=slug)
    chosen = base.filters("kind", "sort")
    found = base.call(
        "publication_list", taskforce=slug, page=base.page_number(), **chosen
    )
    return base.page("publication/index", taskforce, found=found, chosen=chosen)


def read(slug: str, series: str, number: int | None = None) -> Any:
    """Answer: what does it say, may I trust it, where is the file?"""
    taskforce = base.call("taskforce_show", id=slug)
    shown = base.call("publication_show", taskforce=slug, series=series, number=number)
    is_gone = shown["state"] != "published" and number is not None
    content = base.page(
        "publication/read",
        taskforce,
        publication=shown,
        strategy=_strategy(slug),
    )
    answer = Response(content)
    if is_gone:
        answer.status_code = 404
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _strategy(slug: str) -> dict[str, Any] | None:
    try:
        return base.call("strategy_show", taskforce=slug)
    except tk.ObjectNotFound:
        return None


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
    endpoint = request.endpoint or ""
    kind, _, verb = endpoint.partition(".")
    if kind == "aggregate" and verb not in ("read", "search"):
        abort(404)
    if verb != "read" or kind not in ("dataset", "aggregate"):
        return None
    found = base.call("publication_locate", dataset=(request.view_args or {}).get("id"))
    if not found.get("series"):
        return None
    return read(found["taskforce"], found["series"])


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
