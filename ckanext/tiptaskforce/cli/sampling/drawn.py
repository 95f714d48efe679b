"""Sample counts: drawn by a seed and by shares that are made up, never from persons.

The shares are such as a task force may meet: most people are reached in few places,
some forms fall on some ages, and every stage loses people on the way to the next.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

Row = dict[str, Any]
# How many persons a quarter each step counts, over all agencies; about.
STEPS = {
    "screened": 760,
    "presumed": 430,
    "identified": 360,
    "formally_designated": 90,
    "referred": 300,
    "referral_completed": 190,
    "in_case_management": 220,
    "on_pause": 60,
    "not_trafficked_referred": 110,
    "followed_up": 150,
}
PLACES = {
    "NG008021": 25,  # Maiduguri
    "NG008013": 20,  # Jere
    "NG008016": 12,  # Konduga
    "NG008003": 10,  # Bama
    "NG008011": 10,  # Gwoza
    "NG008024": 9,  # Monguno
    "NG008008": 7,  # Dikwa
    "NG008005": 7,  # Biu
}
# Sex and age group, and for each how the forms fall on it.
PEOPLE = {
    ("F", "child"): (
        30,
        {"forced_marriage": 40, "sexual_exploitation": 28, "domestic_servitude": 32},
    ),
    ("F", "adult"): (
        27,
        {"sexual_exploitation": 48, "forced_labour": 24, "forced_marriage": 28},
    ),
    ("M", "child"): (
        24,
        {"forced_recruitment": 46, "forced_begging": 36, "forced_labour": 18},
    ),
    ("M", "adult"): (19, {"forced_labour": 72, "forced_recruitment": 28}),
}
# One form is rare, so that something is withheld in a sample too.
RARE, RARE_SHARE = "organ_removal", 0.015


@dataclass(frozen=True)
class Share:
    """The part of the work that an agency does, and where it does none."""

    agency: str
    weight: int
    absent: frozenset[str] = frozenset()


SHARES = (
    Share("NNGO-01", 42),
    Share("NNGO-02", 33, frozenset({"NG008005"})),
    Share("GOV-06", 25, frozenset({"NG008008"})),
)


def rows(agency: str, period: str, seed: int = 1) -> list[Row]:
    """Return what an agency counts in a quarter: the same for the same seed."""
    share = _share(agency)
    chance = Random(f"counts:{seed}:{agency}:{period}")  # noqa: S311  no secret
    whole = sum(one.weight for one in SHARES)
    found: list[Row] = []
    for step, number in STEPS.items():
        about = number * share.weight / whole
        drawn = _drawn(chance, share, round(about * chance.uniform(0.94, 1.06)))
        found += [{"step": step, **_codes(key), "n": n} for key, n in drawn.items()]
    return found


def places(agency: str) -> list[str]:
    """Return the P-codes of where an agency counts."""
    return sorted(set(PLACES) - _share(agency).absent)


def _share(agency: str) -> Share:
    return next(one for one in SHARES if one.agency == agency)


def _drawn(
    chance: Random, share: Share, number: int
) -> Counter[tuple[str, str, str, str]]:
    """Return how many of so many persons fall on each combination of codes."""
    places = {code: w for code, w in PLACES.items() if code not in share.absent}
    found: Counter[tuple[str, str, str, str]] = Counter()
    for _ in range(number):
        place = _one(chance, places)
        sex, age = _one(chance, {key: weight for key, (weight, _) in PEOPLE.items()})
        forms = PEOPLE[sex, age][1]
        form = RARE if chance.random() < RARE_SHARE else _one(chance, forms)
        found[place, sex, age, form] += 1
    return found


def _one(chance: Random, weights: dict[Any, int]) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]


def _codes(key: tuple[str, str, str, str]) -> dict[str, str]:
    place, sex, age, form = key
    return {
        "place": place,
        "sex": sex,
        "age_group": age,
        "form_of_exploitation": form,
    }
