"""Published pages for 200 readers at once, while members write all the time.

Each reader keeps one connection and asks for the next page as soon as the last one is
there. What is not answered with 200 is an error, a connection that is cut as well.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

from bench import site
from bench.frame import Figure

READERS, SECONDS, WRITES = 200, 60, 12
PATIENCE = 120
_AT = f"/taskforce/{site.TASKFORCE}"
PAGES = (
    _AT,
    f"{_AT}/data",
    f"{_AT}/data/referrals",
    f"{_AT}/data/progress",
    f"{_AT}/data/referrals/v1/release.json",
    f"{_AT}/reach",
    f"{_AT}/data/feed.atom",
)
NEW = "/api/3/action/tiptaskforce_deliverable_create"


@dataclass
class Seen:
    """What came back: statuses, the seconds that each page took, what went wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def n_errors(self) -> int:
        """Everything that was not answered with 200."""
        wrong = sum(n for status, n in self.statuses.items() if status != 200)  # noqa: PLR2004
        return wrong + sum(self.errors.values())


def run(
    readers: int = READERS, seconds: int = SECONDS, writes: int = WRITES
) -> Iterator[Figure]:
    """Let them read and write for so long, and tell what went wrong."""
    with site.opened() as opened:
        site.say(f"{readers} readers and {writes} writes a second for {seconds} s")
        read, written = asyncio.run(_crowd(opened, readers, seconds, writes))
    for name, seen in (("read", read), ("written", written)):
        if seen.n_errors:
            site.say(f"{name}: {dict(seen.statuses)} {dict(seen.errors)}")
    yield Figure("pages read", len(read.seconds), "", "seconds", seconds)
    yield Figure("  errors", read.n_errors, "", "pages", len(read.seconds), goal=0)
    slowest = sorted(read.seconds)[int(len(read.seconds) * 0.95)]
    yield Figure("  95 of 100 within", slowest, "s", "patience", PATIENCE)
    wanted = writes * seconds
    yield Figure("rows written", written.statuses[200], "", "wanted", wanted)
    yield Figure("  errors", written.n_errors, "", "wanted", wanted, goal=0)


async def _crowd(
    opened: SimpleNamespace, readers: int, seconds: int, writes: int
) -> tuple[Seen, Seen]:
    read, written = Seen(), Seen()
    until = time.monotonic() + seconds
    reading = [_read(opened.url, read, until, start) for start in range(readers)]
    await asyncio.gather(_write(opened, written, until, writes), *reading)
    return read, written


async def _read(url: str, seen: Seen, until: float, start: int) -> None:
    """Read page after page on one connection; a new one where the server ends it."""
    line: Line | None = None
    for page in itertools.islice(itertools.cycle(PAGES), start % len(PAGES), None):
        if time.monotonic() >= until:
            break
        line = line or await _opened(url, seen)
        if line is None:
            continue
        if not await _asked(line, Ask(page), seen):
            line.close()
            line = None
    if line is not None:
        line.close()


async def _write(
    opened: SimpleNamespace, seen: Seen, until: float, writes: int
) -> None:
    """Begin so many writes a second, whether or not the last ones are done."""
    token = opened.logins["reporter"]["token"]
    begun: list[asyncio.Task[None]] = []
    next_at = time.monotonic()
    while next_at < until:
        await asyncio.sleep(max(0.0, next_at - time.monotonic()))
        begun.append(
            asyncio.create_task(_one_write(opened.url, token, seen, len(begun)))
        )
        next_at += 1 / writes
    await asyncio.gather(*begun)


async def _one_write(url: str, token: str, seen: Seen, number: int) -> None:
    body = {
        "taskforce": site.TASKFORCE,
        "title": f"Piece of work {number}",
        "template": "1.2",
        "status": "in_progress",
        "due": (date.today() + timedelta(days=30)).isoformat(),  # noqa: DTZ011
    }
    line = await _opened(url, seen)
    if line is not None:
        headers = {"Authorization": token, "Content-Type": "application/json"}
        await _asked(line, Ask(NEW, "POST", headers, json.dumps(body).encode()), seen)
        line.close()


@dataclass(frozen=True)
class Ask:
    """What is asked for."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def first(self) -> bytes:
        """The first line of it."""
        return f"{self.method} {self.path} HTTP/1.1\r\n".encode()


@dataclass
class Line:
    """A connection that is kept."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str

    def close(self) -> None:
        """End it."""
        self.writer.close()

    async def ask(self, ask: Ask) -> tuple[int, bool]:
        """Return the status of an answer, and whether the connection goes on."""
        length = {"Content-Length": str(len(ask.body))}
        words = {"Host": self.host, **length, **ask.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in words.items())
        self.writer.write(ask.first + f"{head}\r\n".encode() + ask.body)
        await self.writer.drain()
        told = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = told.split("\r\n")
        said = dict(line.lower().split(": ", 1) for line in rest if ": " in line)
        if "chunked" in said.get("transfer-encoding", ""):
            await self._chunks()
        else:
            await self.reader.readexactly(int(said.get("content-length", "0")))
        return int(first.split()[1]), said.get("connection") != "close"

    async def _chunks(self) -> None:
        while size := int(await self.reader.readline(), 16):
            await self.reader.readexactly(size + 2)
        await self.reader.readline()


async def _opened(url: str, seen: Seen) -> Line | None:
    parts = urlsplit(url)
    try:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except OSError as error:
        seen.errors[type(error).__name__] += 1
        await asyncio.sleep(0.1)
        return None
    return Line(reader, writer, parts.netloc)


async def _asked(line: Line, ask: Ask, seen: Seen) -> bool:
    """Ask, note what came back, and tell whether the connection can be used again."""
    begun = time.monotonic()
    try:
        status, goes_on = await asyncio.wait_for(line.ask(ask), PATIENCE)
    except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        seen.errors[type(error).__name__] += 1
        return False
    seen.statuses[status] += 1
    seen.seconds.append(time.monotonic() - begun)
    return goes_on
