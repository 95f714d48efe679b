"""What the README and the pages under docs/ name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CODE = ROOT / "ckanext" / "tiptaskforce"
MAP = re.compile(r"```\nckanext/tiptaskforce/\n(.*?)```", re.DOTALL)
# A place stands at the head of a column: two blanks before and two or more after it.
PLACE = re.compile(
    r"(?:^|\s{2,})([a-z_]+/?(?:[a-z_]+[/.][a-z_/]*)*)(?=\s{2,}|\s[a-z]+/\s)"
)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def mapped() -> list[str]:
    """Return the places that the map of the README names below the package."""
    found = MAP.search((ROOT / "README.md").read_text("utf-8"))
    assert found, "the README has no map"
    lines = [line for line in found[1].splitlines() if line.startswith("  ")]
    places = [name for line in lines for name in PLACE.findall(line)]
    return [name for name in places if "/" in name or name.endswith(".py")]


def test_every_place_of_the_map_is_there():
    places = mapped()
    assert {"vocabulary/", "labels/", "logic/base.py", "views/"} <= set(places)
    assert [name for name in places if not (CODE / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page):
    links = LINK.findall(page.read_text("utf-8"))
    assert [name for name in links if not (page.parent / name).exists()] == []
