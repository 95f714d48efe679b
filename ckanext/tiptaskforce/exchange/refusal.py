"""Why a file, a cell or a link was not taken: for people, whole, and by reason."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import Phrase


class Refused(ValueError):  # noqa: N818 - a refusal is an answer, not an error
    """Something from outside was not taken; ``reason`` is a closed code for tests."""

    def __init__(self, reason: str, sentence: str, **values: object) -> None:
        self.reason = reason
        self.phrase = Phrase(sentence, values)
        super().__init__(str(self.phrase))


class FileRefused(Refused):
    """The whole file is refused; nothing of it was kept."""


class LinkRefused(Refused):
    """The link is refused as a value."""
