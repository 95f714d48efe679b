"""Fixtures for a whole site that runs: its logins, visitors by HTTP and by browser.

`python -m dev check` opens the site and names its logins in TIPTASKFORCE_LOGINS.
By hand: `make demo-start`, then set it to `.dev/demo/logins.json`.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from dev import browser as chromium

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator

FRONT = "/taskforce/borno"
PHONE = {"width": 320, "height": 640}
# What describes a dataset to search engines is data: no browser runs it.
INLINE = "[style], script:not([src]):not([type='application/ld+json'])"
REFUSED = "Failed to load resource: the server responded with a status of"


@pytest.fixture(scope="session")
def site() -> SimpleNamespace:
    """The address of the site, and its logins by role."""
    named = os.environ.get("TIPTASKFORCE_LOGINS")
    if not named:
        pytest.skip("no site runs: `make test` opens one")
    path = Path(named)
    told = json.loads(path.read_text(encoding="utf-8"))
    by_role: dict[str, list[dict]] = {}
    for login in told["logins"]:
        by_role.setdefault(login["role"], []).append(login)
    return SimpleNamespace(url=told["url"], folder=path.parent, logins=by_role)


@pytest.fixture(scope="session")
def login(site) -> Callable[[str], dict[str, Any]]:
    """Return the function that finds a sample login by its name."""
    known = {one["name"]: one for logins in site.logins.values() for one in logins}
    return known.__getitem__


@pytest.fixture(scope="session")
def get(site):
    """Return a function that asks for an address: (status, headers, body)."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(
        address: str, token: str | None = None, sent: dict[str, Any] | None = None
    ) -> tuple[int, dict, bytes]:
        request = urllib.request.Request(site.url + address)
        if token:
            request.add_header("Authorization", token)
        if sent is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(sent).encode()
        try:
            with direct.open(request, timeout=60) as reply:
                return reply.status, dict(reply.headers), reply.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, dict(refusal.headers), refusal.read()

    return ask


@pytest.fixture(scope="session")
def ask(get):
    """Return a function that calls an action as whoever holds a token."""

    def call(action: str, token: str, **sent: Any) -> tuple[int, Any]:
        address = f"/api/3/action/tiptaskforce_{action}"
        status, _, body = get(address, token, sent)
        return status, json.loads(body).get("result")

    return call


@pytest.fixture(scope="session")
def browser():
    """A real browser; where the machine has none, the test is skipped and counted."""
    if chromium.find() is None:
        pytest.skip("no Chromium was found")
    with chromium.launched() as started:
        yield started


class Window:
    """A page that a person looks at, and what is wrong with all that was seen in it."""

    def __init__(self, context: BrowserContext, url: str, *, has_scripts: bool) -> None:
        self.context = context
        self.has_scripts = has_scripts
        self.url = url
        self.page = context.new_page()
        self.faults: list[str] = []
        self.loads = 0
        self._heard = chromium.hear(self.page)
        self._seen: set[str] = set()
        self.page.on("framenavigated", self._count)

    def open(self, address: str = "") -> None:
        """Go to an address of the task force."""
        self.page.goto(f"{self.url}{FRONT}{address}")

    @property
    def title(self) -> str:
        """The main heading of the page."""
        return self.page.locator("h1").inner_text()

    @property
    def lead(self) -> str:
        """The sentence under the heading."""
        return self.page.locator(".tf-lead").first.inner_text()

    def press(self, words: str) -> None:
        """Press the button, or follow the link that looks like one."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=words, exact=True)
        link = main.get_by_role("link", name=words, exact=True)
        self.follow(button.or_(link).locator("visible=true").first)

    def follow(self, control: Locator) -> None:
        """Press what leads to another page, and wait until that one is whole."""
        with self.page.expect_navigation(wait_until="load"):
            control.click()

    def look(self, name: str) -> None:
        """Judge the page as it stands; axe itself is a script and needs them."""
        self.page.wait_for_load_state("load")
        where = f"{name} ({self.title})"
        self.faults += [f"{where}: {error}" for error in self._heard]
        self._heard.clear()
        if self.page.locator("h1").count() != 1:
            self.faults.append(f"{where}: not one main heading")
        if self.page.locator(INLINE).count():
            self.faults.append(f"{where}: a style or script inside the page")
        for found in chromium.axe(self.page) if self.has_scripts else ():
            self.faults.append(f"{where}: {found['rule']} at {found['targets'][:3]}")
        self._want_narrow(where)

    def forgive(self, status: int) -> None:
        """Forget what the browser says of an answer that a test has asked for."""
        self.page.wait_for_load_state("load")
        said = f"{REFUSED} {status}"
        self._heard[:] = [error for error in self._heard if not error.startswith(said)]

    def _want_narrow(self, where: str) -> None:
        size = self.page.viewport_size
        assert size is not None
        widths = [size, PHONE] if size["width"] < 500 else [size]
        for one in widths:
            self.page.set_viewport_size(one)  # type: ignore[arg-type]
            if chromium.is_too_wide(self.page):
                self.faults.append(f"{where}: sideways scroll at {one['width']} px")
        self.page.set_viewport_size(size)

    def _count(self, frame: Any) -> None:
        self.loads += frame == self.page.main_frame


@pytest.fixture(scope="session")
def known_visitors() -> dict[str, Any]:
    """The sessions of those who signed in once, by name; signing in is slow."""
    return {}


@pytest.fixture
def window(site, browser, login, known_visitors) -> Iterator[Callable[..., Window]]:
    """Return the function that opens a window for somebody, signed in or not.

    At the end of the test no page that was looked at may have had a fault.
    """
    opened: list[Window] = []
    with ExitStack() as kept:

        def open_one(
            name: str | None = None, size=chromium.WIDE, **more: Any
        ) -> Window:
            if name and name not in known_visitors:
                with chromium.visitor(browser, size) as first:
                    chromium.sign_in(first, site.url, login(name))
                    known_visitors[name] = first.storage_state()
            more["signed_in"] = known_visitors[name] if name else None
            context = kept.enter_context(chromium.visitor(browser, size, **more))
            has_scripts = more.get("javascript", True)
            opened.append(Window(context, site.url, has_scripts=has_scripts))
            return opened[-1]

        yield open_one
        faults = [fault for one in opened for fault in one.faults]
    assert faults == []


class Struck:
    """A person whose keys and clicks are counted; a click takes as long as a key."""

    def __init__(self, page) -> None:
        self.page, self.struck = page, 0

    def click(self, target) -> None:
        target.click()
        self.struck += 1

    def type(self, target, text: str) -> None:
        # The first part of a date has the focus then, and typing goes on to the next.
        target.focus()
        self.page.keyboard.type(text)
        self.struck += 1 + len(text)

    def choose(self, target, text: str) -> None:
        """Type the beginning of an option into a list."""
        self.type(target, text)


@pytest.fixture
def how_many_keys():
    """Return the class that counts what a person strikes on a page."""
    return Struck


@pytest.fixture
def workers(site) -> Callable[[], list[psutil.Process]]:
    """Return the function that finds the living workers: none after one was killed."""

    def found() -> list[psutil.Process]:
        record = json.loads((site.folder / "stack.json").read_text())
        runner = psutil.Process(record["site"]["runner"]["pid"])
        return [child for child in runner.children() if _is_worker(child)]

    return found


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "jobs worker tiptaskforce" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        # A killed child is a zombie until its parent has heard of it.
        return False


@pytest.fixture
def worker_held(workers) -> Callable[[], Any]:
    """Return a context in which the job worker stands still, so that a wait is seen."""

    @contextmanager
    def held() -> Iterator[None]:
        (worker,) = workers()
        worker.suspend()
        try:
            yield
        finally:
            worker.resume()

    return held
