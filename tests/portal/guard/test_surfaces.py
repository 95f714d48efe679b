"""Fourteen surfaces on which a stranger could find what is not public.

A word of its own stands in every text of every row. Then releases are made of those
rows, published, corrected and withdrawn, so that whatever a release drags along comes
out: on pages, in the index, in files, in mails. Each surface is read as a stranger
reads it. It may hold no word that is not public, and it must hold one that is: so it is
known that the reading would find a word there.
"""

from __future__ import annotations

import json
import logging
import re
import runpy
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.lib import search

from ckanext.tiptaskforce import jobs
from ckanext.tiptaskforce.logic import publishing

LEAK = runpy.run_path(str(Path(__file__).with_name("test_leak.py")))
AT = "/taskforce/borno"
DATA = f"{AT}/data"
API = "/api/3/action"
LEAST_WORDS = 300
ADDRESS = "reader@example.net"
SURFACES: dict[str, Callable[[Any], Iterator[tuple[str, str]]]] = {}
# What the releases of the test say in public, as places of words.
SAID = "said in public"


def surface(name: str) -> Callable[[Any], Any]:
    """Register how a surface is read: it yields what was asked, and the answer."""

    def kept(read: Any) -> Any:
        SURFACES[name] = read
        return read

    return kept


class Site:
    """A stranger, the words, and the releases that were made of planted rows."""

    def __init__(self, bench: Any, garden: Any, app: Any, act: Any) -> None:
        self.bench, self.garden, self.app, self.act = bench, garden, app, act
        self.series, self.gone = self.public_word(), self.public_word()
        self.titles = [self.public_word() for _ in range(3)]
        self.client = app.client

    def public_word(self) -> str:
        """Return a fresh word that strangers may read."""
        return self.garden.seed(SAID)

    def be(self, seat: str) -> None:
        """Look as a stranger of one kind."""
        user = self.bench.seats[seat]
        self.app.set_session_user(user["id"] if user else None)

    def release(self, series: str, title: str) -> dict[str, Any]:
        """Bring a release of the planted rows into the public."""
        house = self.bench.house
        chosen = {
            "kind": "progress",
            "window": {"period": ["2026-Q3"]},
            "tables": ["function-state", "objective-state", "members-type"],
        }
        made = self.act(
            "release_create",
            house.secretariat,
            taskforce="borno",
            title=f"Work {title}",
            series=series,
            specification=chosen,
        )
        self.say("protect", house.secretariat, made)
        publishing.protect(made["id"])
        self.say("propose", house.secretariat, made)
        self.say("approve", house.coordinator, made)
        publishing.publish(made["id"])
        return self.act("release_show", house.secretariat, id=made["id"])

    def say(self, verb: str, user: Any, made: dict[str, Any], **more: Any) -> Any:
        shown = self.act("release_show", user, id=made["id"])
        about = {"id": made["id"], "version": shown["version"]}
        return self.act(f"release_{verb}", user, **about, **more)

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, **more)

    def read(self, *paths: str, status: int | None = None) -> Iterator[tuple[str, str]]:
        """Yield the bodies of addresses."""
        for path in paths:
            answer = self.get(path, follow_redirects=status is None)
            assert status in (None, answer.status_code), (path, answer.status_code)
            yield path, answer.get_data().decode("utf-8", "replace")

    def call(self, name: str, **data: Any) -> tuple[str, str]:
        """Return the answer of an action as the API gives it."""
        answer = self.client.post(f"{API}/{name}", json=data)
        return f"{name} {data}", answer.get_data(as_text=True)


def mend(garden: Any) -> None:
    """Undo what the words break: addresses of mails, which a server must take."""
    change = sa.text("UPDATE tiptaskforce_subscription SET address = :address")
    with model.meta.engine.begin() as connection:
        connection.execute(change, {"address": ADDRESS})
        connection.execute(sa.text("DELETE FROM tiptaskforce_letter"))
        connection.execute(sa.text("DELETE FROM tiptaskforce_notice"))


@pytest.fixture
def log_told(caplog) -> Any:
    """What the log is told from here on."""
    caplog.set_level(logging.INFO, logger="ckan")
    caplog.set_level(logging.INFO, logger="ckanext")
    return caplog


@pytest.fixture
def site(bench, clean_index, app, act, log_told) -> Site:
    """Planted rows, and of them two releases of a series and a withdrawn one."""
    garden = LEAK["plant"](bench)
    mend(garden)
    model.Session.remove()
    made = Site(bench, garden, app, act)
    made.release(made.series, made.titles[0])
    made.release(made.series, made.titles[1])
    gone = made.release(made.gone, made.titles[2])
    made.say("withdraw", bench.house.coordinator, gone, reason="other")
    model.Session.remove()
    search.rebuild()
    return made


@surface("page")
def _pages(site: Site) -> Iterator[tuple[str, str]]:
    paths = ("", "/data", "/strategy", "/strategy/A", "/method", "/reach", "/verify")
    yield from site.read(*(f"{AT}{path}" for path in paths))
    yield from site.read(f"{DATA}/{site.series}", f"/dataset/borno-{site.series}")
    yield from site.read(f"{DATA}/{site.series}?cell=function-state~1~TOTAL")
    yield from site.read("/taskforce", "/organization/", "/group/", "/user/")


@surface("api")
def _api(site: Site) -> Iterator[tuple[str, str]]:
    for verb in ("list", "overview", "history"):
        yield site.call(f"tiptaskforce_publication_{verb}", taskforce="borno")
    about = {"taskforce": "borno", "series": site.series}
    yield site.call("tiptaskforce_publication_show", **about)
    yield site.call("package_show", id=f"borno-{site.series}")
    yield site.call("package_list")
    yield site.call("organization_show", id="borno", include_datasets=True)
    yield site.call("tiptaskforce_taskforce_show", id="borno")
    yield site.call("tiptaskforce_indicator_read", taskforce="borno")


@surface("search")
def _search(site: Site) -> Iterator[tuple[str, str]]:
    yield site.call("package_search", q="*:*", rows=100, include_private=True)
    yield site.call("package_search", q="work", include_drafts=True)
    yield site.call("resource_search", query="name:json")
    yield from site.read(f"{DATA}?q=work", "/dataset/?q=work", "/api/3/search/dataset")
    found = search.make_connection().search("*:*", rows=1000)
    yield "index", json.dumps(found.docs, default=str)


@surface("facet")
def _facets(site: Site) -> Iterator[tuple[str, str]]:
    fields = ["tags", "organization", "groups", "res_format", "title", "notes"]
    asked = {"q": "*:*", "facet.field": fields, "facet.limit": -1, "rows": 0}
    yield site.call("package_search", **asked)
    answer = site.call("tiptaskforce_publication_list", taskforce="borno")[1]
    yield "facets", json.dumps(json.loads(answer)["result"]["facets"])
    for path, text in site.read(DATA):
        (found,) = re.findall(r"<[^>]+tf-facets.*?</(?:nav|div|form)>", text, re.DOTALL)
        yield f"{path} facets", found


@surface("autocomplete")
def _autocomplete(site: Site) -> Iterator[tuple[str, str]]:
    for words in ("work", "wo", "zq7", "b", "re"):
        for noun in ("package", "tag", "group", "organization", "user", "format"):
            yield site.call(f"{noun}_autocomplete", q=words)
    kinds = ("dataset", "tag", "user", "organization", "group")
    for kind in kinds:
        path = f"/api/2/util/{kind}/autocomplete"
        yield from site.read(f"{path}?q=work", f"{path}?incomplete=work")


@surface("feed")
def _feeds(site: Site) -> Iterator[tuple[str, str]]:
    yield from site.read(f"{DATA}/feed.atom", "/feeds/dataset.atom")
    yield from site.read("/feeds/organization/borno.atom", "/feeds/custom.atom?q=work")


@surface("dcat")
def _dcat(site: Site) -> Iterator[tuple[str, str]]:
    for ending in ("ttl", "rdf", "jsonld"):
        yield from site.read(f"{DATA}/catalog.{ending}")
        yield from site.read(f"{DATA}/{site.series}/dcat.{ending}")
    yield from site.read(f"{DATA}/{site.series}/schema.jsonld", "/catalog.xml")


@surface("sitemap")
def _sitemap(site: Site) -> Iterator[tuple[str, str]]:
    yield from site.read("/taskforce/sitemap.xml", "/robots.txt", "/sitemap.xml")


def _files_of(site: Site, number: int) -> Iterator[tuple[str, str]]:
    asked = {"taskforce": "borno", "series": site.series, "number": number}
    shown = site.act("publication_show", None, **asked)
    read = runpy.run_path(str(Path(__file__).with_name("test_canary.py")))["readable"]
    for file in shown["files"]:
        answer = site.get(urlsplit(file["url"]).path)
        assert answer.status_code == 200
        yield file["name"], read(answer).partition("\n\n")[2]


@surface("file")
def _files(site: Site) -> Iterator[tuple[str, str]]:
    yield from _files_of(site, 2)


@surface("old file")
def _old_files(site: Site) -> Iterator[tuple[str, str]]:
    yield from _files_of(site, 1)
    states = ("draft", "protected", "proposed", "publishing", "withdrawn", "dropped")
    for series in (*states, site.gone):
        yield from site.read(f"{DATA}/{series}/v1/release.json", status=404)
        yield from site.read(f"{DATA}/{series}/v1/work.csv", status=404)
    yield from site.read("/uploads/", "/file/download/x")


@surface("header")
def _headers(site: Site) -> Iterator[tuple[str, str]]:
    # A file is named after its series.
    file = f"{DATA}/{site.series}/v2/{site.series}-2026-q3.json"
    shown = json.loads(site.call("package_show", id=f"borno-{site.series}")[1])
    one = shown["result"]["resources"][0]["id"]
    download = f"/dataset/borno-{site.series}/resource/{one}/download/x"
    paths = (AT, DATA, file, f"{DATA}/feed.atom", f"{DATA}/{site.gone}", download)
    private = ("/deliverable", "/document", "/tally", "/audit", "/release")
    for path in (*paths, *(f"{AT}{page}" for page in private), "/no-such-page"):
        answer = site.get(path)
        yield f"{path} {answer.status_code}", str(answer.headers)


@surface("error page")
def _errors(site: Site) -> Iterator[tuple[str, str]]:
    # A withdrawn release leaves a notice with its title, and answers 404.
    yield from site.read(f"{DATA}/{site.gone}/v1", status=404)
    for thing, row in site.bench.objects.items():
        noun = thing.partition("-")[0]
        if noun in ("deliverable", "document", "release", "tally", "meeting"):
            for method in ("get", "post", "put", "delete"):
                path = f"{AT}/{noun}/{row['id']}"
                answer = getattr(site.client, method)(path)
                yield f"{method} {path}", answer.get_data(as_text=True)
    yield from site.read(f"{DATA}/draft", f"{DATA}?kind=secret", "/no-such-page")


@surface("mail")
def _mails(site: Site) -> Iterator[tuple[str, str]]:
    model.Session.remove()
    jobs.post()
    for message in site.mails.get_smtp_messages():
        if ADDRESS in message[2]:
            yield "mail", _plain(message[3])


def _plain(message: str) -> str:
    from email import message_from_string, policy

    mail = message_from_string(message, policy=policy.default)
    return f"{mail.items()}\n{mail.get_content()}"


@surface("log")
def _log(site: Site) -> Iterator[tuple[str, str]]:
    # It tells no word at all; one that is written by hand shows that it is read.
    logging.getLogger("ckanext.tiptaskforce").info("a word: %s", site.titles[0])
    yield "log", site.log.text


def checked(site: Site, names: Iterator[str], seat: str) -> int:
    """Read surfaces as a stranger; return how many answers were read."""
    site.be(seat)
    n_read = 0
    for name in names:
        told = list(SURFACES[name](site))
        hidden = {
            asked: {p for p in found if not _is_public(p)}
            for asked, text in told
            if (found := site.garden.places(text))
        }
        assert {a: p for a, p in hidden.items() if p} == {}, (name, seat)
        assert hidden, (name, "not even a public word", [asked for asked, _ in told])
        n_read += len(told)
    return n_read


def _is_public(place: str) -> bool:
    return place == SAID or LEAK["is_public"](place)


class TestFourteen:
    def test_a_stranger_finds_no_word_and_could_find_one(
        self, site, mail_server, log_told
    ):
        site.mails, site.log = mail_server, log_told

        n_read = checked(site, iter(SURFACES), "anonymous")

        assert len(SURFACES) == 14
        assert len(site.garden.where) > LEAST_WORDS
        assert n_read > 250

    @pytest.mark.long
    @pytest.mark.parametrize("turn", range(3))
    @pytest.mark.parametrize("seat", LEAK["STRANGERS"])
    def test_with_other_words_and_as_every_stranger(
        self, site, mail_server, log_told, seat, turn
    ):
        site.mails, site.log = mail_server, log_told

        assert checked(site, iter(SURFACES), seat) > 250

    def test_a_hidden_word_is_seen_on_each(
        self, site, mail_server, log_told, monkeypatch
    ):
        """With what anybody may read called hidden, every surface tells on it."""
        site.mails, site.log = mail_server, log_told
        monkeypatch.setitem(checked.__globals__, "_is_public", lambda _place: False)

        for name in SURFACES:
            with pytest.raises(AssertionError, match=f"'{name}', 'anonymous'"):
                checked(site, iter([name]), "anonymous")


def test_words_cannot_be_guessed():
    """The control of the control: a word that was not planted is found nowhere."""
    garden = LEAK["Garden"]()

    assert garden.places(f"zq7{secrets.token_hex(6)}") == set()
