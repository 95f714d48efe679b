"""``release.json``: what a release is, by which rules, and its files' checksums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.tiptaskforce.disclosure.codes import Dimension
from ckanext.tiptaskforce.disclosure.export import sha256
from ckanext.tiptaskforce.disclosure.grid import WITHHELD, Grid
from ckanext.tiptaskforce.disclosure.lattice import TOTAL
from ckanext.tiptaskforce.disclosure.spec import Spec

GENERATOR = "ckanext.tiptaskforce.disclosure 1"
METHOD = (
    "Counts are added up from tallies. Cells that could point at a few people are "
    "withheld, with as many others as are needed so that no subtraction brings them "
    "back. Every withheld small cell is proven by two complete tables of whole numbers "
    "that give the same published figures: one in which nobody is there, and one in "
    "which at least k are."
)
METHOD_SHOW = (
    " Where true zeros are shown, the first of the two tables holds one instead of "
    "nobody."
)
NOT_CLAIMED = (
    "The proof says what is possible, not what is likely. It does not speak of what "
    "somebody knows from elsewhere, of figures that others publish from the same "
    "records, of a person counted twice, or of the truth of the source. The figures "
    "describe what was recorded; they do not measure how common it is."
)
# Without P2 the proof speaks of the cells of the tables, and of sums of them.
NOT_CROSSED = (
    " It does not speak of combinations that no table counts, such as sex by place by "
    "age where each two of them are printed and never all three."
)


def claims_of(spec: Spec) -> list[str]:
    """Return the properties that the release proves."""
    found = ["P1"]
    found += ["P2"] if spec.strict else []
    has_sensitive = any(d.sensitive for d in spec.dimensions.values())
    found += ["P3"] if spec.homogeneity and has_sensitive else []
    found += ["P4"] if spec.insider == "source" else []
    return found


def manifest(  # noqa: PLR0913, PLR0917 - the parts of one file
    spec: Spec,
    grids: Sequence[Grid],
    files: Mapping[str, bytes],
    n_sources: int | None,
    min_sources: int,
    earlier: Sequence[Mapping[str, str]],
) -> dict[str, Any]:
    """Return the content of ``release.json``, its keys in their order.

    The workbook speaks of it, and is made after it: see ``with_workbook``.
    """
    is_shown = any(grid.table.zeros == "show" for grid in grids)
    return {
        "schema": "tiptaskforce-public/1",
        "release": spec.release,
        "title": spec.title,
        "series": spec.series,
        "date": spec.date,
        "unit": spec.unit,
        "mode": spec.mode,
        "k": spec.k,
        "base": None,
        "epsilon": None,
        "zeros": spec.zeros,
        "strict": spec.strict,
        "homogeneity": spec.homogeneity,
        "min_sources": min_sources,
        "insider": spec.insider,
        "n_sources": n_sources,
        "corrections": spec.corrections,
        "marker": WITHHELD,
        "total": TOTAL,
        "epochs": list(spec.epochs),
        "window": {name: list(codes) for name, codes in spec.window.items()},
        "dimensions": {n: _dimension(d) for n, d in spec.dimensions.items()},
        "structural_zeros": [dict(entry) for entry in spec.structural_zeros],
        "tables": {grid.table.id: _table(grid, files) for grid in grids},
        "workbook": {},
        "data": _hashed(f"{spec.release}.json", files),
        "earlier_releases": [dict(entry) for entry in earlier],
        "claims": claims_of(spec),
        "method": METHOD + (METHOD_SHOW if is_shown else ""),
        "not_claimed": NOT_CLAIMED + ("" if spec.strict else NOT_CROSSED),
        "generator": GENERATOR,
    }


def with_workbook(content: Mapping[str, Any], workbook: bytes) -> dict[str, Any]:
    """Return the content with the checksum of the workbook in its place."""
    name = f"{content['release']}.xlsx"
    return {**content, "workbook": _hashed(name, {name: workbook})}


def _dimension(dimension: Dimension) -> dict[str, Any]:
    chains = [list(chain) for chain in dimension.chains]
    return {
        "levels": chains[0] if len(chains) == 1 else chains,
        "codes": [list(row) for row in dimension.rows],
        "labels": dict(dimension.labels),
        "unknown": dimension.unknown,
        "sensitive": dimension.sensitive,
        "multi": dimension.multi,
    }


def _table(grid: Grid, files: Mapping[str, bytes]) -> dict[str, Any]:
    file = f"{grid.table.id}.csv"
    return {
        "columns": list(grid.levels),
        "requested": [str(column) for column in grid.table.requested],
        "zeros": grid.table.zeros,
        "title": grid.table.title,
        "file": file,
        "rows": len(grid.keys),
        "sha256": sha256(files[file]),
    }


def _hashed(file: str, files: Mapping[str, bytes]) -> dict[str, str]:
    return {"file": file, "sha256": sha256(files[file])}
