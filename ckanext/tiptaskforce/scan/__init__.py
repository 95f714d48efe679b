"""The scan of free text for details of persons; it imports nothing of CKAN.

It reads what a person reads: compatibility forms, foreign digits and characters
without a width are folded first. A finding tells kind and place, never the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from ckanext.tiptaskforce.scan import contact, identity, persons, position
from ckanext.tiptaskforce.scan.finding import REFUSED, Finding, Kind
from ckanext.tiptaskforce.scan.fold import Folded, fold

__all__ = ["REFUSED", "Finding", "Kind", "fold", "refused", "scan", "warned"]

Hit = tuple[int, int, str]


def scan(
    text: str,
    *,
    regions: Sequence[str] = ("NG",),
    known: Iterable[str] = (),
    places: Iterable[str] = (),
) -> list[Finding]:
    """Find personal details in ``text``, in the order in which they stand.

    ``regions`` are country codes whose local phone numbers count. ``known`` are
    titles and names of organisations that are no persons; ``places`` are names of
    places, which are no persons either and turn an age into a warning.
    """
    folded = fold(text)
    place_spans = _spans(folded.text, places)
    known_spans = [*_spans(folded.text, known), *place_spans]
    found: list[Finding] = []
    for kind, hits in _searches(folded.text, regions, known_spans, place_spans):
        found.extend(_finding(folded, kind, hit) for hit in hits)
    return _without_repeats(found)


def refused(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the findings that no confirmation lets through."""
    return [finding for finding in findings if finding.is_refused]


def warned(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the findings that the writer may confirm."""
    return [finding for finding in findings if not finding.is_refused]


def _searches(
    text: str,
    regions: Sequence[str],
    known: Collection[tuple[int, int]],
    places: Collection[tuple[int, int]],
) -> Iterator[tuple[Kind, Iterator[Hit]]]:
    yield Kind.EMAIL, contact.mails(text)
    yield Kind.COORDINATES, position.positions(text)
    yield Kind.NATIONAL_ID, identity.identities(text)
    yield Kind.PHONE, contact.phones(text, regions)
    yield Kind.LIKELY_NAME, persons.names(text, known)
    yield Kind.AGE_WITH_PLACE, persons.ages_with_place(text, places)


def _finding(folded: Folded, kind: Kind, hit: Hit) -> Finding:
    start, end, rule = hit
    first, last = folded.span(start, end)
    return Finding(first, last, kind, rule, folded.line(start))


def _without_repeats(found: list[Finding]) -> list[Finding]:
    """Keep the first kind, in the order of the searches, for each piece of text."""
    kept: list[Finding] = []
    for finding in found:
        if not any(_covers(earlier, finding) for earlier in kept):
            kept.append(finding)
    return sorted(kept)


def _covers(one: Finding, other: Finding) -> bool:
    if one.is_refused is not other.is_refused:
        return False
    if not one.is_refused and one.kind is not other.kind:
        return False
    return one.start < other.end and other.start < one.end


def _spans(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    pattern = _any_of(frozenset(phrases))
    return [match.span() for match in pattern.finditer(text)] if pattern else []


@lru_cache(maxsize=16)
def _any_of(phrases: frozenset[str]) -> re.Pattern[str] | None:
    """Return a pattern for whole words of ``phrases``, the longest first."""
    texts = {fold(phrase).text.strip() for phrase in phrases} - {""}
    if not texts:
        return None
    parts = sorted(
        (re.escape(text) for text in texts), key=lambda part: (-len(part), part)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
