"""The evidence of a form: files that survive an error in another field, and links."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import request

from ckanext.tiptaskforce.views import base

Kept = dict[str, Any]


def keep(slug: str, form: dict[str, Any]) -> None:
    """Keep the files of the form beside those of before; ``kept`` lists them all.

    :raises ValidationError: naming each file that is refused, with the reason; the
        others stay kept for the form
    """
    form["kept"] = before()
    last = max((one["number"] for one in form["kept"]), default=0)
    refused = []
    for number, upload in enumerate(base.posted_files(), start=last + 1):
        try:
            form["kept"].append(_staged(slug, form["key"], upload, number))
        except tk.ValidationError as problem:
            line = tk._("{name}: {reason}")
            refused += [
                line.format(name=upload.filename, reason=reason)
                for reasons in base.words_of(problem).values()
                for reason in reasons
            ]
    if refused:
        raise tk.ValidationError({"upload": refused})


def kept(slug: str, key: str) -> Kept | None:
    """Keep the one file of the form, and return its name and size; or that of before.

    :raises ValidationError: for a file that is refused, by name and reason
    """
    upload = base.posted_file()
    if upload is not None:
        return _staged(slug, key, upload)
    return next(iter(before()), None)


def before() -> list[Kept]:
    """Return the files that the form kept when it was sent, without those let go."""
    names = ("kept_number", "kept_name", "kept_size")
    found = zip(*(request.form.getlist(name) for name in names), strict=False)
    gone = request.form.getlist("remove_file")
    return [
        {"number": int(number), "name": name, "size": int(size)}
        for number, name, size in found
        if number.isdecimal() and size.isdecimal() and number not in gone
    ]


def given(form: dict[str, Any], links: list[str]) -> list[dict[str, str]]:
    """Return the evidence of the form as the actions take it: files, then links."""
    files = [{"staged": _key(form["key"], one["number"])} for one in form["kept"]]
    return [*files, *({"url": link} for link in links)]


def links(form: dict[str, Any]) -> list[str]:
    """Return the links of the form, one a line."""
    return form.get("evidence_url", "").split()


def _staged(slug: str, key: str, upload: Any, number: int = 1) -> Kept:
    sent = {"upload": upload, "key": _key(key, number)}
    shown = base.call("document_stage", taskforce=slug, **sent)
    return {"number": number, "name": shown["file_name"], "size": shown["size"]}


def _key(key: str, number: int) -> str:
    """Return the key under which a file of a form waits."""
    return key if number == 1 else f"{key}-{number}"


def attach(slug: str, shown: dict[str, Any], form: dict[str, Any], noun: str) -> None:
    """Make the kept file and the link of a form documents."""
    given: dict[str, dict[str, Any]] = {}
    if form.get("kept"):
        given["file"] = {"staged": form["key"]}
    if form.get("evidence_url"):
        given["link"] = {"url": form["evidence_url"]}
    for name, sent in given.items():
        base.call(
            "document_create",
            taskforce=slug,
            kind="evidence",
            title=form["title"],
            idempotency_key=f"{form['key']}-{name}",
            **{noun: shown["id"]},
            **sent,
        )
