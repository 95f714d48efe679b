"""Where a move is looked for: in the smallest release around a cell first."""

from __future__ import annotations

from ckanext.tiptaskforce.disclosure import spec as specs
from ckanext.tiptaskforce.disclosure.scope import Scopes
from ckanext.tiptaskforce.disclosure.system import System


def system(**releases):
    """Return the system of releases over a dimension of two codes."""
    return System(
        [
            specs.load(
                {
                    "schema": "tiptaskforce-release/1",
                    "release": release,
                    "epochs": epochs,
                    "dimensions": {"sex": {"codes": ["F", "M"]}},
                    "tables": {"t": ["sex"]},
                }
            )
            for release, epochs in releases.items()
        ]
    )


def labels(whole, cells):
    """Return the blocks that lie wholly among some cells; none lies there in part."""
    found = []
    for block in whole.blocks:
        own = cells[block.start : block.start + block.lattice.n]
        assert own.all() or not own.any()
        found += [block.label] * bool(own.all())
    return found


def scopes(whole, label):
    block = next(block for block in whole.blocks if block.label == label)
    return [labels(whole, cells) for cells in Scopes(whole).of(block.start)]


YEAR = {
    **{f"month-{n}": [f"e{n}"] for n in (1, 2, 3, 4)},
    "half-1": ["e1", "e2"],
    "the-year": ["e1", "e2", "e3", "e4"],
}


def test_a_month_moves_with_its_half_first_then_with_the_year():
    near, everything = scopes(system(**YEAR), "part e1")

    assert [label for label in near if label.startswith("part")] == [
        "part e1",
        "part e2",
    ]
    assert len(everything) == len(system(**YEAR).blocks)


def test_every_sum_that_a_part_feeds_moves_with_it():
    """The year less the second month holds the first, and changes with it."""
    near, _ = scopes(system(**YEAR), "part e1")

    assert [label for label in near if not label.startswith("part")] == [
        "release half-1",
        "release the-year",
        "difference the-year - month-1",
        "difference the-year - month-2",
        "difference the-year - month-3",
        "difference the-year - month-4",
    ]


def test_what_nothing_smaller_holds_moves_with_all_that_is_linked():
    assert [len(found) for found in scopes(system(**YEAR), "release the-year")] == [
        len(system(**YEAR).blocks)
    ]


def test_releases_that_share_nothing_are_left_out_at_first():
    whole = system(**{"month-1": ["e1"], "month-2": ["e2"], "month-3": ["e3"]})

    assert scopes(whole, "part e2") == [
        ["part e2"],
        ["part e1", "part e2", "part e3"],
    ]
