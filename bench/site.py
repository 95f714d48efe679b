"""The benchmark's own site, made as the demo is and grown to a given size."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from dev.demo import Demo
from dev.failure import StepFailed
from dev.places import ROOT, Places
from dev.processes import clean_environment

NAME = "bench"
TASKFORCE = "borno"


def say(line: str) -> None:
    print(f"==> {line}", flush=True)


@contextmanager
def opened() -> Iterator[SimpleNamespace]:
    """Run the site; yield its address, its logins by role and its stack."""
    demo = Demo(say, Places(NAME))
    demo.stop()
    # What an earlier run has grown would be measured as small.
    shutil.rmtree(demo.places.folder, ignore_errors=True)
    if demo.start(port=0):
        raise StepFailed("the site for the benchmark did not start")
    try:
        told = json.loads(demo.places.logins.read_text(encoding="utf-8"))
        logins = {login["role"]: login for login in reversed(told["logins"])}
        yield SimpleNamespace(url=told["url"], logins=logins, demo=demo)
    finally:
        demo.stop()


def call(url: str, token: str, name: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return what an action of ours answers over the network."""
    request = urllib.request.Request(
        f"{url}/api/3/action/tiptaskforce_{name}",
        data=json.dumps(data).encode(),
        headers={"Content-Type": "application/json", "Authorization": token},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as reply:
        return json.load(reply)["result"]


def ckan(site: SimpleNamespace, *words: str) -> str:
    """Run a command of CKAN on the site and return what it printed."""
    return python(site, "dev.site", str(site.demo.places.ini), *words)


def costs(
    site: SimpleNamespace, pages: dict[str, tuple[str | None, str]], *, rounds: int
) -> dict[str, dict[str, float]]:
    """Return queries, milliseconds of processor and of SQL of (token, address) each."""
    words = (str(site.demo.places.ini), str(rounds))
    out = python(site, "bench.inside", *words, given=json.dumps(pages))
    return json.loads(out.splitlines()[-1])


def python(site: SimpleNamespace, module: str, *words: str, given: str = "") -> str:
    """Run a module of ours inside the site and return what it printed."""
    environment = clean_environment() | site.demo.stack.environment()
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=site.demo.places.folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StepFailed(f"{module} {' '.join(words)}: {done.stderr[-2000:]}")
    return done.stdout
