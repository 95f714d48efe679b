"""What a reader knows beforehand, and what must stay in doubt."""

# The types of pyarrow leave much open.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ckanext.tiptaskforce.disclosure.audit.model import YES, Ints, Model, Node
from ckanext.tiptaskforce.disclosure.audit.reader import Public, codes_of, flat_levels

Mask = NDArray[np.bool_]


def base_rows(folders: Iterable[Path]) -> list[dict[str, Any]]:
    """Return the base cells of all vaults, each epoch once."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    for folder in folders:
        rows = pq.read_table(folder / "base.parquet").to_pylist()
        found += [row for row in rows if row["epoch"] not in seen]
        seen |= {row["epoch"] for row in rows}
    return found


def counts(model: Model, rows: Iterable[Mapping[str, Any]]) -> Ints:
    """Count the base cells again, node by node, from their codes."""
    found = np.zeros(model.n, dtype=np.int64)
    rows = list(rows)
    for block in model.blocks:
        epochs = model.epochs(block)
        own = [row for row in rows if row["epoch"] in epochs]
        for node in model.nodes(block):
            _count(model, block, node, own, found)
    _count_surpluses(model, found)
    return found


def _count(
    model: Model, block: str, node: Node, rows: list[Mapping[str, Any]], found: Ints
) -> None:
    sheet = model.sheets[(block, node)]
    place = dict(zip(sheet.codes, sheet.cells.tolist(), strict=True))
    ways = [_way(model, axis, level) for axis, level in node]
    for row in rows:
        codes = tuple(way(row) for way in ways)
        found[place[codes]] += row["n"]


def _way(model: Model, axis: str, level: str) -> Callable[[Mapping[str, Any]], str]:
    name, _, code = axis.partition("=")
    if code:
        return lambda row: YES if code in row[name].split(";") else "no"
    up = model.up(name, name, level) or {}
    return lambda row: up[row[name]]


def _count_surpluses(model: Model, found: Ints) -> None:
    for parent, children, cells in surpluses(model):
        found[cells] = sum((found[c] for c in children), -found[parent])


def surpluses(model: Model) -> Iterable[tuple[Ints, list[Ints], Ints]]:
    """Yield (persons, answers with each code, surplus) of multi-valued dimensions."""
    for (label, node), sheet in model.sheets.items():
        if not label.startswith("surplus of "):
            continue
        name, _, block = label.removeprefix("surplus of ").partition(" in ")
        axes = dict.fromkeys(
            axis
            for n in model.nodes(block)
            for axis, _ in n
            if axis.partition("=")[0] == name and "=" in axis
        )
        children = [_answers(model, block, node, axis, name) for axis in axes]
        yield model.sheets[(block, node)].cells, children, sheet.cells


def _answers(model: Model, block: str, node: Node, axis: str, name: str) -> Ints:
    whole = tuple(sorted((*node, (axis, name))))
    sheet = model.sheets[(block, whole)]
    row = [column[0] for column in whole].index(axis)
    kept = [c[row] == YES for c in sheet.codes]
    return sheet.cells[np.array(kept, dtype=bool)]


def known_zero(model: Model) -> Mask:
    """Return the cells that nobody can be in: by structure, or outside a window."""
    found = np.zeros(model.n, dtype=bool)
    for block in model.blocks:
        holders = [p for p in model.publics.values() if p.epochs & model.epochs(block)]
        inside = _inside(model, block, holders)
        entries = [e for p in holders for e in p.manifest["structural_zeros"]]
        for node in model.nodes(block):
            sheet = model.sheets[(block, node)]
            for place, codes in zip(sheet.cells.tolist(), sheet.codes, strict=True):
                found[place] = _is_outside(node, codes, inside) or any(
                    _is_implied(model, node, codes, entry) for entry in entries
                )
    return found


def _inside(model: Model, block: str, holders: list[Public]) -> dict[str, set[str]]:
    """Return for each level the codes that rows of a block can have."""
    found: dict[str, set[str]] = {}
    for dimension in model.dimensions.values():
        for level in flat_levels(dimension):
            per_epoch: list[set[str]] = [
                set[str].intersection(
                    *(
                        set(codes_of(p.manifest, level))
                        for p in holders
                        if epoch in p.epochs and _has_level(p, level)
                    )
                )
                for epoch in sorted(model.epochs(block))
                if any(epoch in p.epochs and _has_level(p, level) for p in holders)
            ]
            if per_epoch:
                found[level] = set[str].union(*per_epoch)
    return found


def _has_level(public: Public, level: str) -> bool:
    dimensions = public.manifest["dimensions"].values()
    return any(level in flat_levels(d) for d in dimensions)


def _is_outside(
    node: Node, codes: tuple[str, ...], inside: Mapping[str, set[str]]
) -> bool:
    return any(
        "=" not in axis and level in inside and code not in inside[level]
        for (axis, level), code in zip(node, codes, strict=True)
    )


def _is_implied(
    model: Model, node: Node, codes: tuple[str, ...], entry: Mapping[str, str]
) -> bool:
    return all(
        any(
            _lies_in(model, axis, level, own, wanted, code)
            for (axis, level), own in zip(node, codes, strict=True)
        )
        for wanted, code in entry.items()
    )


def _lies_in(  # noqa: PLR0913, PLR0917 - a cell's column against an entry's
    model: Model, axis: str, level: str, own: str, wanted: str, code: str
) -> bool:
    name, _, answer = axis.partition("=")
    if wanted not in flat_levels(model.dimensions[name]):
        return False
    if answer:
        return answer == code and own == YES
    way = model.up(name, level, wanted)
    return way is not None and way[own] == code


def lattice_nodes(model: Model, block: str) -> list[Node]:
    """Return the nodes of a block that are margins of a published table."""
    wanted: set[Node] = set()
    for public in model.publics.values():
        if model.epochs(block) <= public.epochs:
            for table in public.manifest["tables"].values():
                wanted |= margins_of(public, table["columns"])
    return [node for node in model.nodes(block) if node in wanted]


def sensitive_groups(model: Model, newest: Public) -> Iterable[tuple[str, Ints, Ints]]:
    """Yield (dimension, group, part with one of its codes), cell by cell."""
    block = model.block_of(newest.release)
    for node in model.nodes(block):
        for place, (axis, _) in enumerate(node):
            name, _, answer = axis.partition("=")
            if not newest.manifest["dimensions"][name]["sensitive"]:
                continue
            rest: Node = tuple(column for column in node if column[0] != axis)
            if (block, rest) not in model.sheets:
                continue
            found = model.sum_of(block, node, block, rest)
            if found is not None:
                codes = model.sheets[(block, node)].codes
                has = np.array([not answer or c[place] == YES for c in codes])
                yield name, found.parent[found.of][has], found.child[has]


def margins_of(public: Public, levels: list[str]) -> set[Node]:
    found: set[Node] = set()
    for size in range(len(levels) + 1):
        for chosen in itertools.combinations(levels, size):
            choices = [_axes(public, level) for level in chosen]
            found |= {tuple(sorted(p)) for p in itertools.product(*choices)}
    return found


def _axes(public: Public, level: str) -> list[tuple[str, str]]:
    for name, dimension in public.manifest["dimensions"].items():
        if level in flat_levels(dimension):
            if dimension["multi"]:
                codes = codes_of(public.manifest, level)
                return [(f"{name}={code}", level) for code in codes]
            return [(name, level)]
    raise KeyError(level)
