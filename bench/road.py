"""Real records through the whole road: tallies, release, public page; all by actions.

The task force of each file is made from its mapping in ``bench/real``. Persons of four
seats bring it to the public over the interface, the job worker makes and publishes the
files, and nobody in particular reads them. Printed are counts of cells, and seconds.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import secrets
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from bench import site
from bench.frame import Figure
from bench.real import glotip
from bench.real.tallied import STEP, Tallied
from bench.visitor import Visitor
from dev.failure import StepFailed
from dev.places import ROOT

BESIDE = ROOT.parents[1] / "shared" / "data"
INPUT = Path(os.environ.get("TIPTASKFORCE_REAL_INPUT") or BESIDE)
FOLDER = INPUT / "trafficking-microdata"
PATIENCE_SECONDS = 540
# What a release of this kind may take in the background, as the job itself is told.
LIMIT_SECONDS = 600
SERIES = "figures"


def run() -> Iterator[Figure]:
    """Bring each file that is at hand to the public, and tell what came of it."""
    found = {
        path.stem: mapping
        for path in sorted((ROOT / "bench" / "real").glob("*.yaml"))
        if "road" in (mapping := yaml.safe_load(path.read_text(encoding="utf-8")))
        and (FOLDER / mapping["file"]).is_file()
    }
    if not found:
        site.say(f"no file of a mapping with a road lies in {FOLDER}")
        return
    with site.opened() as opened:
        for name, mapping in found.items():
            yield from walk(opened, name, mapping)
        _beside(opened)


def _beside(opened: SimpleNamespace) -> None:
    """Load what UNODC publishes of the country beside the sample's own figures."""
    country, text, n_small = glotip.table(FOLDER / glotip.FILE, "NGA")
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(text)
        file.flush()
        words = ("--country", country, "--as-of", glotip.AS_OF, "--licence", "not-open")
        load = ("tiptaskforce", "context", "load", site.TASKFORCE, file.name)
        print(site.ckan(opened, *load, *words), end="")
    member = Visitor(opened.url, opened.logins["reporter"]["token"])
    address = f"/taskforce/{site.TASKFORCE}/reach"
    for who, visitor in (("a member", member), ("anybody", Visitor(opened.url))):
        is_told = glotip.SOURCE in visitor.get(address).text
        site.say(f"{who} reads it: {is_told}; figures that say <5: {n_small}")


def walk(
    opened: SimpleNamespace, name: str, mapping: dict[str, Any]
) -> Iterator[Figure]:
    """Bring one file the whole road."""
    made = Tallied.of(name, mapping, FOLDER / mapping["file"])
    road = _Road(opened, made)
    site.say(f"{made.slug}: {made.n} records, {len(made.tallies)} tallies")
    with road.timed("preset and accounts"):
        road.settle()
    with road.timed("tallies sent and accepted"):
        road.count()
    for window in made.road["windows"]:
        road.release(window)
    for what, seconds in road.seconds.items():
        yield Figure(f"{made.slug}: {what}", seconds, "s", "limit", LIMIT_SECONDS, 1)


@dataclass
class _Road:
    """A task force on a running site, and those who bring its figures to the public."""

    opened: SimpleNamespace
    made: Tallied
    seconds: dict[str, float] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def timed(self, what: str) -> _Timer:
        return _Timer(self.seconds, what)

    def settle(self) -> None:
        """Load the preset, then give everybody an account, a seat and a token."""
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            file.write(self.made.zipped())
            file.flush()
            site.ckan(self.opened, "tiptaskforce", "preset", "load", file.name)
        for role in ("secretariat", "custodian", "coordinator"):
            self._seat(role, role)
        for agency in self.made.agencies:
            self._seat(agency, "focal_point", agency=agency)
        names = {self._name(who): who for who in self.tokens}
        ini = str(self.opened.demo.places.ini)
        made = json.loads(
            site.python(self.opened, "bench.tokens", ini, *names).splitlines()[-1]
        )
        self.tokens = {names[name]: token for name, token in made.items()}
        day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
        for agency in self.made.agencies:
            about = {"taskforce": self.made.slug, "agency": agency}
            self.say(
                "secretariat",
                "agreement_create",
                **about,
                endorsed_on=day.isoformat(),
            )

    def count(self) -> None:
        """Send what each organisation counted in each period, and accept it."""
        for (agency, period), rows in self.made.tallies.items():
            about = {"taskforce": self.made.slug, "agency": agency, "period": period}
            row = self.say(agency, "tally_create", **about, rows=rows)
            row = self.say(agency, "tally_submit", **_of(row))
            self.say("custodian", "tally_accept", **_of(row))

    def release(self, window: list[str]) -> None:
        """Make, check, propose, approve and publish one release, and read it."""
        when = window[0] if len(window) == 1 else f"{window[0]} to {window[-1]}"
        row = self.say(
            "custodian",
            "release_create",
            taskforce=self.made.slug,
            series=SERIES,
            title=f"{self.made.road['title']}: {when}",
            specification={
                "kind": "figures",
                "step": STEP,
                "window": {"period": window},
                "tables": self.made.road["tables"],
            },
        )
        with self.timed(f"protect {when}"):
            self.say("custodian", "release_protect", **_of(row))
            row = self._until(row, "protected")
        little = self.say("custodian", "release_preview", id=row["id"])["sparse"]
        row = self.say("custodian", "release_propose", **_of(row), little=little)
        with self.timed(f"approve and publish {when}"):
            self.say("coordinator", "release_approve", **_of(row))
            row = self._until(row, "published")
        self._read(row, when)

    def say(self, who: str, action: str, **data: Any) -> Any:
        """Call one of our actions over the interface, as somebody or as nobody."""
        return self._ask(f"tiptaskforce_{action}", self.tokens.get(who, ""), data)

    def _seat(self, who: str, role: str, **more: str) -> None:
        root = self.opened.logins["sysadmin"]["token"]
        name = self._name(who)
        mail = f"{name}@sample.invalid"
        account = {"name": name, "email": mail, "password": secrets.token_urlsafe(15)}
        self._ask("user_create", root, account)
        seat = {"taskforce": self.made.slug, "user": name, "role": role, **more}
        self._ask("tiptaskforce_seat_create", root, seat)
        self.tokens[who] = ""

    def _name(self, who: str) -> str:
        return f"{self.made.slug}-{who}".lower()

    def _until(self, row: dict[str, Any], state: str) -> dict[str, Any]:
        begun = time.monotonic()
        while True:
            row = self.say("custodian", "release_show", id=row["id"])
            if row["state"] == state:
                return row
            if row["state"] in ("refused", "failed"):
                raise StepFailed(f"{row['state']}: {row['progress']}")
            if time.monotonic() - begun > PATIENCE_SECONDS:
                raise StepFailed(f"still {row['state']}: {row['progress']}")
            time.sleep(0.5)

    def _read(self, row: dict[str, Any], when: str) -> None:
        """Read page, dataset and every file as nobody, and say what they show."""
        dataset = self._ask("package_show", "", {"id": f"{self.made.slug}-{SERIES}"})
        begun = time.perf_counter()
        self._get(f"{self.opened.url}/dataset/{dataset['name']}")
        self.seconds[f"public page {when}"] = time.perf_counter() - begun
        address = f"{self.opened.url}/taskforce/{self.made.slug}/data/{SERIES}"
        at = f"{address}/v{row['number']}"
        files = {one["name"]: self._get(f"{at}/{one['name']}") for one in row["files"]}
        wrong = [
            one["name"]
            for one in row["files"]
            if hashlib.sha256(files[one["name"]]).hexdigest() != one["sha256"]
        ]
        if wrong:
            raise StepFailed(f"not the audited bytes: {', '.join(wrong)}")
        report = json.loads(files["report.json"])
        site.say(f"{when}: {len(files)} files, each as it was audited")
        for table in report["tables"]:
            counts = [r[-1] for r in _rows(files[f"{table['id']}.csv"])]
            hidden, zeros = counts.count("withheld"), counts.count("0")
            shown = len(counts) - hidden - zeros
            print(
                f"    {table['id']}: {shown} shown, {hidden} withheld, {zeros} zero; "
                f"share of persons in visible cells {table['share_shown']}"
            )
        print(f"    attacks: {json.dumps(report['audit'])}", flush=True)

    def _ask(self, action: str, token: str, data: dict[str, Any]) -> Any:
        address = f"{self.opened.url}/api/3/action/{action}"
        body = self._get(address, json.dumps(data).encode(), token)
        return json.loads(body)["result"]

    def _get(self, address: str, data: bytes | None = None, token: str = "") -> bytes:
        headers = {"Content-Type": "application/json"} if data else {}
        headers |= {"Authorization": token} if token else {}
        request = urllib.request.Request(address, data=data, headers=headers)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=120) as reply:
                return reply.read()
        except urllib.error.HTTPError as refused:
            words = refused.read().decode(errors="replace")[:600]
            raise StepFailed(f"{address}: {refused.code} {words}") from refused


@dataclass(frozen=True)
class _Timer:
    """Keeps the seconds of what is done inside it."""

    seconds: dict[str, float]
    what: str
    begun: list[float] = field(default_factory=list)

    def __enter__(self) -> None:
        self.begun.append(time.perf_counter())

    def __exit__(self, *_: object) -> None:
        self.seconds[self.what] = time.perf_counter() - self.begun.pop()


def _of(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "version": row["version"]}


def _rows(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode())))[1:]
