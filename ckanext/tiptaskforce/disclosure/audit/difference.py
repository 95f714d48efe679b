"""A5: what a subtraction of two printed figures tells."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ckanext.tiptaskforce.disclosure.audit import knowledge
from ckanext.tiptaskforce.disclosure.audit.model import Ints, Model, Node, Sum
from ckanext.tiptaskforce.disclosure.audit.proof import Mask
from ckanext.tiptaskforce.disclosure.audit.reader import Public

# A year of twelve months, four quarters and two halves has 6,724 differences.
MOST_DIFFERENCES = 20_000


def faults(model: Model, newest: Public, visible: Mask) -> Iterator[str]:
    """Yield where a nested pair of printed cells leaves 1 to k-1, and P3 breaches."""
    for outer, inner in _nested_blocks(model):
        if any(
            _leaves_a_few(model, newest, visible, found)
            for found in _sums(model, outer, inner)
        ):
            yield f"a difference inside {inner} points at a few"
            return
    if any(public.manifest["corrections"] for public in model.publics.values()):
        yield from _taken_back(model, newest, visible)
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


@dataclass(frozen=True)
class _Part:
    """What a release printed of the cells of a node, in the order of a larger one."""

    epochs: frozenset[str]
    counts: Ints
    seen: Mask


def _taken_back(model: Model, newest: Public, visible: Mask) -> Iterator[str]:
    """Yield where a release less several smaller ones leaves 1 to k-1.

    Where nothing is taken back the proof covers such a rest: it is few only if one of
    its parts is, and that one may be k. With corrections none of them need be few.
    """
    for outer in dict.fromkeys(model.block_of(r) for r in model.publics):
        for node in model.nodes(outer):
            own = model.sheets[(outer, node)].cells
            parts = _parts(model, outer, node, visible)
            said = _too_few(_rests(model.truth[own], visible[own], parts), newest.k)
            if said:
                yield f"{outer} {said}"
                return


def _too_few(rests: Iterator[tuple[Ints, Mask]], k: int) -> str:
    """Return what the rests of a node point at; nothing where at nobody."""
    for number, (rest, seen) in enumerate(rests, 1):
        size = np.abs(rest)
        if (seen & (size >= 1) & (size < k)).any():
            return "less several releases points at a few"
        if number == MOST_DIFFERENCES:
            return "leaves more differences than can be tried"
    return ""


def _parts(model: Model, outer: str, node: Node, visible: Mask) -> list[_Part]:
    """Return what each smaller release printed of a node."""
    found: list[_Part] = []
    for inner in dict.fromkeys(model.block_of(r) for r in model.publics):
        epochs = model.epochs(inner)
        if not epochs < model.epochs(outer) or node not in model.nodes(inner):
            continue
        one = model.sum_of(inner, node, outer, node)
        if one is not None:
            cells = one.child[np.argsort(one.of)]
            found.append(_Part(epochs, model.truth[cells], visible[cells]))
    return found


def _rests(
    counts: Ints, seen: Mask, parts: Sequence[_Part]
) -> Iterator[tuple[Ints, Mask]]:
    """Yield what is left of counts, and where it is seen, for parts that lie apart."""
    for place, one in enumerate(parts, 1):
        both = seen & one.seen
        if both.any():
            rest = counts - one.counts
            yield rest, both
            apart = [p for p in parts[place:] if not p.epochs & one.epochs]
            yield from _rests(rest, both, apart)


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
