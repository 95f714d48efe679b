"""Carry the witnesses of earlier releases into the system of a new one.

A doubt that an earlier release left is mostly left by the same move still: the new
release prints other cells. Only what it touches is looked for again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ckanext.tiptaskforce.disclosure import vault
from ckanext.tiptaskforce.disclosure.aggregate import Ints
from ckanext.tiptaskforce.disclosure.system import System


@dataclass(frozen=True)
class Carried:
    """A move of an earlier proof in the joint system, and whom it answered."""

    view: str
    move: Ints


def carried(joined: System, vaults: Sequence[Path]) -> Iterator[Carried]:
    """Yield the moves of earlier vaults that are at home in a new system.

    A part that the new release tells apart is another part; its moves stay behind.
    """
    place = {key: number for number, key in enumerate(vault.keys_of(joined))}
    for folder in vaults:
        keys = vault.stored_keys(folder)
        is_part = np.array([key[0].startswith("part ") for key in keys])
        to = np.array([place.get(key, -1) for key in keys])
        for view, cells, values in vault.stored_moves(folder):
            own = is_part[cells]
            inside = to[cells[own]]
            if (inside >= 0).all():
                move = np.zeros(joined.n, dtype=np.int64)
                move[inside] = values[own]
                yield Carried(view, joined.added_up(move))
