"""Per cent of a target, the word for it, and what differs much from last time."""

import datetime as dt

import pytest

from ckanext.tiptaskforce.exchange.aim import Aim
from ckanext.tiptaskforce.exchange.previous import above, blanks, compare
from ckanext.tiptaskforce.exchange.standing import (
    Standing,
    Thresholds,
    due_by_now,
    standing,
)
from ckanext.tiptaskforce.vocabulary import StatusWord as Word

LADDER = ("not begun", "drafted", "endorsed", "in force")


def an_indicator(**more):
    return {
        "kind": "number",
        "across_agencies": "sum",
        "across_places": "sum",
        "across_periods": "sum",
        "milestones": (),
        "direction": "up",
        "baseline": None,
        "target": 400,
        **more,
    }


class TestPerCentOfTheTarget:
    @pytest.mark.parametrize(
        ("aim", "figure", "percent"),
        [
            (Aim(400), 371, 92.75),
            # What is added up begins at 0, whatever was counted before the work.
            (Aim(400, baseline=100), 300, 75.0),
            (Aim(27, baseline=7, is_level=True), 7, 0.0),
            (Aim(27, baseline=7, is_level=True), 12, 25.0),
            (Aim(27, baseline=7, is_level=True), 2, -25.0),
            (Aim(10, baseline=50, direction="down", is_level=True), 30, 50.0),
            (Aim(10, direction="down"), 10, 100.0),
            (Aim(10, direction="down"), 40, 25.0),
            (Aim(0, direction="down"), 3, 0.0),
            (Aim(0, direction="down"), 0, 100.0),
            (Aim(400), None, None),
            (Aim(None), 12, None),
        ],
    )
    def test_by_direction_and_baseline(self, aim, figure, percent):
        assert aim.percent(figure) == percent

    def test_steps_of_a_ladder(self):
        aim = Aim.of(
            an_indicator(kind="milestone", milestones=LADDER, target="in force")
        )
        assert aim.percent(2) == pytest.approx(66.67, abs=0.01)
        assert str(aim.formula) == "Steps done of the steps from not begun to in force."

    def test_the_formula_is_said(self):
        level = an_indicator(across_periods="latest", baseline=7, target=27)
        assert str(Aim.of(level).formula) == (
            "The part of the way from the baseline (7) to the target (27)."
        )
        assert str(Aim.of(an_indicator(), 120).formula) == (
            "The figure divided by the target (120)."
        )
        assert str(Aim.of(an_indicator(direction="down", target=10)).formula) == (
            "100 % where the figure is not above the target (10); else the target "
            "divided by the figure."
        )


class TestTheWord:
    @pytest.mark.parametrize(
        ("figure", "due", "word"),
        [
            (None, 100, Word.NO_STATUS),
            (400, 50, Word.MET),
            (150, 50, Word.ON_TRACK),
            (149, 50, Word.CONSTRAINED),
            (2, 50, Word.CONSTRAINED),
            (1, 50, Word.NO_PROGRESS),
            (0, 50, Word.NO_PROGRESS),
            # Before anything is due, nothing is late.
            (0, 0, Word.NO_STATUS),
            (1, 0, Word.ON_TRACK),
        ],
    )
    def test_of_a_sum_by_what_is_due(self, figure, due, word):
        assert standing(figure, Aim(400), due=due) == word

    @pytest.mark.parametrize(
        ("figure", "is_over", "word"),
        [
            (4, False, Word.ON_TRACK),
            (8, False, Word.CONSTRAINED),
            (11, False, Word.NO_PROGRESS),
            (4, True, Word.MET),
        ],
    )
    def test_what_must_stay_low_is_met_at_the_end_only(self, figure, is_over, word):
        aim = Aim(10, direction="down")
        due = 100 if is_over else 50
        assert standing(figure, aim, due=due, is_over=is_over) == word

    def test_thresholds_come_from_the_settings(self):
        strict = Thresholds.of({"on_track": "90", "constrained": 50})
        assert standing(85, Aim(100), thresholds=strict) == Word.CONSTRAINED
        assert standing(49, Aim(100), thresholds=strict) == Word.NO_PROGRESS
        assert [str(words) for words in strict.words][:3] == [
            "Met: 100 % of the target or more.",
            "On track: 90 % or more of what is due by now.",
            "Constrained: 50 % or more of what is due by now.",
        ]

    def test_a_threshold_under_which_a_word_never_holds_is_refused(self):
        with pytest.raises(ValueError, match="constrained < on_track"):
            Thresholds.of({"on_track": 50, "constrained": 60})

    def test_a_person_may_know_better_and_says_why(self):
        found = Standing(Word.ON_TRACK, Word.CONSTRAINED, "The road is closed.")
        assert (found.word, found.computed) == (Word.CONSTRAINED, Word.ON_TRACK)


class TestWhatIsDue:
    YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))

    def test_by_the_targets_of_the_periods_that_are_over(self):
        targets = {"2026-Q1": 50, "2026-Q2": 100, "2026-Q3": 250}
        due = due_by_now(Aim(400), targets, *self.YEAR, dt.date(2026, 7, 1))
        assert due == 37.5

    def test_of_a_level_by_the_last_of_them(self):
        aim = Aim(27, baseline=7, is_level=True)
        targets = {"2026-Q1": 12, "2026-Q2": 17}
        assert due_by_now(aim, targets, *self.YEAR, dt.date(2026, 7, 1)) == 50.0

    def test_without_them_by_the_time_that_has_passed(self):
        assert due_by_now(Aim(400), {}, *self.YEAR, dt.date(2026, 3, 15)) == 20.0
        assert due_by_now(Aim(400), {}, *self.YEAR, dt.date(2027, 3, 15)) == 100.0
        assert due_by_now(Aim(400), {}, *self.YEAR, dt.date(2025, 3, 15)) == 0.0


class TestLastTime:
    @pytest.mark.parametrize(
        ("now", "before", "is_shown", "needs_note"),
        [
            (150, 100, False, False),
            (151, 100, True, False),
            (50, 100, False, False),
            (49, 100, True, False),
            (300, 100, True, False),
            (301, 100, True, True),
            (33, 99, True, False),
            (32, 99, True, True),
            (5, 0, True, True),
            (0, 0, False, False),
            (None, 100, False, False),
            (12, None, False, False),
        ],
    )
    def test_half_is_shown_and_three_times_asks(
        self, now, before, is_shown, needs_note
    ):
        found = compare(now, before)
        assert (found.is_shown, found.needs_note) == (is_shown, needs_note)

    def test_it_says_both_figures(self):
        assert [str(words) for words in compare(371, 118).words] == [
            "371 this time, 118 last time: 214 % more.",
            "Say in a note why this differs so much from last time.",
        ]
        assert [str(words) for words in compare(40, 118).words] == [
            "40 this time, 118 last time: 66 % less."
        ]


class TestWhatToLookAtAgain:
    @pytest.mark.parametrize(
        ("now", "target", "words"),
        [
            (20, 10, []),
            (20.5, 10, ["20.5 is more than twice the target of the period, 10."]),
            (5, 0, []),
            (5, None, []),
            (None, 10, []),
        ],
    )
    def test_a_figure_far_above_its_target(self, now, target, words):
        assert [str(phrase) for phrase in above(now, target)] == words

    def test_blank_cells(self):
        assert [str(phrase) for phrase in (*blanks(0), *blanks(1), *blanks(3))] == [
            "1 cell is blank: not reported.",
            "3 cells are blank: not reported.",
        ]
