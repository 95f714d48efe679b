"""One stack: PostgreSQL, Valkey and Solr under `.dev/<name>/`, up and down."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

from dev import postgres, search, valkey
from dev.failure import StepFailed
from dev.places import Places
from dev.processes import (
    Started,
    find,
    marked,
    started,
    stop,
    stop_processes,
    wait_until,
)

SERVICES = ("postgres", "valkey", "solr")
SLOW_START_SECONDS = 90
Say = Callable[[str], None]
_STARTED: list[Popen[bytes]] = []


@dataclass(frozen=True)
class Slot:
    """A database, a Solr core and a Redis number that one test process has alone."""

    database: str
    core: str
    number: int


def slots_of(name: str, count: int) -> list[Slot]:
    """Return the slots of a stack; those of a stack for tests say so in their name."""
    first = Slot(f"ckan_{name}", name, 1)
    more = [Slot(f"ckan_{name}_{i}", f"{name}_{i}", i + 1) for i in range(1, count)]
    return [first, *more]


class Stack:
    """The services of one name; the record in `stack.json` outlives this object."""

    def __init__(self, places: Places, *, slots: int = 1) -> None:
        self.places = places
        self.slots = slots_of(places.name, slots)
        self.is_durable = not places.name.startswith("test")

    def up(self, say: Say) -> bool:
        """Start what does not run yet; tell whether anything had to be started."""
        with self._locked():
            if self.is_up():
                return False
            self._stop(say)
            self._start(say)
        return True

    def down(self, say: Say) -> None:
        """Stop every process of the stack; data stay."""
        with self._locked():
            self._stop(say)

    def is_up(self) -> bool:
        """Tell whether all services run and have the slots that are asked for."""
        record = self.read()
        services = record.get("services", {})
        alive = [find(Started(**services[s])) for s in SERVICES if s in services]
        enough = len(record.get("slots", [])) >= len(self.slots)
        return enough and len(alive) == len(SERVICES) and None not in alive

    def environment(self, slot: int = 0) -> dict[str, str]:
        """Return the variables by which CKAN finds the services of a slot."""
        record = self.read()
        if not record.get("services") or slot >= len(record["slots"]):
            name = self.places.name
            raise StepFailed(
                f"the stack {name!r} is not up",
                remedy=f"start it: python -m dev up {name}",
            )
        own = Slot(**record["slots"][slot])
        password = self.secret("password")
        redis = valkey.Connection(record["redis_port"], password)
        sql = postgres.Connection(record["sql_port"], password)
        return {
            "CKAN_SQLALCHEMY_URL": sql.url(own.database),
            "CKAN_REDIS_URL": redis.url(own.number),
            "CKAN_SOLR_URL": search.url(record["solr_port"], own.core),
        }

    def read(self) -> dict[str, Any]:
        """Return the record; empty where there is none or it was cut off."""
        return _read(self.places.record)

    def write(self, **changes: Any) -> dict[str, Any]:
        """Change entries of the record, whole or not at all."""
        record = self.read() | changes
        _write(self.places.record, record)
        return record

    def secret(self, name: str) -> str:
        """Return a secret of this stack, made at its first use and then kept.

        Secrets have a file of their own: the database would not open to a stack that
        lost its record and with it the password.
        """
        known = _read(self.places.secrets)
        if name not in known:
            known[name] = secrets.token_hex(32)
            _write(self.places.secrets, known)
        return known[name]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one command at a time start or stop this stack."""
        self.places.folder.mkdir(parents=True, exist_ok=True)
        with self.places.lock.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _start(self, say: Say) -> None:
        search.jars(self.places.home)
        say(f"starting PostgreSQL, Valkey and Solr for {self.places.name!r}")
        _turn_over_logs(self.places)
        password = self.secret("password")
        self.write(slots=[vars(slot) for slot in self.slots])
        try:
            self._launch(password)
        except BaseException:
            self._stop(lambda _: None)
            raise

    def _launch(self, password: str) -> None:
        """Start the three servers side by side, then wait for each."""
        places, durable = self.places, self.is_durable
        solr, solr_port = search.launch(places, [slot.core for slot in self.slots])
        self._note("solr", solr, solr_port=solr_port)
        sql, sql_at = postgres.launch(places, password, durable=durable)
        self._note("postgres", sql, sql_port=sql_at.port)
        redis, redis_at = valkey.launch(places, password, durable=durable)
        self._note("valkey", redis, redis_port=redis_at.port)

        def wait(ready: Callable[[], bool], process: Popen[bytes], name: str) -> None:
            wait_until(
                ready,
                process=process,
                what=name.capitalize(),
                log=places.log(name),
                seconds=SLOW_START_SECONDS,
            )

        wait(lambda: valkey.answers(redis_at), redis, "valkey")
        wait(lambda: postgres.answers(sql_at), sql, "postgres")
        for slot in self.slots:
            postgres.ensure_database(sql_at, slot.database)
        for slot in self.slots:
            core = slot.core
            wait(lambda core=core: search.answers(solr_port, core), solr, "solr")

    def _note(self, service: str, process: Popen[bytes], **more: int) -> None:
        # Python warns at random of a process that runs on when its object is gone.
        _STARTED.append(process)
        services = self.read().get("services", {})
        services[service] = started(process).as_dict()
        self.write(services=services, **more)

    def _stop(self, say: Say) -> None:
        """End what the record names, then whatever else carries our mark."""
        record = self.read()
        known = {k: Started(**v) for k, v in record.get("services", {}).items()}
        rest = [known[k] for k in known if k != "postgres"]
        if any(find(one) for one in known.values()):
            say(f"stopping the services of {self.places.name!r}")
        stop(rest)
        postgres.stop(self.places, known.get("postgres"))
        left = [p for p in marked(self.places.folder) if p.pid != os.getpid()]
        if left:
            say(f"ending {len(left)} processes that an earlier run left behind")
            stop_processes(left, seconds=10)
        if "services" in record:
            self.write(services={})


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write(path: Path, entries: dict[str, Any]) -> None:
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    part.write_text(json.dumps(entries, indent=2), encoding="utf-8")
    part.replace(path)


def _turn_over_logs(places: Places) -> None:
    """Keep the log of the last start only, so that logs do not grow for ever."""
    for service in SERVICES:
        log = places.log(service)
        if log.exists():
            log.replace(log.with_suffix(".log.old"))


def folder_of(name: str, home: Path | None = None) -> Places:
    """Return the places of a stack, in the checkout unless told otherwise."""
    return Places(name) if home is None else Places(name, home)
