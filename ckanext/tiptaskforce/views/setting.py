"""Settings of a task force that its coordination chooses on a page of its own."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce.views import base

Shown = dict[str, Any]
# The settings that stand on the page, each of them a yes or a no.
CHOICES = ("ccpm_words",)


def edit(slug: str) -> Any:
    """Answer: are the words of the clusters' survey shown beside our scores?"""
    taskforce = base.inside(slug)
    base.want("taskforce", "update", id=taskforce["id"])
    settings = taskforce["settings"]
    now: Shown = {name: bool(settings.get(name)) for name in CHOICES}
    now["version"] = taskforce["version"]
    form = now
    errors: dict[str, list[str]] = {}
    if base.posting():
        form = base.posted("version", *CHOICES)
        chosen = {name: bool(form.get(name)) for name in CHOICES}
        sent = {"id": taskforce["id"], "version": form.get("version")}
        saved, errors = base.tried("taskforce_update", **sent, settings=chosen)
        if saved:
            base.say(_said(saved["settings"]))
            return base.go("overview.functions", slug=slug)
        form = base.beside(form, now, errors)
    return base.page("setting/form", taskforce, form=form, errors=errors)


def _said(settings: Shown) -> str:
    if settings["ccpm_words"]:
        return tk._("Saved. The words of the CCPM scale stand beside the scores.")
    return tk._("Saved. The scores stand without the words of the CCPM scale.")


blueprint = base.blueprint(
    "setting", (("/<slug>/admin/setting", "edit", edit, ("GET", "POST")),)
)
