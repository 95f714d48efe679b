"""Raw counts are found by nobody but those who may open them, wherever they look.

A hundred tallies of two agencies stand in every state, some of them corrected. Each
of their counts, and each sum of counts, is a number that stands nowhere else. Every
address, action, search and feed is then asked as every seat but the focal points of
the agency itself and the custodians.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import logging
import re
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import ckan.plugins.toolkit as tk
import pytest
from ckan import logic, model
from ckan.lib import search
from ckan.lib.redis import connect_to_redis

PER_AGENCY = 50
STATES = ("draft", "submitted", "accepted", "sent_back", "corrected")
COUNTERS = {"RP": "focal_point", "BRN": "other_focal_point"}
# Whose counts a seat may open; everybody else may open none.
OPENS = {
    "focal_point": {"RP"},
    "other_focal_point": {"BRN"},
    "custodian": {"RP", "BRN"},
    "own_custodian": {"RP", "BRN"},
}
SEATS = (
    *("anonymous", "donor", "ex_member", "foreign_coordinator", "sysadmin"),
    *("observer", "reporter", "focal_point", "other_reporter", "other_focal_point"),
    *("police", "police_focal_point", "chair", "other_chair", "secretariat"),
    *("mrm_focal", "coordinator", "coordinator2"),
)
# They crawl the pages in every run; the others with the long tests.
CRAWLERS = ("anonymous", "reporter", "other_focal_point", "coordinator")
SEPARATORS = re.compile(r"(?<=\d)[\s,.'’_\u00a0\u202f](?=\d)")
NUMBER = re.compile(r"\d{12,}")
DIGEST = re.compile(r"\b[0-9a-f]{32,64}\b")
MOST_PAGES = 400


def periods() -> list[str]:
    return [f"{1995 + i // 4}-Q{i % 4 + 1}" for i in range(PER_AGENCY)]


class Canaries:
    """The numbers to look for, each with the agency whose secret it is."""

    def __init__(self) -> None:
        self.whose: dict[str, str] = {}
        self.serial = 0

    def numbers(self, agency: str) -> tuple[int, int]:
        """Return two fresh counts; they, their sum and their digests are looked for."""
        self.serial += 1
        one = 410_000_000_000 + 1_000_003 * self.serial
        two = 520_000_000_000 + 7_000_019 * self.serial
        self.add(agency, one, two, one + two)
        return one, two

    def add(self, agency: str, *numbers: int) -> None:
        for number in numbers:
            text = str(number)
            self.whose[text] = agency
            for hashed in (hashlib.sha256, hashlib.sha1, hashlib.md5):
                self.whose[hashed(text.encode()).hexdigest()] = agency

    def found(self, text: str) -> set[str]:
        """Return the canaries in a text, however their digits are set apart."""
        plain = html.unescape(text)
        digits = NUMBER.findall(SEPARATORS.sub("", plain))
        return {n for n in (*digits, *DIGEST.findall(plain)) if n in self.whose}

    def told_to(self, seat: str, text: str) -> set[str]:
        """Return the canaries that this seat may not be told."""
        may = OPENS.get(seat, set())
        return {n for n in self.found(text) if self.whose[n] not in may}


class Cage:
    """The bench with a hundred tallies in it."""

    def __init__(self, bench: Any, act: Any) -> None:
        self.bench, self.act = bench, act
        self.canaries = Canaries()
        self.tallies: list[dict[str, Any]] = []
        for agency, seat in COUNTERS.items():
            totals = [
                self.counted(agency, bench.seats[seat], period, STATES[i % len(STATES)])
                for i, period in enumerate(periods())
            ]
            self.canaries.add(agency, sum(totals))

    def counted(self, agency: str, user: Any, period: str, state: str) -> int:
        rows = self.rows(agency)
        row = self.act(
            "tally_create", user, taskforce="borno", period=period, rows=rows
        )
        if state != "draft":
            row = self.said("submit", user, row)
        if state in ("accepted", "corrected"):
            row = self.said("accept", self.bench.house.custodian, row)
        if state == "sent_back":
            note = "Look at the places again."
            row = self.said("send_back", self.bench.house.custodian, row, note=note)
        if state == "corrected":
            row = self.said("update", user, row, rows=self.rows(agency))
            row = self.said("submit", user, row)
            row = self.said("accept", self.bench.house.custodian, row)
        self.tallies.append(row)
        return sum(one["n"] for one in row["rows"])

    def rows(self, agency: str) -> list[dict[str, Any]]:
        codes = {"place": "NG008021", "age_group": "child", "sex": "F"}
        more = {**codes, "step": "referred", "form_of_exploitation": "forced_labour"}
        one, two = self.canaries.numbers(agency)
        return [{**more, "n": one}, {**more, "sex": "M", "n": two}]

    def said(self, verb: str, user: Any, row: dict[str, Any], **more: Any) -> Any:
        about = {"id": row["id"], "version": row["version"]}
        return self.act(f"tally_{verb}", user, **about, **more)


@pytest.fixture
def cage(request, bench, rows, act) -> Cage:
    """The hundred tallies, counted once and put back before each test."""
    if "cage" not in rows.kept:
        made = Cage(bench, act)
        rows.keep("cage", (made.canaries, made.tallies))
    found = Cage.__new__(Cage)
    found.bench, found.act = bench, act
    found.canaries, found.tallies = rows.put_back("cage")
    yield found
    logging.disable(logging.NOTSET)


class Visitor:
    """A seat that looks everywhere it can."""

    def __init__(self, cage: Cage, app: Any, seat: str) -> None:
        self.cage, self.app, self.seat = cage, app, seat
        user = cage.bench.seats[seat]
        app.set_session_user(user["id"] if user else None)
        self.client = app.client

    def leaks(self, told: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
        """Return where this seat was told what it may not know."""
        found = {
            place: self.cage.canaries.told_to(self.seat, text) for place, text in told
        }
        self.visited = len(found)
        return {place: numbers for place, numbers in found.items() if numbers}

    def values(self) -> dict[str, list[str]]:
        """Return what to put into the variable parts of addresses: tallies."""
        ids = [row["id"] for row in self.cage.tallies[:: len(STATES) + 1]]
        objects = self.cage.bench.objects
        agency = self.cage.bench.house.agency
        return {
            "slug": ["borno"],
            "tally_id": ids,
            "agency_id": [one["id"] for one in agency.values()],
            "agreement_id": [objects["agreement"]["id"]],
            "release_id": [r["id"] for n, r in objects.items() if "release" in n],
            "event_id": [objects["event"]["id"]],
            "period": periods()[:3],
            "series": ["published", "draft"],
            "number": ["1"],
            "ending": ["ttl"],
            "code": ["A.1"],
            "name": ["function-state.csv"],
            "package_type": ["dataset"],
            "ver": ["3"],
            "logic_function": ["package_search"],
            "": ids[:2],
        }

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield address and answer of all pages and of those that they link to."""
        waiting, seen = (
            deque([*START, *self.cage.bench.addresses(self.app, self.values())]),
            set(),
        )
        while waiting and len(seen) < MOST_PAGES:
            url = waiting.popleft()
            if url in seen:
                continue
            seen.add(url)
            answer = self.client.get(url, follow_redirects=True)
            yield url, readable(answer)
            waiting.extend(sorted(_links(url, answer) - seen))

    def actions(self) -> Iterator[tuple[str, str]]:
        """Yield name and answer of every action, CKAN's too, as the API gives it."""
        tk.get_action("status_show")
        for name in sorted(logic._actions):
            for data in self.inputs(name):
                answer = self.client.post(f"/api/3/action/{name}", json=data)
                yield f"{name} {data}", answer.get_data(as_text=True)

    def calls(self) -> Iterator[tuple[str, str]]:
        """Yield name and result, or refusal, of every action of ours, without HTTP."""
        tk.get_action("status_show")
        ours = [n for n in sorted(logic._actions) if n.startswith("tiptaskforce_")]
        for name in ours:
            for data in self.inputs(name):
                _, told = self.cage.bench.answer(
                    name.removeprefix("tiptaskforce_"), self.seat, data
                )
                told = getattr(told, "error_dict", told)
                yield f"{name} {data}", json.dumps(told, default=str)

    def inputs(self, name: str) -> Iterator[dict[str, Any]]:
        yield {}
        yield {"taskforce": "borno", "page_size": 100}
        if not name.startswith("tiptaskforce_"):
            return
        is_about_tallies = name.startswith("tiptaskforce_tally_")
        if name == "tiptaskforce_tally_show":
            yield from ({"id": row["id"]} for row in self.cage.tallies)
        for row in self.cage.tallies[:: 11 if is_about_tallies else PER_AGENCY]:
            # A stale version is answered with what stands there now.
            yield {"id": row["id"], "version": row["version"] - 1}


START = (
    *("/", "/dataset/", "/taskforce", "/taskforce/borno", "/taskforce/borno/work"),
    *("/taskforce/borno/tally", "/taskforce/borno/audit", "/feeds/dataset.atom"),
    *("/api/3/action/package_search?q=*:*&facet.field=[%22tags%22]", "/catalog.xml"),
)


def readable(answer: Any) -> str:
    """Return all that an answer tells: headers, text, and the parts of a workbook."""
    import zipfile

    data = answer.get_data()
    text = data.decode("utf-8", "replace")
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            text = "\n".join(
                parts.read(part).decode("utf-8", "replace") for part in parts.namelist()
            )
    return f"{answer.headers}\n{text}"


def _links(url: str, answer: Any) -> set[str]:
    if "html" not in (answer.content_type or ""):
        return set()
    found = re.findall(r'(?:href|src|action)="([^"#]+)', answer.get_data(as_text=True))
    parts = [urlsplit(urljoin(url, html.unescape(link))) for link in found]
    return {
        p.path + (f"?{p.query}" if p.query else "")
        for p in parts
        if p.netloc in ("", "test.ckan.net") and p.path.startswith("/taskforce")
    }


class TestEverywhere:
    @pytest.mark.parametrize("seat", CRAWLERS)
    def test_no_page_tells_a_count(self, cage, app, seat):
        visitor = Visitor(cage, app, seat)

        assert visitor.leaks(visitor.pages()) == {}
        assert visitor.visited > 60

    @pytest.mark.long
    @pytest.mark.parametrize("seat", sorted({*SEATS} - {*CRAWLERS}))
    def test_no_page_tells_a_count_to_the_others(self, cage, app, seat):
        visitor = Visitor(cage, app, seat)

        assert visitor.leaks(visitor.pages()) == {}
        assert visitor.visited > 60

    @pytest.mark.parametrize("seat", SEATS)
    def test_no_action_tells_a_count(self, cage, app, seat):
        visitor = Visitor(cage, app, seat)

        assert visitor.leaks(visitor.calls()) == {}
        assert visitor.visited > 400

    @pytest.mark.parametrize("seat", CRAWLERS)
    def test_no_answer_of_the_api_tells_a_count(self, cage, app, seat):
        logging.disable(logging.CRITICAL)
        visitor = Visitor(cage, app, seat)

        assert visitor.leaks(visitor.actions()) == {}
        assert visitor.visited > 700

    def test_the_search_index_and_the_queue_hold_none(self, cage):
        found = search.make_connection().search("*:*", rows=1000)
        redis = connect_to_redis()
        told = [repr(redis.dump(key)) for key in redis.keys("*")]

        told.append(json.dumps(found.docs, default=str))
        assert [one for one in told if cage.canaries.found(one)] == []

    def test_no_table_but_those_of_counts_holds_one(self, cage):
        """The log of events and the keys of calls among them."""
        import sqlalchemy as sa

        with model.meta.engine.connect() as connection:
            names = sa.inspect(connection).get_table_names()
            holding = {
                name
                for name in names
                for row in connection.execute(
                    sa.text(f'SELECT t::text FROM "{name}" t')
                )
                if cage.canaries.found(row[0].replace("\\\\", ""))
            }

        assert holding == {"tiptaskforce_tally_row", "tiptaskforce_contribution"}


class TestLog:
    def test_no_call_leaves_a_count_in_the_log(self, cage, api, token_of, caplog, act):
        """What succeeds, what is refused, what is stale, and what is malformed."""
        caplog.set_level(logging.INFO, logger="ckan")
        caplog.set_level(logging.INFO, logger="ckanext")
        house, canaries = cage.bench.house, cage.canaries
        token = token_of(house.focal_point)
        row = cage.rows("RP")
        draft = next(t for t in cage.tallies if t["state"] == "draft")
        about = {"id": draft["id"], "version": draft["version"]}
        calls = (
            ("tally_create", {"period": "2020-Q1", "rows": row}),
            ("tally_create", {"period": "2020-Q1", "rows": row}),
            ("tally_create", {"period": "2020-Q2", "rows": [*row, row[0]]}),
            ("tally_create", {"period": "2020-Q2", "rows": [{**row[0], "sex": "X"}]}),
            ("tally_create", {"period": "2020-Q2", "rows": [{**row[0], "x": 1}]}),
            ("tally_create", {"period": "2020-Q2", "rows": str(row)}),
            ("tally_create", {"period": str(row[0]["n"]), "rows": row}),
            ("tally_update", {**about, "rows": row}),
            ("tally_update", {**about, "rows": row}),
            ("tally_submit", about),
        )
        statuses = []
        for name, data in calls:
            where = {} if "id" in data else {"taskforce": "borno"}
            answer = api(f"tiptaskforce_{name}", token, **where, **data)
            statuses.append(answer[0])

        assert statuses == [200, 409, 409, 409, 409, 409, 409, 200, 409, 409]
        assert "Validation error" in caplog.text
        assert canaries.found(caplog.text) == set()


class TestControl:
    def test_the_custodian_finds_all(self, cage, app):
        visitor = Visitor(cage, app, "custodian")

        told = "\n".join(text for _, text in visitor.calls())

        counts = {str(r["n"]) for tally in cage.tallies for r in tally["rows"]}
        assert len(cage.tallies) == 2 * PER_AGENCY
        assert counts <= cage.canaries.found(told)

    def test_a_hole_would_be_seen(self, cage, app, monkeypatch):
        """With the right to open counts given to every seat, an observer finds them."""
        from ckanext.tiptaskforce import permissions

        wide = {**permissions.POLICY, ("tally", "read"): permissions.ANY_SEAT}
        monkeypatch.setattr(permissions, "POLICY", wide)
        visitor = Visitor(cage, app, "observer")

        assert visitor.leaks(visitor.calls()) != {}

    def test_digits_that_are_set_apart_are_found(self, cage):
        number = next(iter(cage.canaries.whose))
        apart = f"{int(number):,}".replace(",", "&#8239;")

        assert cage.canaries.found(f"<td>{apart}</td>") == {number}
