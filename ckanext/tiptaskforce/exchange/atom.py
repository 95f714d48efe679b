"""What happened to the releases of a task force as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as Tree

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    """One release: its permanent address, and what is to say of it now."""

    address: str
    title: str
    summary: str
    published: str
    updated: str


def feed(about: Mapping[str, str], entries: Iterable[Entry]) -> bytes:
    """Return the feed.

    :param about: `title`, `address` of the page, `self` of the feed, `publisher`, and
        `since`, the moment from which the feed stands where it has no entry
    """
    listed = list(entries)
    root = Tree.Element("feed", xmlns=NAMESPACE)
    moments = [entry.updated for entry in listed]
    _text(root, "id", about["self"])
    _text(root, "title", about["title"])
    _text(root, "updated", max(moments, default=about["since"]))
    _text(Tree.SubElement(root, "author"), "name", about["publisher"])
    Tree.SubElement(root, "link", rel="self", href=about["self"])
    Tree.SubElement(root, "link", rel="alternate", href=about["address"])
    for entry in listed:
        _add(root, entry)
    written: Any = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(root: Tree.Element, entry: Entry) -> None:
    found = Tree.SubElement(root, "entry")
    _text(found, "id", entry.address)
    _text(found, "title", entry.title)
    _text(found, "published", entry.published)
    _text(found, "updated", entry.updated)
    Tree.SubElement(found, "link", rel="alternate", href=entry.address)
    _text(found, "summary", entry.summary)


def _text(parent: Tree.Element, name: str, text: str) -> None:
    # XML has no place for control characters, whoever typed them.
    Tree.SubElement(parent, name).text = "".join(
        c for c in text if c in "\t\n" or c >= " "
    )
