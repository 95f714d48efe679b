"""Fixtures for a whole site that runs: its logins, visitors by HTTP and by browser.

`python -m dev check` opens the site and names its logins in TIPTASKFORCE_LOGINS.
By hand: `make demo-start`, then set it to `.dev/demo/logins.json`.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

from dev import browser as chromium


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
def get(site):
    """Return a function that asks for an address: (status, headers, body)."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(address: str, token: str | None = None) -> tuple[int, dict, bytes]:
        request = urllib.request.Request(site.url + address)
        if token:
            request.add_header("Authorization", token)
        try:
            with direct.open(request, timeout=60) as reply:
                return reply.status, dict(reply.headers), reply.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, dict(refusal.headers), refusal.read()

    return ask


@pytest.fixture(scope="session")
def browser():
    """A real browser; where the machine has none, the test is skipped and counted."""
    if chromium.find() is None:
        pytest.skip("no Chromium was found")
    with chromium.launched() as started:
        yield started
