"""A sentence for people that is translated whole, late, and without CKAN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - babel looks for this very name
    """Mark ``text`` for the translators' catalogue and return it unchanged."""
    return text


@dataclass(frozen=True)
class Phrase:
    """An English sentence with ``%(name)s`` placeholders, and their values."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def render(
        self,
        translate: Callable[[str], str],
        number: Callable[[int], object] = int,
    ) -> str:
        """Translate the sentence, then fill it: no value goes to the catalogue.

        :param number: how a whole number is written
        """
        values = {
            name: number(value) if isinstance(value, int) else value
            for name, value in self.values.items()
        }
        return translate(self.text) % values

    def __str__(self) -> str:
        return self.text % self.values
