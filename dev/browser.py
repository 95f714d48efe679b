"""Chromium for tests and pictures: found on the machine, driven by playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# axe's tags for WCAG 2.2 AA and what its authors hold for good practice.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# A rule of WCAG 2.1 that axe itself leaves out unless it is asked for.
AXE_RULES = ("label-content-name-mismatch",)
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
# Nothing but the site is asked for; root may not use the sandbox.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def find() -> str | None:
    """Return the browser's program, or None where the machine has none."""
    named = os.environ.get("CHROMIUM")
    candidates = (named, *PROGRAMS) if named else PROGRAMS
    return next((path for name in candidates if (path := shutil.which(name))), None)


@contextmanager
def launched() -> Iterator[Browser]:
    """Run a browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=find(), args=list(_QUIET), chromium_sandbox=False
        )
        try:
            yield started
        finally:
            started.close()


@contextmanager
def visitor(
    browser: Browser,
    viewport: dict[str, int],
    *,
    javascript: bool = True,
    signed_in: Any = None,
) -> Iterator[BrowserContext]:
    """Open a window of a visitor whom the site does not know yet, or of `signed_in`.

    :param signed_in: what ``context.storage_state()`` gave after an earlier sign-in
    """
    context = browser.new_context(
        storage_state=signed_in,
        viewport=viewport,  # pyright: ignore[reportArgumentType]
        java_script_enabled=javascript,
        reduced_motion="reduce",
    )
    # A page that hangs fails a test; it does not hang the run.
    context.set_default_timeout(20_000)
    try:
        yield context
    finally:
        context.close()


def sign_in(context: BrowserContext, url: str, login: dict[str, Any]) -> Page:
    """Sign in through the form, as a person does; return the page that follows."""
    page = context.new_page()
    page.goto(f"{url}/user/login")
    page.fill("input[name=login]", login["name"])
    page.fill("input[name=password]", login["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda reached: "/user/login" not in reached)
    return page


def hear(page: Page) -> list[str]:
    """Return the list into which a page's errors go, from now on.

    What the content security policy refuses is told as an error as well.
    """
    heard: list[str] = []

    def note(message: Any) -> None:
        if message.type == "error":
            heard.append(message.text)

    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", note)
    return heard


def is_too_wide(page: Page) -> bool:
    """Tell whether the page must be scrolled sideways."""
    wider = "document.documentElement.scrollWidth > window.innerWidth"
    return bool(page.evaluate(wider))


def axe(page: Page) -> list[dict[str, Any]]:
    """Return what axe holds against a page: rule, impact, and where."""
    from axe_playwright_python.sync_playwright import Axe

    options = {
        "runOnly": {"type": "tag", "values": list(AXE_TAGS)},
        "rules": {rule: {"enabled": True} for rule in AXE_RULES},
    }
    found = Axe().run(page, options=options).response["violations"]
    return [
        {
            "rule": violation["id"],
            "impact": violation["impact"],
            "help": violation["help"],
            "targets": [node["target"] for node in violation["nodes"]],
        }
        for violation in found
    ]
