"""A6: holes put in on purpose; the auditor must object to each, or it is blind."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ckanext.tiptaskforce.disclosure.audit import knowledge, proof, reader
from ckanext.tiptaskforce.disclosure.audit.model import Model
from ckanext.tiptaskforce.disclosure.audit.proof import Mask, Stored, Truths
from ckanext.tiptaskforce.disclosure.audit.reader import Public

MOST_REVEALED = 3


def blind_spots(  # noqa: PLR0913, PLR0917 - all that the audit knows
    model: Model,
    newest: Public,
    kept: Stored,
    truths: Truths,
    known: Mask,
    bases: Sequence[Path],
) -> Iterator[str]:
    """Yield each hole that the auditor did not see."""
    for cell in _moved_complementary(model, kept):
        wider = known.copy()
        wider[cell] = True
        if not any(proof.faults(model, newest, kept, truths, wider)):
            yield "a complementary cell that was shown"
    if kept.moves.nnz:
        changed = kept.moves.copy()
        changed.data[0] += 1
        other = replace(kept, moves=changed)
        if not any(proof.faults(model, newest, other, truths, known)):
            yield "a witness that was changed"
    yield from _without_an_epoch(model, newest, bases)
    yield from _swapped_rows(newest)


def _moved_complementary(model: Model, kept: Stored) -> list[int]:
    moved = np.unique(kept.moves.indices)
    cells = moved[model.status[moved] == "complementary"]
    return cells[:MOST_REVEALED].tolist()


def _without_an_epoch(
    model: Model, newest: Public, bases: Sequence[Path]
) -> Iterator[str]:
    rows = knowledge.base_rows(bases)
    dropped = sorted(newest.epochs)[-1]
    left = [row for row in rows if row["epoch"] != dropped]
    if not any(row["n"] for row in rows if row["epoch"] == dropped):
        # An epoch in which nobody was counted is no loss that could be seen.
        return
    if (knowledge.counts(model, left) == model.truth).all():
        yield "an epoch that was dropped"


def _swapped_rows(newest: Public) -> Iterator[str]:
    for name, cells in newest.tables.items():
        values = list(cells.values())
        other = next((i for i, v in enumerate(values) if v != values[0]), None)
        if other is None:
            continue
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "public"
            shutil.copytree(newest.folder, copy)
            path = copy / newest.manifest["tables"][name]["file"]
            lines = path.read_text(encoding="utf-8").split("\n")
            lines[1], lines[other + 1] = lines[other + 1], lines[1]
            path.write_text("\n".join(lines), encoding="utf-8")
            if not reader.read(copy)[1]:
                yield "two rows that were swapped"
        return
