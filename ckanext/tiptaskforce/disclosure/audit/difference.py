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
# The releases that were taken from a larger one.
_Taken = tuple[str, ...]


def faults(model: Model, newest: Public, visible: Mask, read: Mask) -> Iterator[str]:
    """Yield where a nested pair of printed cells leaves 1 to k-1, and P3 breaches.

    ``read`` marks what a reader holds: printed cells, and those that follow from them.
    """
    for outer, inner in _nested_blocks(model):
        for found in _sums(model, outer, inner):
            pairs = _leave_a_few(model, newest, visible, found)
            if pairs:
                larger, smaller = pairs[0]
                words = _cell(model, outer, larger)
                yield f"{words} less {_cell(model, inner, smaller)} points at a few"
                return
    if any(public.manifest["corrections"] for public in model.publics.values()):
        yield from _taken_back(model, newest, read)
    if newest.manifest["homogeneity"]:
        yield from _homogeneous(model, newest, visible)


def _sums(model: Model, outer: str, inner: str) -> Iterator[Sum]:
    for coarse, fine in itertools.product(model.nodes(outer), model.nodes(inner)):
        is_itself = fine == coarse and outer == inner
        found = None if is_itself else model.sum_of(inner, fine, outer, coarse)
        if found is not None:
            yield found


def _cell(model: Model, block: str, cell: int) -> str:
    """Return where a printed cell stands: of which releases, and by which codes."""
    releases = [r for r in model.publics if model.block_of(r) == block]
    for node in model.nodes(block):
        sheet = model.sheets[(block, node)]
        codes = dict(zip(sheet.cells.tolist(), sheet.codes, strict=True)).get(cell)
        if codes is not None:
            return f"{_by_codes(model, node, codes)} of {releases[0]}"
    raise KeyError(cell)


def _by_codes(model: Model, node: Node, codes: Sequence[str]) -> str:
    """Return the codes of a cell with their words, level by level."""
    said: list[str] = []
    for (axis, level), code in zip(node, codes, strict=True):
        name, _, answer = axis.partition("=")
        shown = f"{answer}: {code}" if answer else code
        label = model.dimensions[name]["labels"].get(answer or code)
        said.append(f"{level} {shown} ({label})" if label else f"{level} {shown}")
    return f"[{', '.join(said) or 'TOTAL'}]"


def _leave_a_few(
    model: Model, newest: Public, visible: Mask, found: Sum
) -> list[tuple[int, int]]:
    """Return the printed cells of which the smaller leaves a few of the larger."""
    larger, smaller = found.parent[found.of], found.child
    both = visible[larger] & visible[smaller]
    rest = np.abs(model.truth[larger] - model.truth[smaller])
    few = both & (rest >= 1) & (rest < newest.k)
    return list(zip(larger[few].tolist(), smaller[few].tolist(), strict=True))


@dataclass(frozen=True)
class _Part:
    """What a release tells of the cells of a node, in the order of a larger one."""

    release: str
    epochs: frozenset[str]
    counts: Ints
    seen: Mask


def _taken_back(model: Model, newest: Public, read: Mask) -> Iterator[str]:
    """Yield where a release less several smaller ones leaves 1 to k-1.

    Where nothing is taken back the proof covers such a rest: it is few only if one of
    its parts is, and that one may be k. With corrections none of them need be few.
    """
    for outer in dict.fromkeys(model.block_of(r) for r in model.publics):
        for node in model.nodes(outer):
            own = model.sheets[(outer, node)].cells
            parts = _parts(model, outer, node, read)
            rests = _rests(model.truth[own], read[own], parts)
            found = _too_few(rests, newest.k)
            if found is not None:
                place, words = found
                yield f"{_cell(model, outer, int(own[place]))} {words}"
                return


def _too_few(
    rests: Iterator[tuple[Ints, Mask, _Taken]], k: int
) -> tuple[int, str] | None:
    """Return where and how the rests of a node point at a few, or None."""
    for number, (rest, seen, taken) in enumerate(rests, 1):
        size = np.abs(rest)
        places = np.flatnonzero(seen & (size >= 1) & (size < k))
        if len(places):
            return int(places[0]), f"less {' and '.join(taken)} points at a few"
        if number == MOST_DIFFERENCES:
            return 0, "leaves more differences than can be tried"
    return None


def _parts(model: Model, outer: str, node: Node, read: Mask) -> list[_Part]:
    """Return what is read of a node in each smaller release."""
    found: list[_Part] = []
    for inner, release in {model.block_of(r): r for r in model.publics}.items():
        epochs = model.epochs(inner)
        if not epochs < model.epochs(outer) or node not in model.nodes(inner):
            continue
        one = model.sum_of(inner, node, outer, node)
        if one is not None:
            cells = one.child[np.argsort(one.of)]
            found.append(_Part(release, epochs, model.truth[cells], read[cells]))
    return found


def _rests(
    counts: Ints, seen: Mask, parts: Sequence[_Part], taken: _Taken = ()
) -> Iterator[tuple[Ints, Mask, _Taken]]:
    """Yield what is left of counts, and where it is seen, for parts that lie apart."""
    for place, one in enumerate(parts, 1):
        both = seen & one.seen
        if both.any():
            rest, now = counts - one.counts, (*taken, one.release)
            yield rest, both, now
            apart = [p for p in parts[place:] if not p.epochs & one.epochs]
            yield from _rests(rest, both, apart, now)


def _nested_blocks(model: Model) -> Iterator[tuple[str, str]]:
    printed = list(dict.fromkeys(model.block_of(r) for r in model.publics))
    for outer in printed:
        for inner in printed:
            if model.epochs(inner) <= model.epochs(outer):
                yield outer, inner


def _homogeneous(model: Model, newest: Public, visible: Mask) -> Iterator[str]:
    for name, group, part in knowledge.sensitive_groups(model, newest):
        total, others = model.truth[group], model.truth[group] - model.truth[part]
        is_group = (total >= newest.k) & (others < newest.k)
        if (visible[group] & visible[part] & is_group).any():
            yield f"a printed group shares a code of {name}"
            return


def values_differ(model: Model, printed: Mapping[int, int]) -> bool:
    """Tell whether a printed figure is not the truth."""
    return any(int(model.truth[cell]) != value for cell, value in printed.items())
