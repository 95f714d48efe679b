"""Every code that a page may show has a word for people, and every status an icon."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ckanext.tiptaskforce import labels, lifecycle
from ckanext.tiptaskforce import vocabulary as v

PACKAGE = Path(labels.__file__).parents[1]
TERMS = {
    "agency_type": v.AgencyType,
    "mandate": v.Mandate,
    "role": v.Role,
    "role_loses": v.Role,
    "visibility": v.Visibility,
    "sensitivity": v.Sensitivity,
    "core_function": v.CoreFunction,
    "deliverable": v.DeliverableState,
    "cell": v.Cell,
    "status": v.StatusWord,
    "tally": v.TallyState,
    "release": v.ReleaseState,
    "release_kind": v.ReleaseKind,
    "progress_table": v.ProgressTable,
    "withdraw_reason": v.WithdrawReason,
    "document_kind": v.DocumentKind,
    "violation": v.Violation,
    "violation_link": v.ViolationLink,
    "crosswalk": v.Violation,
    "wider_violation": v.WiderViolation,
    "trafficking_act": v.TraffickingAct,
    "trafficking_means": v.TraffickingMeans,
    "alert": v.AlertState,
    "alert_channel": v.AlertChannel,
    "acknowledging_body": v.AcknowledgingBody,
    "meeting": v.MeetingState,
    "meeting_place": v.MeetingPlace,
    "decision": v.DecisionState,
    "action_point": v.ActionPointState,
    "weekday": v.Weekday,
    "week_of_month": v.WeekOfMonth,
    "step": v.Step,
    "sex": v.Sex,
    "age_group": v.AgeGroup,
    "form_of_exploitation": v.FormOfExploitation,
}


@pytest.mark.parametrize("name", TERMS)
def test_each_code_has_a_word(name):
    codes = {str(term.value) for term in TERMS[name]}

    assert codes - set(labels.WORDS[name]) == set()


def test_each_transition_has_words_for_the_button_and_for_the_past():
    verbs = {(row.verb, str(row.who)) for row in lifecycle.TRANSITIONS}

    assert {v for v, _ in verbs} - set(labels.WORDS["did"]) == set()
    said = {verb for verb, who in verbs if who != "job"}
    assert said - set(labels.WORDS["verb"]) == set()


def test_each_icon_stands_in_the_sprite():
    sprite = PACKAGE / "templates/tiptaskforce/snippets/sprite.html"
    drawn = set(re.findall(r'id="i-([a-z0-9]+)"', sprite.read_text(encoding="utf-8")))

    asked = {icon for looks in labels.LOOKS.values() for _, icon in looks.values()}
    assert asked - drawn == set()


def test_each_colour_stands_in_the_style_sheet():
    style = (PACKAGE / "assets/tiptaskforce.css").read_text(encoding="utf-8")

    asked = {colour for looks in labels.LOOKS.values() for colour, _ in looks.values()}
    assert {c for c in asked if f".tf-tag--{c} " not in style} == set()


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by the formula of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_each_tag_is_read_by_everybody():
    """Words need 4.5 on their ground, borders 3 on white."""
    style = (PACKAGE / "assets/tiptaskforce.css").read_text(encoding="utf-8")
    pairs = r"color: (#\w+); background: (#\w+); border-color: (#\w+);"
    found = re.findall(rf"\.tf-tag--(\w+) \{{ {pairs} \}}", style)

    assert len(found) == 8
    for name, ink, ground, border in found:
        full = "#FFFFFF" if ground == "#fff" else ground
        assert contrast(ink, full) >= 4.5, name
        assert contrast(border, "#FFFFFF") >= 3, name


def test_the_formula_is_that_of_wcag():
    """The control: black on white is 21, and #BBB on white is too faint."""
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21.0
    assert contrast("#BBBBBB", "#FFFFFF") < 3
