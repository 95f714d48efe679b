"""Where in a preset a value stands, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk

MOST_FAULTS = 200


@dataclass(frozen=True)
class Mark:
    """A place in a file; ``column`` is a number in YAML and a header in CSV."""

    file: str
    line: int = 1
    column: str = "1"


@dataclass(frozen=True)
class Fault:
    """What is wrong at a mark, in words for the person who writes the preset."""

    mark: Mark
    reason: str

    def dictize(self) -> dict[str, Any]:
        """Return the fault as plain data."""
        mark = self.mark
        return {
            "file": mark.file,
            "line": mark.line,
            "column": mark.column,
            "reason": self.reason,
        }

    def __str__(self) -> str:
        message = tk._("{file}, line {line}, column {column}: {reason}")
        return message.format(**self.dictize())


class Entry(dict[str, Any]):
    """Checked values by key, each with the mark where it stood."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, Mark] = {}

    def put(self, key: str, value: Any, mark: Mark) -> None:
        """Keep a value with its mark."""
        self[key] = value
        self.marks[key] = mark

    def at(self, key: str) -> Mark:
        """Return where a key's value stands, or where the entry begins."""
        return self.marks.get(key, self.mark)


@dataclass
class Faults:
    """The faults found so far, in the order of the files."""

    found: list[Fault] = field(default_factory=list)

    def add(self, mark: Mark, reason: str) -> None:
        """Note a fault; a hopeless file does not fill the screen."""
        if len(self.found) < MOST_FAULTS:
            self.found.append(Fault(mark, reason))

    def unique(self, entries: Iterable[Entry], key: str) -> None:
        """Note each entry whose key another one above it has already."""
        seen: dict[Any, Mark] = {}
        for entry in entries:
            value = entry.get(key)
            if value is None:
                continue
            if value in seen:
                message = tk._("'{value}' stands in line {line} already.")
                line = seen[value].line
                self.add(entry.at(key), message.format(value=value, line=line))
            else:
                seen[value] = entry.at(key)
