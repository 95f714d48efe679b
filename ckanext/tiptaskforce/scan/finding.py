"""What the scan found: a kind and a place, never the text itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ckanext.tiptaskforce.phrase import N_, Phrase


class Kind(StrEnum):
    """Kinds of personal detail that free text must not hold, or must confirm."""

    PHONE = "phone"
    EMAIL = "email"
    NATIONAL_ID = "national_id"
    COORDINATES = "coordinates"
    LIKELY_NAME = "likely_name"
    AGE_WITH_PLACE = "age_with_place"


REFUSED = frozenset({Kind.PHONE, Kind.EMAIL, Kind.NATIONAL_ID, Kind.COORDINATES})

_SENTENCES = {
    Kind.PHONE: N_(
        "This looks like a phone number (line %(line)s). Remove it; nothing was saved."
    ),
    Kind.EMAIL: N_(
        "This looks like a mail address (line %(line)s). Remove it; nothing was saved."
    ),
    Kind.NATIONAL_ID: N_(
        "This looks like an identity or card number (line %(line)s). "
        "Remove it; nothing was saved."
    ),
    Kind.COORDINATES: N_(
        "This looks like the coordinates of a place (line %(line)s). "
        "Remove them; nothing was saved."
    ),
    Kind.LIKELY_NAME: N_(
        "This may be the name of a person (line %(line)s). "
        "Remove it, or confirm that it names nobody in a case."
    ),
    Kind.AGE_WITH_PLACE: N_(
        "This may give the age of one person with a place (line %(line)s). "
        "Remove one of them, or confirm that it describes nobody in a case."
    ),
}


@dataclass(frozen=True, order=True)
class Finding:
    """One hit: ``start`` and ``end`` count characters of the text as it was given."""

    start: int
    end: int
    kind: Kind
    rule: str
    line: int = 1

    @property
    def is_refused(self) -> bool:
        """Refused for good; the other kinds may be confirmed by the writer."""
        return self.kind in REFUSED

    @property
    def message(self) -> Phrase:
        """The sentence for the writer; it does not repeat what was found."""
        return Phrase(_SENTENCES[self.kind], {"line": self.line})
