"""YAML as marked text: every value stays the text that was typed, with its place.

The field decides what a text means. So ``NO`` stays a country code, ``1.10`` a
deliverable, ``2026`` a slug and ``2026-01-01`` a day, whatever YAML makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
import yaml

from ckanext.tiptaskforce.logic.presets.mark import Faults, Mark

DEEPEST = 12
LARGEST = 1024 * 1024
_NOTHING = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Node:
    """A value of a YAML file: a text, a list of nodes, or keys with nodes."""

    mark: Mark
    content: str | None | list[Node] | dict[str, tuple[Mark, Node]]


def read(file: str, data: bytes, faults: Faults) -> Node | None:
    """Return the value of a file, or None and a fault where it cannot be read."""
    if len(data) > LARGEST:
        faults.add(Mark(file), tk._("This file is larger than 1 MB."))
        return None
    text = decoded(file, data, faults)
    if text is None:
        return None
    try:
        return _outlined(file, text, faults)
    except yaml.MarkedYAMLError as error:
        where = error.problem_mark or error.context_mark
        mark = _mark(file, where) if where else Mark(file)
        problem = str(error.problem or error.context or "")[:200]
        message = tk._("This is not YAML: {problem}.")
        faults.add(mark, message.format(problem=problem))
    except (yaml.YAMLError, RecursionError):
        faults.add(Mark(file), tk._("This is not YAML."))
    return None


def decoded(file: str, data: bytes, faults: Faults) -> str | None:
    """Return the text of a file in UTF-8, or None and a fault."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.add(Mark(file, line), tk._("Save this file as UTF-8."))
        return None
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        faults.add(Mark(file, line), tk._("Holds characters that cannot be stored."))
        return None
    return text


def _outlined(file: str, text: str, faults: Faults) -> Node | None:
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            mark = _mark(file, event.start_mark)
            faults.add(mark, tk._("Write the value again instead of a reference."))
            return None
    found = yaml.compose(text, Loader=yaml.SafeLoader)
    if found is None:
        faults.add(Mark(file), tk._("This file is empty."))
        return None
    return _node(file, found, faults, 0)


def _node(file: str, found: yaml.Node, faults: Faults, depth: int) -> Node:
    mark = _mark(file, found.start_mark)
    if depth > DEEPEST:
        faults.add(mark, tk._("Too many levels inside one another."))
        return Node(mark, None)
    if isinstance(found, yaml.MappingNode):
        pairs = dict(_pairs(file, found, faults, depth))
        return Node(mark, pairs)
    if isinstance(found, yaml.SequenceNode):
        return Node(mark, [_node(file, one, faults, depth + 1) for one in found.value])
    is_blank = found.value in _NOTHING and not getattr(found, "style", None)
    return Node(mark, None if is_blank else found.value)


def _pairs(
    file: str, found: yaml.MappingNode, faults: Faults, depth: int
) -> Iterator[tuple[str, tuple[Mark, Node]]]:
    seen: set[str] = set()
    for key, value in found.value:
        mark = _mark(file, key.start_mark)
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if not name or name in seen:
            reason = tk._("This key is there twice.") if name else tk._("Not a key.")
            faults.add(mark, reason)
            continue
        seen.add(name)
        yield name, (mark, _node(file, value, faults, depth + 1))


def _mark(file: str, mark: Any) -> Mark:
    return Mark(file, mark.line + 1, str(mark.column + 1))
