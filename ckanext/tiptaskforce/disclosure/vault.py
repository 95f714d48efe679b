"""What stays secret of a release: the truth, the witnesses, and the base cells."""

# The types of pyarrow leave much open.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ckanext.tiptaskforce.disclosure.aggregate import Base, Ints
from ckanext.tiptaskforce.disclosure.lattice import Mask, title
from ckanext.tiptaskforce.disclosure.primary import Goal, View
from ckanext.tiptaskforce.disclosure.spec import Spec
from ckanext.tiptaskforce.disclosure.system import System

TRUTH, WITNESSES, BASE, SEED = (
    *("truth.parquet", "witnesses.npz", "base.parquet", "seed.json"),
)
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Proven:
    """One goal with its witness: the move of every cell, in the joint system."""

    view: View
    goal: Goal
    witness: int


def write(  # noqa: PLR0913, PLR0917 - the parts of one vault
    folder: Path,
    system: System,
    base: Base,
    counts: Ints,
    status: Sequence[str],
    proof: tuple[Sequence[Ints], Sequence[Proven]],
    seed_sha256: str,
) -> None:
    """Write the vault of a release; only its owner may open the folder."""
    folder.mkdir(mode=0o700)
    pq.write_table(_truth(system, counts, status), folder / TRUTH)
    pq.write_table(_base(system, base), folder / BASE)
    _write_witnesses(folder / WITNESSES, *proof)
    text = json.dumps({"sha256": seed_sha256}) + "\n"
    (folder / SEED).write_text(text, encoding="utf-8")


def _truth(system: System, counts: Ints, status: Sequence[str]) -> pa.Table:
    keys = keys_of(system)
    return pa.Table.from_pydict(
        {
            "table": [key[1] for key in keys],
            "cell": [key[2] for key in keys],
            "epoch": [key[0] for key in keys],
            "n": counts,
            "status": list(status),
        }
    )


def keys_of(system: System) -> list[Key]:
    """Return the name of every cell of a system: block, node, codes."""
    return [
        (block.label, title(node), name)
        for block in system.blocks
        for node in block.lattice.nodes
        for name in block.lattice.names(node)
    ] + [
        (surplus.label, title(surplus.node), name)
        for surplus in system.surpluses
        for name in surplus.part.lattice.names(surplus.node)
    ]


def _write_witnesses(
    path: Path, moves: Sequence[Ints], proven: Sequence[Proven]
) -> None:
    cells = [np.flatnonzero(move) for move in moves]
    starts = np.concatenate([[0], np.cumsum([len(c) for c in cells])]).astype(np.int64)
    values = [move[c] for move, c in zip(moves, cells, strict=True)]
    labels = sorted({p.view.label for p in proven})
    with path.open("wb") as handle:
        np.savez_compressed(
            handle,
            start=starts,
            cell=np.concatenate([*cells, np.zeros(0, dtype=np.int64)]),
            value=np.concatenate([*values, np.zeros(0, dtype=np.int64)]),
            goal_cell=np.array([p.goal.cell for p in proven], dtype=np.int64),
            goal_direction=np.array([p.goal.direction for p in proven], dtype=np.int64),
            goal_amount=np.array([p.goal.amount for p in proven], dtype=np.int64),
            goal_pinned=np.array(
                [p.goal.pinned[0] if p.goal.pinned else -1 for p in proven],
                dtype=np.int64,
            ),
            goal_witness=np.array([p.witness for p in proven], dtype=np.int64),
            goal_view=np.array(
                [labels.index(p.view.label) for p in proven], dtype=np.int64
            ),
            view=np.array(labels, dtype=np.str_),
        )


def _base(system: System, base: Base) -> pa.Table:
    spec = system.newest
    columns: dict[str, Any] = {
        "epoch": [base.epochs[place] for place in base.epoch.tolist()]
    }
    for name, dimension in spec.dimensions.items():
        places: list[int] = base.leaf[name].tolist()
        if dimension.multi:
            columns[name] = [";".join(base.sets[name][place]) for place in places]
        else:
            columns[name] = [dimension.leaves[place] for place in places]
    if base.source is not None:
        columns["source"] = [base.sources[place] for place in base.source.tolist()]
    columns["n"] = base.n
    return pa.Table.from_pydict(columns)


def read_base(folder: Path) -> pa.Table:
    """Return the base cells that a release was made of."""
    return pq.read_table(folder / BASE)


def visible_cells(folder: Path) -> dict[tuple[str, str], int]:
    """Return what a release printed, by node and cell."""
    found = pq.read_table(folder / TRUTH)
    found = found.filter(pc.field("status") == pa.scalar("visible"))
    columns = (found.column(name).to_pylist() for name in ("table", "cell", "n"))
    return {(node, cell): n for node, cell, n in zip(*columns, strict=True)}


def stored_keys(folder: Path) -> list[Key]:
    """Return the name of every cell of the system that a release was proven in."""
    found = pq.read_table(folder / TRUTH, columns=["epoch", "table", "cell"])
    columns = [found.column(name).to_pylist() for name in ("epoch", "table", "cell")]
    return list(zip(*columns, strict=True))


def stored_moves(folder: Path) -> Iterator[tuple[str, Ints, Ints]]:
    """Yield each witness of a vault: for whom, which cells move, and how far."""
    with np.load(folder / WITNESSES, allow_pickle=False) as found:
        kept = {name: found[name] for name in found.files}
    labels = kept["view"].tolist()
    views = {
        int(number): str(labels[view])
        for number, view in zip(kept["goal_witness"], kept["goal_view"], strict=True)
    }
    for number, view in views.items():
        span = slice(kept["start"][number], kept["start"][number + 1])
        yield view, kept["cell"][span], kept["value"][span]


def visible_of(
    system: System, release: str, printed: dict[tuple[str, str], int]
) -> Mask:
    """Return the cells of the system that a release printed."""
    found = np.zeros(system.n, dtype=bool)
    block = system.of_release[release]
    for node in block.lattice.nodes:
        name = title(node)
        cells = block.cells(node)
        marks = [(name, cell) in printed for cell in block.lattice.names(node)]
        found[cells] |= np.array(marks, dtype=bool)
    return found


def status_of(system: System, shown: Mask, at_once: Mask, spec: Spec) -> list[str]:
    """Return the status of every cell of the system, as the vault keeps it."""
    published = system.published(spec.release)
    words = np.full(system.n, "hidden", dtype=object)
    words[published & shown] = "visible"
    words[published & ~shown] = "complementary"
    words[published & ~shown & at_once] = "primary"
    return [str(word) for word in words]
