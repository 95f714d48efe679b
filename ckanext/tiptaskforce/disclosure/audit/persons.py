"""Whether nodes are a statement about persons: tables that join without a cycle.

Ears are taken away one by one (after Graham, Yu and Özsoyoğlu). A node stands for all
its levels, because a place tells the state that it lies in. What an ear shares with
the rest must be a node itself, so that both sides agree on it.
"""

from __future__ import annotations

from ckanext.tiptaskforce.disclosure.audit.model import Model, Node
from ckanext.tiptaskforce.disclosure.audit.reader import flat_levels

Attributes = frozenset[tuple[str, str]]


def join(model: Model, nodes: list[Node]) -> bool:
    """Tell whether tables over these nodes that agree join to one count of persons."""
    used: dict[str, set[str]] = {}
    for node in nodes:
        for axis, level in node:
            used.setdefault(axis, set()).add(level)
    if not all(_has_leaf(model, axis, levels) for axis, levels in used.items()):
        return False
    sets = {_closed(model, node, used) for node in nodes}
    return _is_ear_by_ear(sets)


def _closed(model: Model, node: Node, used: dict[str, set[str]]) -> Attributes:
    return frozenset(
        (axis, other)
        for axis, level in node
        for other in used[axis]
        if model.up(axis, level, other) is not None
    )


def _has_leaf(model: Model, axis: str, levels: set[str]) -> bool:
    """Levels of two trees must meet in the leaves, which belong to both."""
    name = axis.partition("=")[0]
    leaf = flat_levels(model.dimensions[name])[0]
    crossing = any(
        model.up(axis, a, b) is None and model.up(axis, b, a) is None
        for a in levels
        for b in levels
    )
    return not crossing or leaf in levels


def _is_ear_by_ear(sets: set[Attributes]) -> bool:
    left = {s for s in sets if not any(s < other for other in sets)}
    while len(left) > 1:
        ear = next((s for s in sorted(left, key=sorted) if _home(s, left, sets)), None)
        if ear is None:
            return False
        left.discard(ear)
    return True


def _home(ear: Attributes, left: set[Attributes], sets: set[Attributes]) -> bool:
    """Tell whether what an ear shares lies in one other set and is a node itself."""
    others = left - {ear}
    shared = frozenset(a for a in ear if any(a in other for other in others))
    return shared in sets and any(shared <= other for other in others)
