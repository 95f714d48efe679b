"""The smallest and the largest inputs: what is just small, nothing, one, and many."""

from __future__ import annotations

import itertools
import json

import pytest

from ckanext.tiptaskforce.disclosure import BadInput, Refused, protect

SEED = b"a seed for tests, 32 bytes long.."
DIMENSIONS = {"lga": {"codes": ["l1", "l2", "l3"]}}


def spec(**content):
    return {
        "schema": "tiptaskforce-release/1",
        "release": "first-release",
        "k": 5,
        "epochs": ["e1"],
        "homogeneity": False,
        "max_small_share": 1.0,
        "dimensions": DIMENSIONS,
        "tables": {"t": ["lga"]},
        **content,
    }


def shown(tmp_path, content, rows):
    made = protect(content, rows, tmp_path / "ledger", tmp_path / "out", seed=SEED)
    data = json.loads((made.out / "public" / "first-release.json").read_bytes())
    return {tuple(key): n for *key, n in data["tables"]["t"]["rows"]}


def lgas(*counts):
    return [{"lga": f"l{n}", "n": c} for n, c in enumerate(counts, 1)]


def test_k_is_shown(tmp_path):
    assert shown(tmp_path, spec(), lgas(5, 6, 7)) == {
        ("l1",): 5,
        ("l2",): 6,
        ("l3",): 7,
        ("TOTAL",): 18,
    }


def test_k_less_one_is_not_and_takes_another_along(tmp_path):
    found = shown(tmp_path, spec(), lgas(4, 6, 7))

    assert found[("l1",)] == "withheld"
    assert list(found.values()).count("withheld") == 2
    assert found[("TOTAL",)] == 17


def test_nothing_but_zeros(tmp_path):
    found = shown(tmp_path, spec(), lgas(0))

    assert set(found.values()) == {"withheld"}


def test_nothing_but_zeros_where_zeros_are_shown(tmp_path):
    assert set(shown(tmp_path, spec(zeros="show"), lgas(0)).values()) == {0}


def test_all_small(tmp_path):
    found = shown(tmp_path, spec(), lgas(1, 1, 1))

    assert set(found.values()) == {"withheld"}


def test_one_person(tmp_path):
    assert set(shown(tmp_path, spec(), lgas(1)).values()) == {"withheld"}


def test_one_cell(tmp_path):
    one = spec(dimensions={"lga": {"codes": ["l1"]}})

    assert shown(tmp_path, one, lgas(9)) == {("l1",): 9, ("TOTAL",): 9}


def test_three_lonely_people_in_one_group_do_not_protect_each_other(tmp_path):
    """1 + 1 + 1: each could be seen as 0 to 3, but never as k; the total goes too."""
    rows = [*lgas(1, 1, 1), {"lga": "l4", "n": 50}, {"lga": "l5", "n": 60}]
    dimensions = {
        "lga": {
            "levels": ["lga", "state"],
            "codes": [
                *[["l1", "s1"], ["l2", "s1"], ["l3", "s1"]],
                *[["l4", "s2"], ["l5", "s2"]],
            ],
        }
    }
    tables = {"t": ["lga"], "s": ["lga@state"]}

    found = shown(tmp_path, spec(dimensions=dimensions, tables=tables), rows)

    assert [found[(f"l{n}",)] for n in (1, 2, 3)] == ["withheld"] * 3
    assert "withheld" in (found[("l4",)], found[("l5",)])


def test_a_thousand_million(tmp_path):
    found = shown(tmp_path, spec(), lgas(10**9, 3, 10**9))

    assert found[("l2",)] == "withheld"
    assert found[("TOTAL",)] == 2 * 10**9 + 3


def test_the_greatest_n(tmp_path):
    assert shown(tmp_path, spec(), lgas(10**12, 10**12, 9))[("l1",)] == 10**12


def test_equal_rows_are_added_up(tmp_path):
    rows = [{"lga": "l1", "n": 1}] * 30 + lgas(0, 20, 20)

    assert shown(tmp_path, spec(), rows)[("l1",)] == 30


def test_without_n_a_row_is_a_person(tmp_path):
    rows = [{"lga": "l1"}] * 6 + [{"lga": "l2"}] * 7 + [{"lga": "l3"}] * 8

    assert shown(tmp_path, spec(), rows)[("TOTAL",)] == 21


def test_a_hundred_thousand_codes_are_named_as_too_many(tmp_path):
    codes = [f"c{n}" for n in range(100_000)]
    dimensions = {"lga": {"codes": codes}, "sex": {"codes": ["F", "M"]}}
    tables = {"t": ["lga", "sex"]}

    with pytest.raises(BadInput, match="would have 300003 rows; at most 200000"):
        shown(tmp_path, spec(dimensions=dimensions, tables=tables), lgas(9))


def test_two_lonely_people_beside_shown_zeros_are_refused(
    tmp_path,
):
    """Nobody else can stand beside them: their total is known to be two."""
    with pytest.raises(Refused) as refused:
        shown(tmp_path, spec(zeros="show"), lgas(1, 1, 0))

    assert "hide_zeros" in [advice.change for advice in refused.value.advice]


@pytest.mark.parametrize("k", [2, 11, 1000])
def test_any_k_that_is_allowed(tmp_path, k):
    found = shown(tmp_path, spec(k=k), lgas(k - 1, k, k + 1))

    assert (found[("l1",)], found[("TOTAL",)]) == ("withheld", 3 * k)


def test_shown_rows_never_contradict_a_shown_total(tmp_path):
    dimensions = {
        "lga": {"codes": ["l1", "l2", "l3"]},
        "sex": {"codes": ["F", "M"]},
        "form": {"codes": ["a", "b"]},
    }
    cells = itertools.product(["l1", "l2", "l3"], "FM", "ab")
    rows = [
        {"lga": lga, "sex": sex, "form": form, "n": (7 * place) % 13}
        for place, (lga, sex, form) in enumerate(cells)
    ]
    content = spec(dimensions=dimensions, tables={"t": ["lga", "sex", "form"]})

    found = shown(tmp_path, content, rows)

    for key, total in found.items():
        for place, code in enumerate(key):
            if code != "TOTAL" or total == "withheld":
                continue
            parts = [
                n
                for other, n in found.items()
                if other[place] != "TOTAL"
                and other[:place] + other[place + 1 :] == key[:place] + key[place + 1 :]
            ]
            numbers = [n for n in parts if n != "withheld"]
            if len(numbers) == len(parts):
                assert sum(numbers) == total
            else:
                rest = total - sum(numbers)
                assert rest == 0 or rest >= 5
