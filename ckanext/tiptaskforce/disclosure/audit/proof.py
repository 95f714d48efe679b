"""A4: the stored witnesses, checked in whole numbers; no solver, no tolerance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ckanext.tiptaskforce.disclosure.audit import persons
from ckanext.tiptaskforce.disclosure.audit.knowledge import (
    Mask,
    lattice_nodes,
    sensitive_groups,
    surpluses,
)
from ckanext.tiptaskforce.disclosure.audit.model import Ints, Model
from ckanext.tiptaskforce.disclosure.audit.reader import Public

ANYBODY = "anybody"


@dataclass(frozen=True)
class Stored:
    """The witnesses of a vault: a column of moves each, and which goals they claim."""

    moves: sparse.csc_matrix
    goals: list[dict[str, Any]]


def stored(folder: Path, n: int) -> Stored:
    """Read the witnesses of a vault."""
    with np.load(folder / "witnesses.npz", allow_pickle=False) as archive:
        found = {name: archive[name] for name in archive.files}
    start, cell, value = found["start"], found["cell"], found["value"]
    moves = sparse.csc_matrix((value, cell, start), shape=(n, len(start) - 1))
    views = found["view"].tolist()
    columns = (
        found[f"goal_{name}"].tolist() for name in ("cell", "pinned", "witness", "view")
    )
    goals = [
        {"cell": cell, "pinned": pinned, "witness": witness, "view": views[view]}
        for cell, pinned, witness, view in zip(*columns, strict=True)
    ]
    return Stored(moves, goals)


def equations(model: Model) -> sparse.csr_matrix:
    """Return every sum of the model as one matrix: children minus parent."""
    rows: list[Ints] = []
    columns: list[Ints] = []
    values: list[NDArray[Any]] = []
    n_rows = 0
    for one in model.sums:
        size = len(one.parent)
        rows += [one.of + n_rows, np.arange(size) + n_rows]
        columns += [one.child, one.parent]
        values += [np.ones(len(one.of)), -np.ones(size)]
        n_rows += size
    for parent, children, cells in surpluses(model):
        for column, value in [(parent, -1), (cells, -1), *((c, 1) for c in children)]:
            rows.append(np.arange(len(cells)) + n_rows)
            columns.append(column)
            values.append(np.full(len(cells), value))
        n_rows += len(cells)
    if not rows:
        return sparse.csr_matrix(np.zeros((0, model.n), dtype=np.int64))
    where = (np.concatenate(rows), np.concatenate(columns))
    data = np.concatenate(values).astype(np.int64)
    return sparse.csr_matrix((data, where), shape=(n_rows, model.n), dtype=np.int64)


@dataclass(frozen=True)
class Truths:
    """What each attacker has left to guess, and the least that each cell can be.

    ``lonely`` marks the published cells that too few agencies stand behind.
    """

    of: Mapping[str, Ints]
    lowest: Mapping[str, Ints]
    lonely: Mask


def faults(
    model: Model, newest: Public, proof: Stored, truths: Truths, known: Mask
) -> Iterator[str]:
    """Yield what the witnesses do not prove; nothing where all is proven."""
    matrix = equations(model)
    if (matrix @ model.truth).any():
        yield "the truth in the vault does not add up"
        return
    bad = _broken(matrix, proof)
    for number in sorted(bad)[:3]:
        yield f"witness {number} does not add up"
    good = _lawful(proof, truths, known, bad)
    for view in truths.of:
        used = {g["witness"] for g in proof.goals if g["view"] == view}
        for number in sorted(used - bad - good[view])[:1]:
            yield f"witness {number} changes what {view} knows, or is impossible"
    values = proof.moves.tocsc()
    reached = _reached(proof, truths, values, good)
    for view in truths.of:
        yield from _unproven(model, newest, truths, known, view, reached)
    yield from _lonely(model, newest, truths, known, reached)
    if newest.manifest["homogeneity"]:
        yield from _uniform(model, newest, truths, known, reached)
    for block in model.blocks:
        if block.startswith("part") and not persons.join(model, model.nodes(block)):
            yield f"{block}: the nodes do not join to a statement about persons"


def _broken(matrix: sparse.csr_matrix, proof: Stored) -> set[int]:
    """Return the witnesses that do not add up."""
    found = (matrix @ proof.moves).tocsc()
    found.eliminate_zeros()
    return set(np.flatnonzero(np.diff(found.indptr)).tolist())


def changed(
    matrix: sparse.csr_matrix, proof: Stored, truths: Truths, known: Mask
) -> Mask:
    """Return the cells that a lawful witness against anybody changes."""
    good = _lawful(proof, truths, known, _broken(matrix, proof))[ANYBODY]
    moves = proof.moves[:, sorted(good)]
    found = np.zeros(len(known), dtype=bool)
    found[moves.indices[moves.data != 0]] = True
    return found


def _lawful(
    proof: Stored, truths: Truths, known: Mask, bad: set[int]
) -> dict[str, set[int]]:
    """Return for each view the witnesses that change nothing known and stay lawful."""
    found: dict[str, set[int]] = {}
    for view, truth in truths.of.items():
        used = {g["witness"] for g in proof.goals if g["view"] == view} - bad
        good: set[int] = set()
        for number in used:
            span = slice(proof.moves.indptr[number], proof.moves.indptr[number + 1])
            cells, moved = proof.moves.indices[span], proof.moves.data[span]
            is_low = truth[cells] + moved < truths.lowest[view][cells]
            if not known[cells[moved != 0]].any() and not is_low.any():
                good.add(number)
        found[view] = good
    return found


def _reached(
    proof: Stored,
    truths: Truths,
    values: sparse.csc_matrix,
    good: Mapping[str, set[int]],
) -> dict[tuple[str, int], list[tuple[int, NDArray[Any]]]]:
    """Return for each view and cell the values that lawful witnesses give it."""
    found: dict[tuple[str, int], list[tuple[int, NDArray[Any]]]] = {}
    for goal in proof.goals:
        view, number = goal["view"], goal["witness"]
        if number not in good.get(view, set()):
            continue
        span = slice(values.indptr[number], values.indptr[number + 1])
        cells, moved = values.indices[span], values.data[span]
        hit = np.flatnonzero(cells == goal["cell"])
        change = int(moved[hit].sum()) if len(hit) else 0
        count = int(truths.of[view][goal["cell"]]) + change
        changed = cells[moved != 0]
        found.setdefault((view, goal["cell"]), []).append((count, changed))
    return found


def _unproven(  # noqa: PLR0913, PLR0917 - what is asked of whom, and what is known
    model: Model,
    newest: Public,
    truths: Truths,
    known: Mask,
    view: str,
    reached: Mapping[tuple[str, int], list[tuple[int, NDArray[Any]]]],
) -> Iterator[str]:
    truth, lowest = truths.of[view], truths.lowest[view]
    for cell in wanted_cells(model, newest).tolist():
        count = int(truth[cell])
        if known[cell] or not 1 <= abs(count) < newest.k:
            continue
        found = [value for value, _ in reached.get((view, cell), [])]
        low = max(int(lowest[cell]), 0) if count > 0 else 0
        nobody = any(value == low for value in found) or count == low
        many = any(value * np.sign(count) >= newest.k for value in found)
        if not nobody or not many:
            yield f"a small cell is not proven against {view}"
            return


def _lonely(
    model: Model,
    newest: Public,
    truths: Truths,
    known: Mask,
    reached: Mapping[tuple[str, int], list[tuple[int, NDArray[Any]]]],
) -> Iterator[str]:
    """A count of too few agencies is not printed, and not known to within k."""
    truth, lowest = truths.of[ANYBODY], truths.lowest[ANYBODY]
    for cell in np.flatnonzero(truths.lonely & (truth >= newest.k)).tolist():
        count, low = int(truth[cell]), int(lowest[cell])
        found = [value for value, _ in reached.get((ANYBODY, cell), [])]
        far = max(found, default=count) >= count + newest.k
        near = min(found, default=count) <= count - min(newest.k, count - low)
        if known[cell] or not far or not near:
            yield "a count of too few agencies is not hidden"
            return


def _uniform(
    model: Model,
    newest: Public,
    truths: Truths,
    known: Mask,
    reached: Mapping[tuple[str, int], list[tuple[int, NDArray[Any]]]],
) -> Iterator[str]:
    """Of a printed group, at least k could lack each sensitive code (P3)."""
    truth = truths.of[ANYBODY]
    for name, groups, parts in sensitive_groups(model, newest):
        missing = newest.k - (truth[groups] - truth[parts])
        is_uniform = (truth[groups] >= newest.k) & (truth[parts] > 0) & (missing > 0)
        for place in np.flatnonzero(is_uniform & known[groups]).tolist():
            cell, group = int(parts[place]), int(groups[place])
            most = int(truth[cell] - missing[place])
            found = reached.get((ANYBODY, cell), [])
            if not any(n <= most and group not in changed for n, changed in found):
                yield f"a group is known to share a code of {name}"
                return


def wanted_cells(model: Model, newest: Public) -> Ints:
    """Return the cells that the claims speak of: margins; with P2 every cell."""
    found: list[Ints] = []
    for block in model.blocks:
        nodes = lattice_nodes(model, block)
        if newest.manifest["strict"]:
            nodes = model.nodes(block)
        if not nodes and not block.startswith("part"):
            nodes = model.nodes(block)
        found += [model.sheets[(block, node)].cells for node in nodes]
    return np.concatenate([np.zeros(0, dtype=np.int64), *found])
