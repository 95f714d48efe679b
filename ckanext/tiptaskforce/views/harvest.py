"""What is published, for machines: DCAT-AP, schema.org, and a feed of releases.

All of it reads the database, as the pages do: a withdrawal holds in the next request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Response, request

from ckanext.tiptaskforce.exchange import atom, schema_org
from ckanext.tiptaskforce.exchange import sitemap as sitemaps
from ckanext.tiptaskforce.views import base, public
from ckanext.tiptaskforce.vocabulary import ALERTS

# So many releases a feed holds; readers ask often enough.
MOST_ENTRIES = 50
# So many datasets stand on a page of the catalogue, which names the next page.
MOST_DATASETS = 100
# What a task force shows to everybody beside its datasets.
PAGES = (
    *("taskforce.read", "publication.index", "overview.strategy", "taskforce.method"),
    "reach.read",
)
Shown = dict[str, Any]


def dataset(slug: str, series: str, ending: str) -> Response:
    """Describe the newest release of a series in DCAT-AP."""
    from ckanext.tiptaskforce.exchange import dcat

    body, shown = _taskforce(slug), _published(slug, series)
    media_type = _media_type(dcat.FORMATS, ending)
    return _answer(
        lambda: dcat.dataset(body, shown, public.LICENCE, ending),
        media_type,
        dcat.checksum(body, _told(shown), ending),
    )


def catalogue(slug: str, ending: str) -> Response:
    """Describe what a task force publishes in DCAT-AP, a page of datasets at a time."""
    from ckanext.tiptaskforce.exchange import dcat

    asked = {"page": base.page_number(), "page_size": MOST_DATASETS}
    body, found = (
        _taskforce(slug),
        base.call("publication_list", taskforce=slug, **asked),
    )
    media_type = _media_type(dcat.FORMATS, ending)
    page = dcat.Page(found["items"], found["count"], found["page"], MOST_DATASETS)
    told = [_told(one) for one in found["items"]]
    return _answer(
        lambda: dcat.catalogue(body, page, public.LICENCE, ending),
        media_type,
        dcat.checksum(body, told, page.count, page.number, ending),
    )


def described(slug: str, series: str) -> Response:
    """Describe the newest release of a series in the words of schema.org."""
    found = schema_org.dataset(
        _taskforce(slug), _published(slug, series), public.LICENCE
    )
    return public.conditional(schema_org.written(found), schema_org.MEDIA_TYPE)


def feed(slug: str) -> Response:
    """Tell what was released and withdrawn, the latest first."""
    body = _taskforce(slug)
    found = base.call("publication_history", taskforce=slug, page_size=MOST_ENTRIES)
    name = body["full_title"] or body["title"]
    about = {
        "title": tk._("Releases of {name}").format(name=name),
        "address": f"{body['address']}/data",
        "self": f"{body['address']}/data/feed.atom",
        "publisher": name,
        "since": "1970-01-01T00:00:00+00:00",
    }
    written = atom.feed(about, map(_entry, found["items"]))
    return public.conditional(written, atom.MEDIA_TYPE)


def _entry(shown: Shown) -> atom.Entry:
    told = {"title": shown["title"], "number": shown["number"]}
    if shown["state"] == "published":
        title = tk._("{title}, release {number}").format(**told)
        summary, updated = shown["sentence"], shown["published_at"]
        if shown["step"] == ALERTS:
            summary = f"{summary} {schema_org.NOT_VERIFIED}"
    else:
        title = tk._("Withdrawn: {title}, release {number}").format(**told)
        updated = shown["withdrawn_at"]
        summary = tk._("Reason: {reason}. Please do not use its figures.").format(
            reason=tk.h.tiptaskforce_word("withdraw_reason", shown["withdraw_reason"])
        )
    return atom.Entry(shown["url"], title, summary, shown["published_at"], updated)


def sitemap() -> Response:
    """Name the public pages of every task force, for search engines."""
    pages = [page for one in _all("taskforce_list") for page in _pages(one["slug"])]
    return public.conditional(sitemaps.written(pages), sitemaps.MEDIA_TYPE)


def _pages(slug: str) -> Iterator[tuple[str, str | None]]:
    """Yield address and last change of each page of a task force that all may read."""
    for name in PAGES:
        yield _url(name, slug=slug), None
    for one in _all("publication_list", taskforce=slug, brief=True):
        address = _url("publication.read", slug=slug, series=one["series"])
        yield address, one["published_at"]


def _url(name: str, **parts: str) -> str:
    return tk.h.url_for(
        f"tiptaskforce_{name}", **parts, locale="default", _external=True
    )


def _media_type(formats: Mapping[str, tuple[str, str]], ending: str) -> str:
    """Return how an answer is called that ends so; there are no others."""
    if ending not in formats:
        raise tk.ObjectNotFound(tk._("Not found."))
    return formats[ending][1]


def _taskforce(slug: str) -> Shown:
    """Return what the public may know of a task force, with its address."""
    body = base.call("taskforce_show", id=slug)
    names = ("slug", "title", "full_title", "description", "area", "area_name")
    return {**{n: body[n] for n in names}, "address": public.address(slug)}


def _published(slug: str, series: str) -> Shown:
    shown = base.call("publication_show", taskforce=slug, series=series)
    if shown["state"] != "published":
        raise tk.ObjectNotFound(tk._("Not found."))
    return shown


def _all(action: str, **asked: Any) -> Iterator[Shown]:
    page, asked = 1, {**asked, "page_size": MOST_DATASETS}
    while items := base.call(action, **asked, page=page)["items"]:
        yield from items
        page += 1


def _told(shown: Shown) -> Shown:
    """Return of a release what a description of it can depend on."""
    return {name: value for name, value in shown.items() if name != "tables"}


def _answer(make: Any, media_type: str, checksum: str) -> Response:
    """Return a description, which is made only for a reader that has another one."""
    is_known = checksum in request.if_none_match
    answer = Response(b"" if is_known else make(), content_type=media_type)
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(checksum)
    return answer.make_conditional(request)  # type: ignore[return-value]


blueprint = base.blueprint(
    "harvest",
    (
        ("/sitemap.xml", "sitemap", sitemap, ("GET",)),
        ("/<slug>/data/catalog.<ending>", "catalogue", catalogue, ("GET",)),
        ("/<slug>/data/feed.atom", "feed", feed, ("GET",)),
        ("/<slug>/data/<series>/dcat.<ending>", "dataset", dataset, ("GET",)),
        ("/<slug>/data/<series>/schema.jsonld", "described", described, ("GET",)),
    ),
    is_public=True,
)
