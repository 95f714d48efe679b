"""The public pages as a sitemap (sitemaps.org 0.9), for search engines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as Tree

MEDIA_TYPE = "application/xml; charset=utf-8"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# What one sitemap may hold at most.
MOST = 50_000


def written(pages: Iterable[tuple[str, str | None]]) -> bytes:
    """Return the sitemap.

    :param pages: address and, where it is known, the moment of the last change
    """
    root = Tree.Element("urlset", xmlns=NAMESPACE)
    for address, changed in list(pages)[:MOST]:
        found = Tree.SubElement(root, "url")
        Tree.SubElement(found, "loc").text = address
        if changed:
            Tree.SubElement(found, "lastmod").text = changed
    made: Any = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made
