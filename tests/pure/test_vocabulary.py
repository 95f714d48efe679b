"""Codes that outside tools rely on: they stand in files that were published."""

from __future__ import annotations

import re
from enum import Enum, IntEnum

import pytest

from ckanext.tiptaskforce import vocabulary as v

LISTS = [
    found
    for found in vars(v).values()
    if isinstance(found, type)
    and issubclass(found, Enum)
    and found.__module__.startswith(v.__name__)
]


@pytest.mark.parametrize("terms", LISTS, ids=lambda terms: terms.__name__)
def test_codes_are_lower_case_words_or_published_letters(terms):
    if issubclass(terms, IntEnum):
        assert [term.value for term in terms] == list(range(1, len(terms) + 1))
        return
    for term in terms:
        assert re.fullmatch(r"[a-z][a-z_-]*|F|M|UNK|cc0", term.value), term


@pytest.mark.parametrize("terms", LISTS, ids=lambda terms: terms.__name__)
def test_each_list_says_what_it_is(terms):
    assert terms.__doc__
    assert len(terms.__doc__.splitlines()[0]) < 90


@pytest.mark.parametrize(
    ("terms", "codes"),
    [
        (
            v.Role,
            "coordinator secretariat custodian mrm_focal chair focal_point reporter"
            " observer",
        ),
        (v.DeliverableState, "planned in_progress submitted delivered dropped"),
        (
            v.ReleaseState,
            "draft protecting protected refused failed proposed publishing published"
            " withdrawn dropped",
        ),
        (v.Visibility, "members subcommittee agency named"),
        (v.Sensitivity, "low moderate high severe"),
        (v.AgencyType, "government national_ngo international_ngo un icrc"),
        (v.ProgressTable, "function-state objective-state status-words members-type"),
        (v.Cell, "none planned in_progress delivered outdated not_applicable"),
        (
            v.Violation,
            "killing_maiming recruitment_use attacks_schools_hospitals sexual_violence"
            " abduction denial_access",
        ),
        (
            v.Step,
            "screened presumed identified formally_designated referred"
            " referral_completed in_case_management on_pause not_trafficked_referred"
            " followed_up",
        ),
        (
            v.FormOfExploitation,
            "sexual_exploitation forced_labour domestic_servitude slavery"
            " forced_begging forced_marriage forced_recruitment criminal_activities"
            " organ_removal illegal_adoption ritual other UNK",
        ),
        (v.WiderViolation, "military_use deprivation_liberty"),
        (
            v.ViolationLink,
            "filed_under intersects consequence tactic may_amount_to not_stated",
        ),
        (
            v.TraffickingAct,
            "recruitment transportation transfer harbouring receipt",
        ),
        (v.AlertState, "passed acknowledged"),
        (
            v.AlertChannel,
            "ctfmr_secretariat ctfmr_co_chair ctfmr_member mrm_monitor",
        ),
        (v.AcknowledgingBody, "ctfmr_secretariat ctfmr_co_chair ctfmr_member"),
        (v.Sex, "F M UNK"),
        (v.AgeGroup, "child adult UNK"),
    ],
    ids=lambda found: getattr(found, "__name__", ""),
)
def test_codes_are_those_of_the_contract(terms, codes):
    assert [term.value for term in terms] == codes.split()


def test_there_are_six_core_functions():
    assert [int(number) for number in v.CoreFunction] == [1, 2, 3, 4, 5, 6]
