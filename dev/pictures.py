"""The pictures in README and docs, taken from the demo: `python -m dev pictures`."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dev import browser, logins
from dev.demo import NAME, Demo
from dev.failure import StepFailed
from dev.places import ROOT, Places

OUT = ROOT / "docs" / "images"
# So many colours keep text sharp, and a picture small enough for a README.
COLOURS = 64
LARGEST_BYTES = 150_000
Say = Callable[[str], None]


@dataclass(frozen=True)
class Picture:
    """One picture: the page, who looks at it, and how much of it is shown."""

    name: str
    address: str
    role: str
    width: int = 1280
    height: int = 878


PICTURES = (Picture("overview-1280", "/taskforce/borno/overview", "coordinator"),)


def run(name: str, port: int, say: Say) -> int:
    """Take every picture anew from the demo, which is left as it was found."""
    if browser.find() is None:
        raise StepFailed(
            "no Chromium was found, and pictures need one",
            remedy="apt-get install chromium   (or set CHROMIUM to its program)",
        )
    demo = Demo(say, Places(name))
    was_up = demo.is_up()
    if demo.start(port):
        return 1
    try:
        for picture in PICTURES:
            path = OUT / f"{picture.name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_small(_taken(picture, demo.places), picture))
            say(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")
    finally:
        if not was_up:
            demo.stop()
    return 0


def _taken(picture: Picture, places: Places) -> bytes:
    url = json.loads(Path(places.logins).read_text(encoding="utf-8"))["url"]
    known = reversed(logins.read(places.logins))
    login = {one["role"]: one for one in known}[picture.role]
    size = {"width": picture.width, "height": picture.height}
    with browser.launched() as chromium, browser.visitor(chromium, size) as context:
        page = browser.sign_in(context, url, login)
        page.goto(f"{url}{picture.address}")
        return page.screenshot()


def _small(png: bytes, picture: Picture) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS).save(
        made, "PNG", optimize=True
    )
    if made.tell() > LARGEST_BYTES:
        raise StepFailed(
            f"{picture.name} has {made.tell()} bytes, more than {LARGEST_BYTES}",
            remedy="show less of the page, or take fewer colours",
        )
    return made.getvalue()


def add_commands(command: Callable[..., argparse.ArgumentParser], say: Say) -> None:
    """Add pictures to the commands of `python -m dev`."""

    def pictures(arguments: argparse.Namespace) -> int:
        """Take the pictures in README and docs anew, from the demo."""
        return run(arguments.name, arguments.port, say)

    made = command("pictures", pictures)
    made.add_argument("--port", type=int, default=5000)
    made.add_argument("--name", default=NAME)
