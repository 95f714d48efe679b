"""Check a sentence: is its figure still what is published?"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response

from ckanext.tiptaskforce.exchange import citation
from ckanext.tiptaskforce.views import base, public
from ckanext.tiptaskforce.views.cell import Figure

Shown = dict[str, Any]
FIELD = "sentence"


def verify(slug: str) -> Response:
    """Answer: current, superseded or withdrawn; and are these the words?"""
    body = base.call("taskforce_show", id=slug)
    form: Shown = {}
    errors: dict[str, list[str]] = {}
    found: Shown | None = None
    if base.posting():
        form = base.posted(FIELD)
        text = form[FIELD] = str(form.get(FIELD, ""))[: citation.MOST]
        if text:
            found = _told(text)
        else:
            errors = {FIELD: [tk._("Paste a sentence that was copied from here.")]}
    page = base.page("publication/verify", body, form=form, errors=errors, found=found)
    return public.unkept(page)


def _told(text: str) -> Shown:
    """Return what is known of the figure that a text names."""
    reference = citation.found_in(text)
    if reference is None:
        return {"state": "no_figure"}
    try:
        publication = base.call(
            "publication_show",
            taskforce=reference.taskforce,
            series=reference.series,
            number=reference.number,
        )
    except (tk.ObjectNotFound, tk.ValidationError, tk.NotAuthorized):
        return {"state": "unknown"}
    if publication["state"] != "published":
        return {"state": "withdrawn", "publication": publication}
    return _compared(text, reference, publication)


def _compared(text: str, reference: citation.Reference, publication: Shown) -> Shown:
    slug = publication["taskforce"]
    lines = public.titles(public.strategy(slug))
    figure = Figure.of(publication, lines, reference.cell)
    if figure is None:
        return {"state": "unknown"}
    is_telling = publication["newest_of_period"] == publication["number"]
    sentence = figure.sentence(base.call("taskforce_show", id=slug))
    return {
        "state": "current" if is_telling else "superseded",
        "publication": publication,
        "figure": figure,
        "sentence": sentence,
        "is_same": bool(sentence) and citation.is_same(text, sentence),
    }


blueprint = base.blueprint(
    "verify",
    (("/<slug>/verify", "verify", verify, ("GET", "POST")),),
    is_public=True,
)
