"""What a report may say: cells, totals, blanks, jumps, corrections and notes."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from ckanext.tiptaskforce.exchange import period as periods

SPLIT = {"disaggregations": ["place", "sex"]}
CELLS = [
    {"place": "NG008021", "sex": "F", "value": 31},
    {"place": "NG008021", "sex": "M", "value": 9},
    {"place": "NG008013", "sex": "F", "value": 22},
]


@pytest.fixture
def refused(reporting, say):
    """Return the function that gives the errors of an update that is refused."""

    def told(row, **more):
        with pytest.raises(tk.ValidationError) as error:
            say("update", reporting.reporter, row, **more)
        return error.value.error_dict

    return told


class TestCells:
    def test_cells_are_added_up(self, reporting, due, say):
        row = say("update", reporting.reporter, due(**SPLIT), values=CELLS)

        assert row["total"] == {"value": 62}
        assert len(row["values"]) == 3

    def test_a_total_that_differs_is_refused_with_cell_figures_and_difference(
        self, due, refused
    ):
        stated = {"place": "NG008021", "value": 45}

        found = refused(due(**SPLIT), values=[*CELLS, stated])

        assert found["values"] == [
            "Row 4, value: place NG008021: the cells add up to 40, and 45 is stated; "
            "the difference is 5."
        ]

    def test_a_total_that_agrees_is_not_counted_twice(self, reporting, due, say):
        values = [*CELLS, {"sex": "F", "value": 53}, {"value": 62}]

        row = say("update", reporting.reporter, due(**SPLIT), values=values)

        assert row["total"] == {"value": 62}
        assert len(row["values"]) == 3

    def test_the_total_alone_is_enough(self, reporting, due, say):
        row = say("update", reporting.reporter, due(**SPLIT), values=[{"value": 7}])

        assert row["values"] == [{"value": 7}]

    def test_half_a_cell_is_refused(self, due, refused):
        found = refused(due(**SPLIT), values=[{"sex": "F", "value": 3}])

        assert found["values"] == [
            "Row 1, place: Missing. Give every code, or the total alone."
        ]

    def test_a_blank_is_no_row_and_a_zero_is_one(self, reporting, due, say):
        blank = {"place": "NG008021", "sex": "F", "value": ""}
        zero = {"place": "NG008021", "sex": "M", "value": 0}

        row = say("update", reporting.reporter, due(**SPLIT), values=[blank, zero])

        assert row["values"] == [{"place": "NG008021", "sex": "M", "value": 0}]

    @pytest.mark.parametrize(
        ("cell", "said"),
        [
            ({"sex": "X", "place": "NG008021", "value": 1}, "sex: Not one of the"),
            ({"sex": "F", "place": "Atlantis", "value": 1}, "place: "),
            ({"sex": "F", "place": "NG008021", "value": -1}, "value: Must be a number"),
            (
                {"sex": "F", "place": "NG008021", "value": "x"},
                "value: Must be a number",
            ),
            ({"age": "1", "value": 1}, "age: Unknown field."),
        ],
    )
    def test_a_faulty_cell_is_named(self, due, refused, cell, said):
        found = refused(due(**SPLIT), values=[cell])

        assert found["values"][0].startswith(f"Row 1, {said}")


class TestKinds:
    def test_a_per_cent_keeps_numerator_and_denominator(self, reporting, due, say):
        values = [{"numerator": 3, "denominator": 4}]

        row = say("update", reporting.reporter, due(kind="per_cent"), values=values)

        total = {"numerator": 3, "denominator": 4, "per_cent": 75.0}
        assert row["total"] == total

    def test_nothing_is_a_part_of_zero(self, due, refused):
        values = [{"numerator": 3, "denominator": 0}]

        found = refused(due(kind="per_cent"), values=values)

        assert found["values"] == ["Row 1, denominator: Nothing can be a part of 0."]

    def test_a_milestone_is_a_step_in_words(self, reporting, due, say):
        ladder = ["Drafted", "Agreed", "In force"]
        row = due(kind="milestone", milestones=ladder, target="In force")

        row = say("update", reporting.reporter, row, values=[{"milestone": "Agreed"}])

        assert row["values"] == [{"milestone": "Agreed"}]

    def test_persons_are_whole(self, due, refused):
        found = refused(due(counts_persons=True), values=[{"value": 1.5}])

        said = "Row 1, value: Must be a whole number, because it counts persons."
        assert found["values"] == [said]


class TestJump:
    @pytest.fixture
    def after(self, reporting, measure, act, say, last):
        """Return the function that gives the next report after an accepted value."""
        before = periods.preceding(periods.parse(last)).code

        def make(value):
            code = measure()["code"]
            about = {"taskforce": reporting.slug, "indicator": code}
            rows = {
                row["period"]: row
                for row in act("report_list", reporting.observer, **about)["items"]
            }
            values = [{"value": value}]
            sent = say("submit", reporting.focal_point, rows[before], values=values)
            say("accept", reporting.coordinator, sent)
            return rows[last]

        return make

    @pytest.mark.parametrize(("now", "needs"), [(37, True), (36, False), (4, False)])
    def test_more_than_three_times_or_less_than_a_third_asks_for_a_note(
        self, reporting, after, say, now, needs
    ):
        row = say("update", reporting.reporter, after(12), values=[{"value": now}])

        assert row["needs_note"] is needs
        if needs:
            with pytest.raises(tk.ValidationError) as refused:
                say("submit", reporting.focal_point, row)
            assert list(refused.value.error_dict) == ["note"]
            row = say("submit", reporting.focal_point, row, note="Two new partners.")
            assert row["state"] == "submitted"

    def test_what_was_accepted_last_time_is_shown(self, reporting, after, act):
        row = act("report_show", reporting.reporter, id=after(12)["id"])

        assert row["previous"]["total"] == {"value": 12}
        assert row["values"] == []


class TestNothing:
    def test_nothing_to_report_is_a_statement(self, reporting, due, say):
        with pytest.raises(tk.ValidationError) as refused:
            say("submit", reporting.focal_point, due())
        assert list(refused.value.error_dict) == ["values"]

        row = say("submit", reporting.focal_point, due(), nothing_to_report=True)

        assert (row["state"], row["nothing_to_report"]) == ("submitted", True)

    def test_it_cannot_be_both(self, due, refused):
        found = refused(due(), nothing_to_report=True, values=[{"value": 1}])

        assert list(found) == ["nothing_to_report"]


class TestCorrection:
    def test_it_needs_a_reason_and_is_another_edition(self, reporting, accepted, say):
        row = accepted(12)
        with pytest.raises(tk.ValidationError) as refused:
            say("update", reporting.reporter, row, values=[{"value": 11}])
        assert list(refused.value.error_dict) == ["reason"]

        draft = say(
            "update",
            reporting.reporter,
            row,
            values=[{"value": 11}],
            reason="One was counted twice.",
        )

        assert (draft["state"], draft["edition"]) == ("draft", 2)
        assert draft["accepted_edition"] == 1
        assert draft["accepted_values"] == [{"value": 12}]

    def test_renew_begins_with_the_accepted_figures(self, reporting, accepted, say):
        row = say("renew", reporting.reporter, accepted(12), note="One too many.")

        assert (row["edition"], row["values"]) == (2, [{"value": 12}])
        assert row["reason"] == "One too many."

    def test_the_accepted_edition_cannot_be_changed_in_the_database(self, accepted):
        import sqlalchemy as sa
        from ckan import model

        accepted(12)
        told = sa.text("UPDATE tiptaskforce_report_value SET value = 13")

        with (
            pytest.raises(sa.exc.DBAPIError, match="accepted edition is kept"),
            model.meta.engine.begin() as connection,
        ):
            connection.execute(told)


class TestSendBack:
    def test_a_remark_stands_at_its_cell(self, reporting, due, say):
        sent = say("submit", reporting.focal_point, due(**SPLIT), values=CELLS)
        remarks = [{"place": "NG008013", "sex": "F", "note": "More than in the list."}]

        row = say(
            "send_back",
            reporting.coordinator,
            sent,
            note="Look at Jere.",
            remarks=remarks,
        )

        assert row["return_note"] == "Look at Jere."
        assert row["remarks"] == [
            {
                "codes": {"place": "NG008013", "sex": "F"},
                "note": "More than in the list.",
            }
        ]

    def test_it_needs_a_note(self, reporting, due, say):
        sent = say("submit", reporting.focal_point, due(), values=[{"value": 1}])

        with pytest.raises(tk.ValidationError) as refused:
            say("send_back", reporting.coordinator, sent)

        assert list(refused.value.error_dict) == ["note"]

    def test_a_remark_names_no_person(self, reporting, due, say):
        sent = say("submit", reporting.focal_point, due(), values=[{"value": 1}])
        remarks = [{"note": "Call 0803 555 0199 about it."}]

        with pytest.raises(tk.ValidationError) as refused:
            say("send_back", reporting.coordinator, sent, note="No.", remarks=remarks)

        assert "remarks" in refused.value.error_dict


def test_all_cells_are_sent_in_one_call(reporting, due, say):
    split = ["place", "sex", "age_group"]
    cells = [
        {"place": place, "sex": sex, "age_group": age, "value": number}
        for number, (place, sex, age) in enumerate(
            (place, sex, age)
            for place in ("NG008011", "NG008013", "NG008021")
            for sex in ("F", "M", "UNK")
            for age in ("child", "adult", "UNK")
        )
    ]
    row = due(disaggregations=split)

    sent = say("submit", reporting.focal_point, row, values=cells)

    assert (sent["state"], len(sent["values"])) == ("submitted", 27)
    assert sent["total"] == {"value": 351}


class TestWhatToLookAtAgain:
    def test_more_than_twice_the_target_and_blank_cells(
        self, due, say, reporting, last
    ):
        report = due(targets={last: 10}, disaggregations=["sex"])
        values = [{"sex": "F", "value": 20}]
        saved = say("update", reporting.focal_point, report, values=values)
        assert saved["warnings"] == ["2 cells are blank: not reported."]

        values = [{"sex": "F", "value": 20}, {"sex": "M", "value": 1}]
        saved = say("update", reporting.focal_point, saved, values=values)
        assert saved["warnings"] == [
            "21 is more than twice the target of the period, 10.",
            "1 cell is blank: not reported.",
        ]

    def test_a_total_alone_leaves_no_cell_blank(self, due, say, reporting):
        report = due(disaggregations=["sex"])
        saved = say("update", reporting.focal_point, report, values=[{"value": 20}])
        assert saved["warnings"] == []
