"""Services that a test starts and kills: each a process or a server of its own."""

from __future__ import annotations

import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ckan.lib.jobs as ckan_jobs
import ckan.lib.redis as ckan_redis
import pytest

from ckanext.tiptaskforce import jobs
from dev import search, valkey
from dev.places import DEV, ROOT, Places
from dev.processes import clean_environment, started, stop, wait_until

SECONDS = 240


class Service:
    """A server that answers, is killed, and comes back at the same address."""

    process: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """End it at once, as a crash does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def waited(self, name: str, log: Path, ready: Any) -> None:
        """Wait until it answers."""
        assert self.process is not None
        wait_until(ready, process=self.process, what=name, log=log, seconds=SECONDS)


class Queue(Service):
    """The server of the queue of jobs; what waits in it is written to the disk."""

    def __init__(self, places: Places) -> None:
        self.places, self.at = places, valkey.Connection(0, "only-for-tests")

    def start(self) -> None:
        """Start it, at the port that it had."""
        begun = valkey.launch(
            self.places, self.at.password, durable=True, port=self.at.port or None
        )
        self.process, self.at = begun
        log = self.places.log("valkey")
        self.waited("Valkey", log, lambda: valkey.answers(self.at))


class Index(Service):
    """A search index of its own: a test must not take away that of all others."""

    core = "away"

    def __init__(self, places: Places) -> None:
        self.places, self.port = places, 0

    def start(self) -> None:
        """Start it; Solr takes some seconds."""
        self.process, self.port = search.launch(self.places, [self.core])
        log = self.places.log("solr")
        self.waited("Solr", log, lambda: search.answers(self.port, self.core))


class Post:
    """A mail server that keeps what it is given, until it is stopped."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.port, self.server = 0, None

    def start(self) -> None:
        """Listen, at the port that it had."""
        keep = self.letters.append

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 here\r\n")
                for line in self.rfile:
                    word = line[:4].strip().upper()
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        keep(_until_dot(self.rfile))
                    self.wfile.write(
                        b"221 end\r\n" if word == b"QUIT" else b"250 ok\r\n"
                    )
                    if word == b"QUIT":
                        return

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), Talk)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def kill(self) -> None:
        """Stop listening: whoever comes is refused by the machine."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


def _until_dot(lines: Any) -> str:
    found = []
    for line in lines:
        if line.rstrip(b"\r\n") == b".":
            break
        found.append(line.decode())
    return "".join(found)


@pytest.fixture
def places(tmp_path) -> Places:
    """A folder for the services of one test."""
    (tmp_path / "jars").symlink_to(DEV / "jars")
    return Places("test_away", tmp_path)


@pytest.fixture
def queue(places, ckan_config, monkeypatch) -> Iterator[Queue]:
    """A queue of jobs that this test alone uses, running."""
    made = Queue(places)
    made.start()
    monkeypatch.setitem(ckan_config, "ckan.redis.url", made.at.url(1))
    monkeypatch.setattr(ckan_redis, "_connection_pool", None)
    # Queues that were opened before would go on in the server of all other tests.
    monkeypatch.setattr(ckan_jobs, "_queues", {})
    yield made
    made.kill()


@pytest.fixture
def index(places, ckan_config, monkeypatch) -> Iterator[Index]:
    """A search index that this test alone uses, running."""
    made = Index(places)
    made.start()
    monkeypatch.setitem(ckan_config, "solr_url", search.url(made.port, made.core))
    yield made
    made.kill()


@pytest.fixture
def post(ckan_config, monkeypatch) -> Iterator[Post]:
    """A mail server, running."""
    made = Post()
    made.start()
    monkeypatch.setitem(ckan_config, "smtp.server", f"127.0.0.1:{made.port}")
    yield made
    made.kill()


@pytest.fixture
def worker(request, places, queue):
    """Return the function that lets a worker do what waits, in a process of its own."""

    def work() -> None:
        ini = str(ROOT / request.config.option.ckan_ini)
        words = ["jobs", "worker", "--burst", jobs.QUEUE]
        known = {k: v for k, v in os.environ.items() if k.startswith("CKAN_")}
        known |= {"CKAN_REDIS_URL": queue.at.url(1), "PYTHONPATH": str(ROOT)}
        with places.log("worker").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dev.site", ini, *words],
                env=clean_environment() | known,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        try:
            assert process.wait(SECONDS) == 0, places.log("worker").read_text()[-2000:]
        finally:
            stop([started(process)]) if process.poll() is None else None

    return work
