"""The pages of the grave violations with few and with 5,000 links to one of them.

Beside CKAN's dataset list and an empty page of the theme; queries stay what they are,
however many deliverables touch a violation.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench import pages, site
from bench.frame import Figure

SIZES = (50, 5000)
HTML_KB = 20.0
_AT = f"/taskforce/{site.TASKFORCE}/mrm"
PAGES: pages.Pages = {
    "violations, reporter": ("reporter", _AT),
    "coverage, coordinator": ("coordinator", f"{_AT}/coverage"),
    "one violation, reporter": ("reporter", f"{_AT}/abduction"),
    "one violation, anonymous": (None, f"{_AT}/abduction"),
}


def run() -> Iterator[Figure]:
    """Measure each page at both sizes; every deliverable touches the violation."""
    with site.opened() as opened:
        for size in SIZES:
            site.say(f"{size} deliverables that touch a violation")
            pages.grow(opened, size)
            site.python(opened, "bench.touching", str(opened.demo.places.ini))
            said = f"{size} links"
            yield from pages.times(opened, PAGES, said)
            yield from pages.costs(opened, PAGES, said)
            yield from pages.weights(opened, PAGES, said, HTML_KB)
