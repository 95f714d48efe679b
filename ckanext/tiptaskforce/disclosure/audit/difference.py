"""A5: what a subtraction of two printed figures tells."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import numpy as np

from ckanext.tiptaskforce.disclosure.audit import knowledge
from ckanext.tiptaskforce.disclosure.audit.model import Model, Sum
from ckanext.tiptaskforce.disclosure.audit.proof import Mask
from ckanext.tiptaskforce.disclosure.audit.reader import Public


def faults(model: Model, newest: Public, visible: Mask) -> Iterator[str]:
    """Yield where a nested pair of printed cells leaves 1 to k-1, and P3 breaches."""
    for outer, inner in _nested_blocks(model):
        if any(
            _leaves_a_few(model, newest, visible, found)
            for found in _sums(model, outer, inner)
        ):
            yield f"a difference inside {inner} points at a few"
            return
    if newest.manifest["homogeneity"]:
        yield from _homogeneous(model, newest, visible)


def _sums(model: Model, outer: str, inner: str) -> Iterator[Sum]:
    for coarse, fine in itertools.product(model.nodes(outer), model.nodes(inner)):
        is_itself = fine == coarse and outer == inner
        found = None if is_itself else model.sum_of(inner, fine, outer, coarse)
        if found is not None:
            yield found


def _leaves_a_few(model: Model, newest: Public, visible: Mask, found: Sum) -> bool:
    larger, smaller = found.parent[found.of], found.child
    both = visible[larger] & visible[smaller]
    rest = np.abs(model.truth[larger] - model.truth[smaller])
    return bool((both & (rest >= 1) & (rest < newest.k)).any())


def _nested_blocks(model: Model) -> Iterator[tuple[str, str]]:
    printed = list(dict.fromkeys(model.block_of(r) for r in model.publics))
    for outer in printed:
        for inner in printed:
            if model.epochs(inner) <= model.epochs(outer):
                yield outer, inner


def _homogeneous(model: Model, newest: Public, visible: Mask) -> Iterator[str]:
    for name, group, part in knowledge.sensitive_groups(model, newest):
        total, others = model.truth[group], model.truth[group] - model.truth[part]
        is_group = (total >= newest.k) & (model.truth[part] > 0) & (others < newest.k)
        if (visible[group] & visible[part] & is_group).any():
            yield f"a printed group shares a code of {name}"
            return


def values_differ(model: Model, printed: Mapping[int, int]) -> bool:
    """Tell whether a printed figure is not the truth."""
    return any(int(model.truth[cell]) != value for cell, value in printed.items())
