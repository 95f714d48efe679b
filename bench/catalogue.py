"""The public catalogue with few and with 1,000 published datasets, beside `/dataset`.

CKAN's own list asks its search index; ours reads the database, so that it answers with
the index down. Queries stay what they are, however many datasets there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench import pages, site
from bench.frame import Figure

SIZES = (10, 1000)
_AT = f"/taskforce/{site.TASKFORCE}"
HTML_KB = 20.0
PAGES: pages.Pages = {
    "catalogue": (None, f"{_AT}/data"),
    "catalogue, narrowed": (None, f"{_AT}/data?kind=progress&pillar=protection"),
    "catalogue, last page": (None, f"{_AT}/data?sort=title&page={{last}}"),
    "catalogue, words": (None, f"{_AT}/data?q=state"),
    "front page": (None, _AT),
    "strategy": (None, f"{_AT}/strategy"),
    "dataset page": (None, f"{_AT}/data/progress"),
}
# What machines read is heavier than a page may be.
FILES: pages.Pages = {
    "feed": (None, f"{_AT}/data/feed.atom"),
    "catalog.ttl": (None, f"{_AT}/data/catalog.ttl"),
    "sitemap": (None, "/taskforce/sitemap.xml"),
}


def run(sizes: tuple[int, ...] = SIZES) -> Iterator[Figure]:
    """Measure the pages at both sizes."""
    with site.opened() as opened:
        for size in sizes:
            site.say(f"{size} published datasets")
            words = (str(opened.demo.places.ini), str(size))
            site.python(opened, "bench.releasing", *words)
            site.ckan(opened, "search-index", "rebuild", "-q")
            last = max(1, size // 25)
            told = {
                name: (reader, address.format(last=last))
                for name, (reader, address) in PAGES.items()
            }
            asked = {**told, **FILES}
            yield from pages.times(opened, asked, f"{size}")
            yield from pages.costs(opened, asked, f"{size}")
            yield from pages.weights(opened, told, f"{size}", HTML_KB)
