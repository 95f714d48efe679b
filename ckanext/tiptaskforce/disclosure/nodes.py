"""The nodes of the lattice: margins of the tables, and the hidden ones that join them.

Tables whose columns hang together without a cycle are a proof about persons as they
stand. Otherwise the missing cliques are added as hidden nodes, after triangulation, and
so is every separator that is no margin of a table.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from ckanext.tiptaskforce.disclosure.axes import Axis, axes_for
from ckanext.tiptaskforce.disclosure.codes import Dimension
from ckanext.tiptaskforce.disclosure.spec import Table

# (axis, level) of each column, in the order of the axes.
Node = tuple[tuple[str, str], ...]
Attribute = tuple[str, str]


def node(columns: Iterable[tuple[str, str]]) -> Node:
    """Return the node of these columns, whatever their order."""
    return tuple(sorted(columns))


def margins(table: Table, axes: dict[str, list[Axis]]) -> list[Node]:
    """Return every node of a table: one for each subset of its columns."""
    found: list[Node] = []
    for size in range(len(table.columns) + 1):
        for chosen in itertools.combinations(table.columns, size):
            choices = [
                [(axis.name, column.level) for axis in axes_for(axes, column)]
                for column in chosen
            ]
            found += [node(picked) for picked in itertools.product(*choices)]
    return list(dict.fromkeys(found))


def hidden(tables: Iterable[Table], axes: dict[str, list[Axis]]) -> list[Node]:
    """Return the hidden nodes that make the lattice a statement about persons.

    A clique that a margin holds already is not needed; a separator is needed where at
    least two other nodes must agree on it.
    """
    tables = list(tables)
    names = by_name(axes)
    known = {n for table in tables for n in margins(table, axes)}
    cliques = _cliques(_closed_sets(tables, axes))
    found = [
        made
        for made in _expanded(cliques, axes)
        if not any(refines(n, made, names) for n in known)
    ]
    found += _beside_multi(cliques, axes, {*known, *found})
    for made in _expanded(_separators(cliques), axes):
        finer = [n for n in (*known, *found) if n != made and refines(n, made, names)]
        if made not in known and made not in found and len(finer) > 1:
            found.append(made)
    return found


def _beside_multi(
    cliques: Iterable[frozenset[Attribute]],
    axes: dict[str, list[Axis]],
    known: set[Node],
) -> list[Node]:
    """Return what stands beside a multi-valued dimension: its codes are put together
    there, person by person, so it must be a node of its own."""
    multi = {name for name, group in axes.items() if group[0].dimension.multi}
    beside = [
        frozenset(a for a in clique if a[0] != name)
        for name in sorted(multi)
        for clique in cliques
        if (name, name) in clique
    ]
    return [n for n in _expanded(beside, axes) if n not in known]


def _expanded(
    sets: Iterable[frozenset[Attribute]], axes: dict[str, list[Axis]]
) -> list[Node]:
    return list(dict.fromkeys(n for s in sets for n in _nodes_of(s, axes) if n))


def refines(fine: Node, coarse: Node, by_name: Mapping[str, Axis]) -> bool:
    """Tell whether each cell of ``fine`` lies in one cell of ``coarse``."""
    levels = dict(fine)
    return all(
        name in levels and by_name[name].refines(levels[name], level)
        for name, level in coarse
    )


def by_name(axes: dict[str, list[Axis]]) -> dict[str, Axis]:
    """Return all axes by their own names."""
    return {axis.name: axis for group in axes.values() for axis in group}


def _closed_sets(
    tables: list[Table], axes: dict[str, list[Axis]]
) -> list[frozenset[Attribute]]:
    """Return the attributes of each table: its levels and all coarser ones in use."""
    used: dict[str, set[str]] = {}
    for table in tables:
        for column in table.columns:
            used.setdefault(column.dimension, set()).add(column.level)
    sets: list[frozenset[Attribute]] = []
    for table in tables:
        found: set[Attribute] = set()
        for column in table.columns:
            dimension = axes[column.dimension][0].dimension
            found |= {
                (column.dimension, level)
                for level in used[column.dimension]
                if dimension.refines(column.level, level)
            }
        sets.append(frozenset(found))
    for name, levels in used.items():
        dimension = axes[name][0].dimension
        if _has_crossing(dimension, levels):
            # Two trees over the same leaves: the list of leaves itself joins them.
            sets.append(frozenset((name, level) for level in {*levels, name}))
    return _with_one_home(sets, axes)


def _has_crossing(dimension: Dimension, levels: set[str]) -> bool:
    pairs = itertools.combinations(sorted(levels), 2)
    return any(
        not (dimension.refines(a, b) or dimension.refines(b, a)) for a, b in pairs
    )


def _with_one_home(
    sets: list[frozenset[Attribute]], axes: dict[str, list[Axis]]
) -> list[frozenset[Attribute]]:
    """Bring all neighbours of a multi-valued dimension together.

    Its codes are answered together by one person; only where all that stands beside
    them is one set can the answers be put together code by code.
    """
    found = list(sets)
    for name, group in axes.items():
        if group[0].dimension.multi:
            beside = [s for s in sets if (name, name) in s]
            if beside:
                found.append(frozenset[Attribute]().union(*beside))
    return found


def _cliques(sets: list[frozenset[Attribute]]) -> list[frozenset[Attribute]]:
    """Return the maximal cliques after min-fill triangulation."""
    graph: dict[Attribute, set[Attribute]] = {a: set() for s in sets for a in s}
    for group in sets:
        for attribute in group:
            graph[attribute] |= group - {attribute}
    found: list[frozenset[Attribute]] = []
    while graph:
        chosen = min(graph, key=lambda a: (_fill(graph, a), len(graph[a]), a))
        near = graph.pop(chosen)
        for attribute in near:
            graph[attribute].discard(chosen)
            graph[attribute] |= near - {attribute}
        clique = frozenset({chosen, *near})
        if not any(clique <= other for other in found):
            found.append(clique)
    return found


def _fill(graph: dict[Attribute, set[Attribute]], attribute: Attribute) -> int:
    near = sorted(graph[attribute])
    return sum(b not in graph[a] for a, b in itertools.combinations(near, 2))


def _separators(cliques: list[frozenset[Attribute]]) -> list[frozenset[Attribute]]:
    """Return what neighbours in the junction tree share."""
    inside = cliques[:1]
    found: list[frozenset[Attribute]] = []
    left = cliques[1:]
    while left:
        pairs = [(len(a & b), a, b) for a in inside for b in left]
        size, one, other = max(
            pairs, key=lambda pair: (pair[0], sorted(pair[1]), sorted(pair[2]))
        )
        if size:
            found.append(one & other)
        inside.append(other)
        left.remove(other)
    return found


def _nodes_of(
    attributes: frozenset[Attribute], axes: dict[str, list[Axis]]
) -> list[Node]:
    """Return the nodes of a set of attributes: the finest level of each dimension."""
    choices: list[list[tuple[str, str]]] = []
    for name in sorted({attribute[0] for attribute in attributes}):
        dimension = axes[name][0].dimension
        levels = [level for owner, level in attributes if owner == name]
        finest = [
            level
            for level in levels
            if all(dimension.refines(level, other) for other in levels)
        ]
        level = finest[0] if finest else name
        choices.append([(axis.name, level) for axis in axes[name]])
    return [node(picked) for picked in itertools.product(*choices)]
