"""Names of places, in any spelling, to their P-codes."""

from __future__ import annotations

import pytest

from ckanext.tiptaskforce.exchange.cells import CellProblem
from ckanext.tiptaskforce.exchange.gazetteer import Gazetteer, Known

PLACES = [
    Known("NG008", "Borno", 1, "", ("Borno State",)),
    Known("NG026", "Nasarawa", 1),
    Known("NG008013", "Jere", 2, "NG008"),
    Known("NG008015", "Kala/Balge", 2, "NG008"),
    Known("NG008021", "Maiduguri", 2, "NG008", ("MMC", "Municipalité de Maïduguri")),
    Known("NG008023", "Mobbar", 2, "NG008"),
    Known("NG020034", "Nasarawa", 2, "NG020"),
    Known("NG008021001", "Bolori", 3, "NG008021"),
]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Jere", "NG008013"),
        (" jere ", "NG008013"),
        ("JERE", "NG008013"),
        ("Kala/balge", "NG008015"),
        ("Kala - Balge", "NG008015"),
        ("kala balge", "NG008015"),
        ("MMC", "NG008021"),
        ("municipalité de maïduguri", "NG008021"),
        ("NG008021", "NG008021"),
        ("ng008021", "NG008021"),
        ("NGA008021", "NG008021"),
        ("NGA008", "NG008"),
        ("Borno State", "NG008"),
    ],
)
def test_a_place_is_found_however_it_is_written(written, code):
    assert Gazetteer(PLACES).read(written) == code


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(CellProblem) as refused:
        Gazetteer(PLACES).read("Maidugri")

    assert refused.value.nearest == ("Maiduguri (NG008021)",)


def test_a_name_that_two_share_is_refused_with_both():
    with pytest.raises(CellProblem) as refused:
        Gazetteer(PLACES).read("Nasarawa")

    assert refused.value.nearest == ("Nasarawa (NG026)", "Nasarawa (NG020034)")


def test_level_or_state_makes_a_shared_name_clear():
    assert Gazetteer(PLACES, level=1).read("Nasarawa") == "NG026"
    assert Gazetteer(PLACES, within="NG020", level=2).read("Nasarawa") == "NG020034"


def test_within_holds_for_all_levels_below():
    inside = Gazetteer(PLACES, within="NG008")

    assert inside.read("Bolori") == "NG008021001"
    with pytest.raises(CellProblem):
        inside.read("Nasarawa")


def test_what_is_no_place_at_all_has_no_nearest():
    with pytest.raises(CellProblem) as refused:
        Gazetteer(PLACES).read("–")

    assert refused.value.nearest == ()


def test_choices_say_the_code_where_the_name_is_not_enough():
    choices = Gazetteer(PLACES).choices()

    assert "Jere" in choices
    assert "Nasarawa (NG026)" in choices
    assert all(Gazetteer(PLACES).read(c.split(" (")[-1].rstrip(")")) for c in choices)
