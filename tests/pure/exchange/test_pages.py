"""Many items as few short texts: all of them come back, and any part of them."""

import json

import pytest

from ckanext.tiptaskforce.exchange.pages import LINES, Pages


@pytest.mark.parametrize("n", [0, 1, LINES - 1, LINES, LINES + 1, 3 * LINES])
def test_what_goes_in_comes_out_in_its_order(n):
    items = [[number, "ü", None] for number in range(n)]
    texts = json.loads(json.dumps(Pages(items).texts()))
    again = Pages.of(texts)
    assert len(again) == n
    assert list(again) == items
    assert again.texts() == texts


@pytest.mark.parametrize(
    ("first", "wanted"),
    [
        (0, [0, 1, 2]),
        (LINES - 2, [LINES - 2, LINES - 1, LINES]),
        (LINES, [LINES, LINES + 1, LINES + 2]),
        (LINES + 2, [LINES + 2, LINES + 3, LINES + 4]),
        (LINES + 4, [LINES + 4]),
        (5 * LINES, []),
    ],
)
def test_a_part_of_it_is_read_from_any_place(first, wanted):
    assert Pages(range(LINES + 5)).part(first, 3) == wanted


def test_thousands_of_lines_take_few_bytes():
    texts = Pages([n, "A-01", "O01", "2026-Q1", n] for n in range(10_000)).texts()
    assert sum(map(len, texts)) < 100_000
