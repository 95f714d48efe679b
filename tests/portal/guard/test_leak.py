"""Nothing of the workspace is found outside it, wherever a stranger looks.

A random word is planted in every text of every row, in file names, file contents,
event values and names of members. Then everything that answers is asked, as nobody and
as an account without a seat, and the words that come back are those that are public.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import logic, model
from ckan.lib import files as ckan_files
from ckan.lib import search
from ckan.lib.redis import connect_to_redis

from ckanext.tiptaskforce.logic import files

WORD = re.compile(r"zq7[0-9a-f]{12}")
STRANGERS = ("anonymous", "donor")
# Columns that hold no words of people: ids, codes, digests, states, settings.
MACHINE = {
    *("id", "taskforce_id", "created_by", "state", "kind", "slug", "code", "series"),
    *("hash", "prev", "salt", "sha256", "location", "media_type", "version", "type"),
    *("visibility", "sensitivity", "role", "user_id", "actor", "noun", "verb", "list"),
    *("organization_id", "dataset_id", "withdraw_reason", "objective", "template"),
    *("parent", "parent_code", "source_code", "objective_code", "list_version"),
    *("key", "action", "body", "field", "asked_by", "done_by", "proposed_by", "row"),
    *("approved_by", "submitted_by", "strategy_id", "root_id", "previous_id"),
}
# What anybody may read, from the design: of the task force its public fields, of the
# current strategy titles and vision, of a published release its own words.
PUBLIC = {
    *("taskforce.title", "taskforce.full_title", "taskforce.description"),
    *("taskforce.area", "taskforce.contact"),
    *("strategy.title", "strategy.vision", "strategy.principles", "strategy.swot"),
    *("objective.title", "indicator.title"),
}
PUBLIC_OF_RELEASES = {
    "published": {"title", "sentence", "caveats", "violations"},
    # A withdrawn one leaves a notice with its title.
    "withdrawn": {"title"},
}
MUST_BE_FOUND = {
    *("taskforce.title", "objective.title", "indicator.title"),
    "release.title published",
}


class Garden:
    """The planted words: which column of which row each stands in."""

    def __init__(self) -> None:
        self.where: dict[str, str] = {}

    def seed(self, place: str) -> str:
        """Return a fresh word for this place."""
        word = f"zq7{secrets.token_hex(6)}"
        self.where[word] = place
        return word

    def places(self, text: str) -> set[str]:
        """Return the places of the words in a text."""
        return {self.where[w] for w in WORD.findall(text) if w in self.where}


def plant(bench: Any) -> Garden:
    """Put a word of its own into each text of each row."""
    garden = Garden()
    with model.meta.engine.begin() as connection:
        for table in _tables(connection):
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            _plant_table(connection, table, garden)
            connection.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        for seat, user in bench.seats.items():
            if user and seat not in ("donor", "sysadmin"):
                _plant_user(connection, user["id"], garden)
    _plant_files(garden)
    return garden


def _tables(connection: sa.Connection) -> list[str]:
    names = sa.inspect(connection).get_table_names()
    ours = [n for n in names if n.startswith("tiptaskforce_") and "alembic" not in n]
    return [
        n for n in ours if n not in ("tiptaskforce_event", "tiptaskforce_event_head")
    ]


def _plant_table(connection: sa.Connection, table: str, garden: Garden) -> None:
    noun = table.removeprefix("tiptaskforce_")
    state = ", state" if noun == "release" else ""
    rows = connection.execute(sa.text(f"SELECT id{state} FROM {table}")).all()
    for column in sa.inspect(connection).get_columns(table):
        name, kind = column["name"], str(column["type"])
        if name in MACHINE or name.endswith(("_id", "_ids")):
            continue
        change = CHANGES.get(kind.removesuffix("[]") if kind != "TEXT[]" else kind)
        if change is None or (noun, name) in SHAPED:
            continue
        for row in rows:
            place = f"{noun}.{name}" + (f" {row.state}" if state else "")
            told = sa.text(f"UPDATE {table} SET {name} = {change(name)} WHERE id = :id")
            connection.execute(told, {"id": row.id, "word": garden.seed(place)})


# How a word is put into a column of each type, beside what stands there.
CHANGES: dict[str, Callable[[str], str]] = {
    "TEXT": lambda name: f"{name} || ' ' || :word",
    "TEXT[]": lambda name: f"array_append({name}, :word)",
    "ARRAY": lambda name: f"array_append({name}, :word)",
    "JSONB": lambda name: "to_jsonb(ARRAY[CAST(:word AS text)])",
}
# Their shape is read by code; a word in there is no word of a person.
SHAPED = {
    *(("release", n) for n in ("specification", "snapshot", "files", "progress")),
    *(("taskforce", "settings"), ("strategy", "swot"), ("code", "labels")),
    *(("agency", "mandates"), ("deliverable", "violations")),
    ("deliverable", "details"),
    ("feedback_channel", "counts"),
    *((n, "violation_links") for n in ("deliverable", "indicator", "document")),
    *(("meeting", n) for n in ("violation_links", "starts", "ends")),
    ("release", "violation_links"),
    *(("tally", "period"), ("tally_row", "codes"), ("contribution", "codes")),
    # A text here takes the line, or the indicator, out of the strategy.
    *(("objective", "retired"), ("indicator", "retired"), ("strategy", "dropped")),
    *(("event_redaction", "fields"), ("upload", "result"), ("upload", "mapping")),
}


def _plant_user(connection: sa.Connection, user_id: str, garden: Garden) -> None:
    words = {n: garden.seed(f"user.{n}") for n in ("fullname", "about", "email")}
    told = (
        'UPDATE "user" SET fullname = :fullname, about = :about,'
        " email = :email || '@example.org' WHERE id = :id"
    )
    connection.execute(sa.text(told), {**words, "id": user_id})


def _plant_files(garden: Garden) -> None:
    storage = ckan_files.get_storage(files.STORAGE)
    with model.meta.engine.begin() as connection:
        asked = "SELECT location FROM tiptaskforce_document WHERE location <> ''"
        for name in connection.scalars(sa.text(asked)).all():
            word = garden.seed("document content")
            location = ckan_files.Location(name)
            data = ckan_files.FileData(location)
            storage.remove(data)
            storage.upload(location, ckan_files.make_upload(word.encode()))


@pytest.fixture
def garden(bench, clean_index) -> Iterator[Garden]:
    """The bench with a word in every text; its public dataset is indexed."""
    found = plant(bench)
    model.Session.remove()
    search.rebuild()
    yield found
    logging.disable(logging.NOTSET)


def is_public(place: str) -> bool:
    if place in PUBLIC:
        return True
    noun, _, rest = place.partition(".")
    column, _, state = rest.partition(" ")
    return noun == "release" and column in PUBLIC_OF_RELEASES.get(state, ())


class Stranger:
    """Somebody without a seat who looks everywhere."""

    def __init__(self, app: Any, bench: Any, seat: str) -> None:
        self.app, self.bench, self.seat = app, bench, seat
        user = bench.seats[seat]
        self.user = user
        app.set_session_user(user["id"] if user else None)
        self.client = app.client

    def values(self) -> dict[str, list[str]]:
        """Return what to put into the variable parts of addresses."""
        objects = self.bench.objects
        # The address of a calendar is no object, and a stranger does not have it.
        ids = [row["id"] for row in objects.values() if "id" in row]
        shown = objects["release-published"]["dataset"]
        names = ["borno", "borno-published", "borno-withdrawn", shown, *ids[:2]]
        return {
            "slug": ["borno"],
            "deliverable_id": [r["id"] for n, r in objects.items() if "deliv" in n],
            "document_id": [r["id"] for n, r in objects.items() if "document" in n],
            "event_id": [objects["event"]["id"]],
            "release_id": [r["id"] for n, r in objects.items() if "release" in n],
            "series": ["published", "withdrawn", "draft", "proposed"],
            "number": ["1"],
            **dict.fromkeys(("token", "secret", "key"), ["not-from-here"]),
            "request_id": [r["id"] for n, r in objects.items() if "request" in n],
            "alert_id": [r["id"] for n, r in objects.items() if "alert" in n],
            "meeting_id": [r["id"] for n, r in objects.items() if "meeting" in n],
            "decision_id": [objects["decision-recorded"]["id"]],
            "point_id": [r["id"] for n, r in objects.items() if "action_point" in n],
            "followup_id": [r["id"] for n, r in objects.items() if "followup" in n],
            "channel_id": [objects["feedback_channel"]["id"]],
            "template_id": [objects["template"]["id"]],
            "partnership_id": [r["id"] for n, r in objects.items() if "partner" in n],
            "input_id": [objects["input"]["id"]],
            "comment_id": [objects["comment-live"]["id"]],
            "invitation_id": [objects["invitation"]["id"]],
            "join_id": [objects["join"]["id"]],
            "seat_id": [objects["seat"]["id"]],
            "ending": ["ttl", "rdf", "jsonld"],
            "code": ["A", "A.1", "A.2-0"],
            "group": ["protection"],
            "name": ["function-state.csv", "release.json", "published-2026-q3.xlsx"],
            "package_type": ["dataset"],
            "ver": ["3"],
            "logic_function": ["package_search"],
            "": names,
        }

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield address and text of all pages, and of those that they link to."""
        waiting, seen = (
            deque([*START, *self.bench.addresses(self.app, self.values())]),
            set(),
        )
        while waiting:
            url = waiting.popleft()
            if url in seen or len(seen) > MOST_PAGES:
                continue
            seen.add(url)
            answer = self.client.get(url, follow_redirects=True)
            body = answer.get_data().decode("utf-8", "replace")
            yield url, body + str(answer.headers)
            waiting.extend(u for u in sorted(_links(url, answer)) if u not in seen)

    def actions(self) -> Iterator[tuple[str, str]]:
        """Yield name and answer of every action, CKAN's too, by POST and by GET."""
        tk.get_action("status_show")
        objects = self.bench.objects
        things = ("deliverable-submitted-agency", "document-named", "release-draft")
        about = [objects[name]["id"] for name in (*things, "upload-open", "event")]
        by_get_too: list[dict[str, Any]] = [
            {},
            {"taskforce": "borno"},
            {"q": "work", "rows": 100, "include_private": True},
            {"id": "borno", "include_users": True, "include_datasets": True},
        ]
        inputs = [
            *by_get_too,
            {"id": "borno-published"},
            {"id": self.bench.house.reporter["name"]},
            *({"id": one, "version": 1} for one in about),
        ]
        published = [
            {"taskforce": "borno", "series": state, "file": "release.json", **number}
            for state in RELEASE_STATES
            for number in ({}, {"number": 1})
        ]
        for name in sorted(logic._actions):
            by_get = getattr(logic._actions[name], "side_effect_free", False)
            more = _fitting(name, published)
            for data in (*inputs, *more):
                answer = self.client.post(f"/api/3/action/{name}", json=data)
                yield f"{name} {data}", answer.get_data(as_text=True)
                if by_get and data in by_get_too:
                    answer = self.client.get(f"/api/3/action/{name}", query_string=data)
                    yield f"{name} {data} by GET", answer.get_data(as_text=True)


RELEASE_STATES = (
    "draft",
    "protected",
    "proposed",
    "publishing",
    "withdrawn",
    "dropped",
)


def _fitting(name: str, published: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what to ask the actions of publications, of releases that are none."""
    if not name.startswith("tiptaskforce_publication_"):
        return []
    return (
        published
        if name.endswith("read")
        else [{k: v for k, v in data.items() if k != "file"} for data in published]
    )


MOST_PAGES = 500
START = (
    *("/", "/dataset/", "/dataset/?q=work", "/organization/", "/group/", "/user/"),
    *("/feeds/dataset.atom", "/feeds/organization/borno.atom", "/robots.txt"),
    *("/sitemap.xml", "/feeds/custom.atom?q=work", "/dataset/?q=*:*&sort=name+asc"),
    *("/api/2/util/dataset/autocomplete?incomplete=work", "/aggregate/"),
    *(
        "/api/2/util/user/autocomplete?q=re",
        "/api/2/util/tag/autocomplete?incomplete=w",
    ),
    *("/api/2/util/organization/autocomplete?q=b", "/taskforce", "/no-such-page"),
    *("/api/3/search/dataset?q=work", "/catalog.xml", "/uploads/", "/file/download/x"),
)


def _links(url: str, answer: Any) -> set[str]:
    """Return the addresses inside the site that a page links to."""
    if "html" not in (answer.content_type or ""):
        return set()
    found = re.findall(r'(?:href|src|action)="([^"#]+)', answer.get_data(as_text=True))
    parts = (urlsplit(urljoin(url, link.replace("&amp;", "&"))) for link in found)
    return {
        p.path + (f"?{p.query}" if p.query else "")
        for p in parts
        if p.netloc in ("", "test.ckan.net") and _is_worth_a_visit(p.path)
    }


def _is_worth_a_visit(path: str) -> bool:
    ours = ("/webassets", "/base", "/fonts", "/user/_logout", "/user/login")
    return not path.startswith(ours)


def leaks(garden: Garden, told: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    """Return where words came back that are not public, and which."""
    found: dict[str, set[str]] = {}
    for place, text in told:
        hidden = {p for p in garden.places(text) if not is_public(p)}
        if hidden:
            found[place] = hidden
    return found


class TestStrangers:
    @pytest.mark.parametrize("seat", STRANGERS)
    def test_pages_tell_what_is_public_and_no_more(self, bench, garden, app, seat):
        told = list(Stranger(app, bench, seat).pages())

        assert leaks(garden, iter(told)) == {}
        everywhere = {p for _, text in told for p in garden.places(text)}
        assert everywhere >= MUST_BE_FOUND, (
            "the crawl does not even find what is public"
        )
        assert len(told) > 200

    @pytest.mark.parametrize("seat", STRANGERS)
    def test_actions_tell_what_is_public_and_no_more(self, bench, garden, app, seat):
        # Core's actions answer some of this with a traceback in the log, which is slow.
        logging.disable(logging.CRITICAL)
        told = list(Stranger(app, bench, seat).actions())

        assert leaks(garden, iter(told)) == {}
        everywhere = {p for _, text in told for p in garden.places(text)}
        assert everywhere >= MUST_BE_FOUND
        assert len(told) > 1_000

    def test_a_hundred_words_and_more_were_planted(self, garden):
        hidden = [p for p in garden.where.values() if not is_public(p)]

        assert len(hidden) > 300
        for place in (
            "deliverable.title",
            "deliverable.note",
            "deliverable.tracker_key",
        ):
            assert place in hidden
        for place in ("agency.name", "agency.contact", "document.file_name"):
            assert place in hidden
        for place in ("event_value.value", "upload.cells", "user.fullname"):
            assert place in hidden
        assert {"document content", "release.title draft"} <= set(hidden)

    def test_a_leak_would_be_seen(self, bench, garden, app):
        """The control: a member's page is full of words that strangers may not see."""
        app.set_session_user(bench.house.coordinator["id"])
        text = app.client.get("/taskforce/borno/deliverable").get_data(as_text=True)

        assert "deliverable.title" in leaks(garden, iter([("page", text)]))["page"]


class TestElsewhere:
    def test_the_search_index_holds_public_words_only(self, garden):
        found = search.make_connection().search("*:*", rows=1000)

        assert found.hits > 0
        assert (
            leaks(garden, iter([("solr", json.dumps(found.docs, default=str))])) == {}
        )

    def test_redis_holds_no_words(self, bench, garden, act):
        """Jobs carry ids; sessions and counters carry no text of the workspace."""
        row = bench.objects["release-draft"]
        about = {"id": row["id"], "version": row["version"]}
        act("release_protect", bench.house.secretariat, **about)
        redis = connect_to_redis()

        told = [(repr(key), repr(redis.dump(key))) for key in redis.keys("*")]

        assert told != []
        assert leaks(garden, iter(told)) == {}

    def test_logs_hold_no_words(self, bench, garden, act, api, token_of, caplog):
        """Also not those of calls that were refused, nor of a value too many."""
        # CKAN 2.12.0 logs whole requests at DEBUG; the self-check refuses that level.
        caplog.set_level(logging.INFO, logger="ckan")
        caplog.set_level(logging.INFO, logger="ckanext")
        token = token_of(bench.house.reporter)
        words = [garden.seed("typed") for _ in range(4)]
        for data in (
            {"title": f"Work {words[0]}", "status": "planned", "due": "2030-01-01"},
            {"title": f"Call 0803 123 4567 {words[1]}", "status": "planned"},
            {"title": f"Work {words[2]}", "status": "lost", "agency": words[3]},
            {"title": [words[0]], "no_such": {"a": words[1]}},
        ):
            api("tiptaskforce_deliverable_create", token, taskforce="borno", **data)
        api("tiptaskforce_deliverable_list", token, taskforce="borno", q=words[0])

        assert leaks(garden, iter([("log", caplog.text)])) == {}

    def test_error_pages_repeat_nothing(self, bench, garden, app):
        app.set_session_user(bench.house.donor["id"])
        row = bench.objects["deliverable-planned-members"]
        for method in ("get", "post", "put", "delete"):
            for path in (f"deliverable/{row['id']}", f"deliverable/{row['id']}/edit"):
                answer = getattr(app.client, method)(f"/taskforce/borno/{path}")
                assert garden.places(answer.get_data(as_text=True)) <= PUBLIC
