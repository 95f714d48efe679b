"""Reading a YAML or CSV file strictly: no key twice, no code taken for a number."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, TypeGuard

import yaml

from ckanext.tiptaskforce.disclosure.errors import BadInput, Fault


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Tell whether a value is a list, of whatever."""
    return isinstance(value, list)


def is_mapping(value: Any) -> TypeGuard[dict[Any, Any]]:
    """Tell whether a value is a mapping, of whatever."""
    return isinstance(value, Mapping)


class _Loader(yaml.SafeLoader):
    """The safe loader, which also refuses a key that stands twice."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if key in seen:
                line = key_node.start_mark.line + 1
                raise BadInput(f"line {line}: the key '{key}' stands twice")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping that a file holds.

    :raises BadInput: for a file that cannot be read, is no mapping, or has a key twice
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            [Fault(f"cannot be read as UTF-8 ({error})", path.name)]
        ) from error
    try:
        found = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader of ours
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        row = where.line + 1 if where else None
        message = f"not YAML: {getattr(error, 'problem', error)}"
        raise BadInput([Fault(message, path.name, row)]) from error
    except BadInput as refused:
        raise BadInput([Fault(str(refused), path.name)]) from refused
    if not is_mapping(found):
        raise BadInput([Fault("must be a mapping of keys and values", path.name)])
    return found


def read_codes(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a code list in CSV.

    :raises BadInput: for a file that is missing, ragged or not UTF-8
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            [Fault(f"cannot be read as UTF-8 ({error})", path.name)]
        ) from error
    lines = [line for line in csv.reader(text.splitlines()) if line]
    if not lines:
        raise BadInput([Fault("holds no code", path.name)])
    header = lines[0]
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(header):
            message = f"has {len(line)} cells, the header has {len(header)}"
            raise BadInput([Fault(message, path.name, number)])
    return header, lines[1:]


class Reading:
    """Takes the values of one mapping by name and type; faults gather as they come."""

    def __init__(self, found: Mapping[Any, Any], place: str, file: str) -> None:
        self.found = found
        self.place = place
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, key: str, message: str) -> None:
        """Note what is wrong with a key."""
        name = f"{self.place}.{key}" if self.place else key
        self.faults.append(Fault(f"{name}: {message}", self.file))

    def only(self, *allowed: str) -> None:
        """Refuse every key that is not allowed here."""
        for key in self.found:
            if key not in allowed:
                words = ", ".join(allowed)
                self.fault(str(key), f"unknown key; allowed are {words}")

    def text(self, key: str, default: str | None = None) -> str:
        """Take a text; without a default it is needed."""
        value = self.found.get(key, default)
        if value is None:
            self.fault(key, "missing")
            return ""
        if not isinstance(value, str):
            self.fault(key, f"must be text; {value!r} was read, put it in quotes")
            return ""
        return value

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """Take a whole number within limits."""
        value = self.found.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(key, f"must be a whole number; {value!r} was read")
            return default
        if not low <= value <= high:
            self.fault(key, f"must be from {low} to {high}, not {value}")
            return default
        return value

    def share(self, key: str, default: float) -> float:
        """Take a number from 0 to 1."""
        value = self.found.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(key, f"must be a number from 0 to 1; {value!r} was read")
            return default
        if not 0 <= value <= 1:
            self.fault(key, f"must be from 0 to 1, not {value}")
            return default
        return float(value)

    def truth(self, key: str, *, default: bool) -> bool:
        """Take true or false."""
        value = self.found.get(key, default)
        if not isinstance(value, bool):
            self.fault(key, f"must be true or false; {value!r} was read")
            return default
        return value

    def word(self, key: str, default: str, allowed: tuple[str, ...]) -> str:
        """Take one of a few words."""
        value = self.found.get(key, default)
        if value not in allowed:
            self.fault(key, f"must be one of {', '.join(allowed)}, not {value!r}")
            return default
        return str(value)

    def texts(self, key: str, value: Any) -> list[str]:
        """Take a list of texts that YAML left as texts."""
        if not is_list(value):
            self.fault(key, f"must be a list; {value!r} was read")
            return []
        for item in value:
            if not isinstance(item, str):
                self.fault(key, f"{item!r} was read as no text; put it in quotes")
                return []
        return list(value)

    def mapping(
        self, key: str, default: Mapping[Any, Any] | None = None
    ) -> dict[Any, Any]:
        """Take a mapping; without a default it is needed."""
        value = self.found.get(key, default)
        if value is None:
            self.fault(key, "missing")
            return {}
        if not is_mapping(value):
            self.fault(key, f"must be a mapping; {value!r} was read")
            return {}
        return dict(value)
