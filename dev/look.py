"""`make look`: every page as each persona, wide and narrow, and what axe says."""

from __future__ import annotations

import argparse
import html
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dev import browser, logins
from dev.demo import Demo
from dev.failure import StepFailed
from dev.places import DEV, Places

OUT = DEV / "look"
WIDTHS = {"1280": browser.WIDE, "390": browser.NARROW}
# One of each; the anonymous reader needs no login.
PERSONAS = (
    *("reporter", "focal_point", "custodian", "chair", "coordinator"),
    *("secretariat", "mrm_focal", "donor"),
)
ANONYMOUS = "anonymous"
TASKFORCE = "borno"
# From these pages the walk follows the links that a person would.
ENTRANCES = ("", f"/taskforce/{TASKFORCE}", f"/taskforce/{TASKFORCE}/work")
OURS = re.compile(r"^/(taskforce|data|aggregate|dataset|verify|ask)(/|$)")
# One page of each kind is enough: ids and page numbers make no new kind.
IDS = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}|/v\d+")
ENOUGH = 100
Say = Callable[[str], None]


@dataclass
class Seen:
    """One page as one persona saw it at one width."""

    persona: str
    width: str
    address: str
    status: int
    picture: str
    title: str = ""
    violations: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    overflows: bool = False

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is wrong, also on the pages that are CKAN's own."""
        broken = self.status >= 400 or self.errors
        return not (broken or self.violations or self.overflows)


def run(port: int, say: Say, language: str = "") -> int:
    """Take all pictures, judge all pages; the exit code tells whether all are clean.

    :param language: code of another language than the site's own, such as fr
    """
    if browser.find() is None:
        raise StepFailed(
            "no Chromium was found, and pictures need one",
            remedy="apt-get install chromium   (or set CHROMIUM to its program)",
        )
    out = OUT / language
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    demo = Demo(say)
    was_up = demo.is_up()
    if demo.start(port):
        return 1
    try:
        seen = _everything(demo.places, say, language)
    finally:
        if not was_up:
            demo.stop()
    _write(seen, out)
    unclean = [page for page in seen if not page.is_clean]
    for page in unclean:
        say(f"{page.persona} {page.width} {page.address}: {_fault(page)}")
    say(f"{len(seen)} pictures, {len(unclean)} pages with faults")
    say(f"contact sheet: {out / 'index.html'}")
    return 1 if unclean else 0


def _everything(places: Places, say: Say, language: str) -> list[Seen]:
    told = json.loads(places.logins.read_text(encoding="utf-8"))
    first = {login["role"]: login for login in reversed(logins.read(places.logins))}
    seen: list[Seen] = []
    with browser.launched() as chromium:
        for persona in (ANONYMOUS, *PERSONAS):
            for width, viewport in WIDTHS.items():
                with browser.visitor(chromium, viewport) as context:
                    login = first.get(persona)
                    if login:
                        browser.sign_in(context, told["url"], login).close()
                    who = (persona, width, language)
                    pages = Walk(context, told["url"], *who).pages()
                say(f"{persona} at {width}: {len(pages)} pages")
                seen += pages
    return seen


class Walk:
    """Follows the links of one persona, one page of each kind."""

    def __init__(
        self, context: Any, url: str, persona: str, width: str, language: str = ""
    ) -> None:
        self.url = f"{url}/{language}" if language else url
        self.out = OUT / language
        self.persona = persona
        self.width = width
        self.page = context.new_page()
        self.errors = browser.hear(self.page)

    def pages(self) -> list[Seen]:
        """Walk until nothing new is linked."""
        waiting, known, seen = list(ENTRANCES), set(), []
        while waiting and len(seen) < ENOUGH:
            address = waiting.pop(0)
            kind = kind_of(address)
            if kind in known:
                continue
            known.add(kind)
            found = self._look(address, len(seen))
            if found is None:
                continue
            seen.append(found)
            waiting += self._links()
        return seen

    def _look(self, address: str, number: int) -> Seen | None:
        from playwright.sync_api import Error

        self.errors.clear()
        try:
            reply = self.page.goto(f"{self.url}{address}")
        except Error as refusal:
            if "Download is starting" in str(refusal):
                return None
            raise
        kind = reply.headers.get("content-type", "") if reply else ""
        if reply is None or not kind.startswith("text/html"):
            return None
        # Who has no seat finds no work page: that is how it has to be.
        if reply.status == 404 and address in ENTRANCES:
            return None
        name = f"{self.persona}-{self.width}-{number:02}.png"
        self.page.screenshot(path=str(self.out / name), full_page=True)
        return Seen(
            *(self.persona, self.width, address, reply.status, name),
            title=self.page.title(),
            violations=browser.axe(self.page),
            errors=list(self.errors),
            overflows=browser.is_too_wide(self.page),
        )

    def _links(self) -> list[str]:
        """Return the addresses of ours that this page links to, files left out."""
        script = "links => links.map(a => a.href)"
        found = self.page.eval_on_selector_all("a[href]:not([download])", script)
        own = [link for link in found if link.startswith(f"{self.url}/")]
        parts = [urlsplit(link.removeprefix(self.url)) for link in own]
        return [
            f"{part.path}?{part.query}" if part.query else part.path
            for part in parts
            if OURS.match(part.path) and "." not in part.path.rpartition("/")[2]
        ]


def kind_of(address: str) -> str:
    """Return what pages with other ids and other filters have in common."""
    path, _, query = address.partition("?")
    shown = re.search(r"view=\w+", query)
    return IDS.sub("/*", path.rstrip("/")) + (f"?{shown.group()}" if shown else "")


def _fault(page: Seen) -> str:
    rules = sorted({violation["rule"] for violation in page.violations})
    words = [f"axe: {', '.join(rules)}"] if rules else []
    words += [f"status {page.status}"] if page.status >= 400 else []
    words += ["wider than the screen"] if page.overflows else []
    return "; ".join(words + page.errors[:2])


def _write(seen: list[Seen], out: Path) -> None:
    """Write the findings, and one page that shows all pictures."""
    found = json.dumps([asdict(page) for page in seen], indent=1)
    (out / "findings.json").write_text(found, encoding="utf-8")
    cards = "\n".join(_card(page) for page in seen)
    Path(out / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>Contact sheet</title>"
        "<style>body{font:14px sans-serif;display:flex;flex-wrap:wrap;gap:16px}"
        "figure{margin:0;width:300px}img{width:100%;border:1px solid #888}"
        f".fault{{background:#fdd}}</style>{cards}",
        encoding="utf-8",
    )


def _card(page: Seen) -> str:
    text = f"{page.persona} {page.width} {page.address or '/'} {_fault(page)}"
    mark = "" if page.is_clean else ' class="fault"'
    return (
        f'<figure{mark}><a href="{page.picture}"><img src="{page.picture}" '
        f'loading="lazy"></a><figcaption>{html.escape(text)}</figcaption></figure>'
    )


def add_commands(command: Callable[..., argparse.ArgumentParser], say: Say) -> None:
    """Add look to the commands of `python -m dev`."""

    def look(arguments: argparse.Namespace) -> int:
        """Take pictures of all pages as each persona, and let axe judge them."""
        return run(arguments.port, say, arguments.language)

    asked = command("look", look)
    asked.add_argument("--port", type=int, default=5000)
    asked.add_argument("--language", default="", help="such as fr")
