"""A5: what a subtraction of two printed figures tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ckanext.tiptaskforce.disclosure.audit.model import Ints, Model, Node
from ckanext.tiptaskforce.disclosure.audit.proof import Mask
from ckanext.tiptaskforce.disclosure.audit.reader import Public


def faults(model: Model, newest: Public, visible: Mask) -> Iterator[str]:
    """Yield each nested pair of printed cells that leaves 1 to k-1, once by node."""
    for outer, inner in _nested_blocks(model):
        for coarse in model.nodes(outer):
            for fine in model.nodes(inner):
                if fine == coarse and outer == inner:
                    continue
                found = model.sum_of(inner, fine, outer, coarse)
                if found is None:
                    continue
                larger, smaller = found.parent[found.of], found.child
                both = visible[larger] & visible[smaller]
                rest = np.abs(model.truth[larger] - model.truth[smaller])
                if (both & (rest >= 1) & (rest < newest.k)).any():
                    yield f"a difference inside {inner} points at a few"
                    return
    if newest.manifest["homogeneity"]:
        yield from _homogeneous(model, newest, visible)


def _nested_blocks(model: Model) -> Iterator[tuple[str, str]]:
    printed = list(dict.fromkeys(model.block_of(r) for r in model.publics))
    for outer in printed:
        for inner in printed:
            if model.epochs(inner) <= model.epochs(outer):
                yield outer, inner


def _homogeneous(model: Model, newest: Public, visible: Mask) -> Iterator[str]:
    block = model.block_of(newest.release)
    for node in model.nodes(block):
        for axis, _ in node:
            name = axis.partition("=")[0]
            if not newest.manifest["dimensions"][name]["sensitive"]:
                continue
            rest: Node = tuple(column for column in node if column[0] != axis)
            found = model.sum_of(block, node, block, rest)
            if found is None or not _is_homogeneous(model, newest, visible, found):
                continue
            yield f"a printed group shares a code of {name}"
            return


def _is_homogeneous(model: Model, newest: Public, visible: Mask, found: object) -> bool:
    parent: Ints = found.parent[found.of]  # type: ignore[attr-defined]
    child: Ints = found.child  # type: ignore[attr-defined]
    others = model.truth[parent] - model.truth[child]
    both = visible[parent] & visible[child]
    is_group = (model.truth[parent] >= newest.k) & (model.truth[child] > 0)
    return bool((both & is_group & (others < newest.k)).any())


def values_differ(model: Model, printed: Mapping[int, int]) -> bool:
    """Tell whether a printed figure is not the truth."""
    return any(int(model.truth[cell]) != value for cell, value in printed.items())
