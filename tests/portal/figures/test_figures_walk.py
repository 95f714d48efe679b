"""What custodian, approver and donor meet on the road of a release of figures."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckanext.tiptaskforce.charts.plot import Gap
from ckanext.tiptaskforce.logic import publishing
from ckanext.tiptaskforce.views import figure_exhibit

pytestmark = pytest.mark.usefixtures("clean_index")


@pytest.fixture
def read(app):
    """Return a function that reads a page of anybody, parsed."""

    def get(path: str) -> BeautifulSoup:
        app.set_session_user(None)
        answer = app.client.get(path)
        assert answer.status_code == 200
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return get


class TestTrying:
    def test_tables_are_tried_without_saving_anything(self, counted, app, act):
        app.set_session_user(counted.custodian["id"])
        address = "/taskforce/borno/release/figures"
        form = app.client.get(address).get_data(as_text=True)
        hidden = BeautifulSoup(form, "html.parser").select("form input[type=hidden]")

        answer = app.client.post(
            address,
            data={
                **{one["name"]: one["value"] for one in hidden},
                "title": "Kept as it was typed",
                "step": "referred",
                "period": ["2026-Q3"],
                "tables": ["sex,age_group"],
                "further-1": ["lga", "form_of_exploitation", ""],
                "try": "true",
            },
        )

        found = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
        tried = found.find(id="t-whatif").find_parent("table").select("tbody tr")
        fates = {row.th.get_text(): row.td.get_text(strip=True) for row in tried}
        assert fates == {
            "Sex × Age group": "Yes, as it is",
            "Local Government Area × Form of exploitation": "Yes, but it shows little",
        }
        assert found.find(id="field-title")["value"] == "Kept as it was typed"
        ticked = [b["value"] for b in found.select("input[name=tables][checked]")]
        assert ticked == ["sex,age_group", "lga,form_of_exploitation"]
        asked = {"taskforce": "borno"}
        assert act("release_list", counted.custodian, **asked)["count"] == 0


class TestLater:
    def test_what_was_accepted_since_the_check_is_named_to_the_approver(
        self, counted, protected, say, tally, act, late
    ):
        made = protected()

        def told(user):
            return act("release_show", user, id=made["id"]).get("later")

        assert told(counted.coordinator) == []
        tally("RP", "2026-Q3", late)
        say("propose", counted.custodian, made["id"])

        named = [{"period": "2026-Q3", "agency": "RP"}]
        assert told(counted.coordinator) == told(counted.custodian) == named
        assert told(counted.focal_point) is None

    def test_a_new_check_takes_it_in(self, counted, protected, say, tally, act, late):
        made = protected()
        tally("RP", "2026-Q3", late)
        act(
            "release_update",
            counted.custodian,
            id=made["id"],
            version=made["version"],
            title="Checked again",
        )
        say("protect", counted.custodian, made["id"])
        publishing.protect(made["id"])

        shown = act("release_show", counted.coordinator, id=made["id"])
        assert (shown["state"], shown["later"]) == ("protected", [])


class TestNarrowing:
    def test_a_choice_leaves_parts_of_released_tables(self, counted, publish, read):
        publish()

        found = read("/taskforce/borno/data/referrals?sex=F")

        (only,) = found.select(".tf-exhibit")
        body = only.select("tbody tr, tfoot tr")
        assert [row.th.get_text(strip=True) for row in body] == ["Female"]
        assert found.select("select[name=sex] option[selected]")[0]["value"] == "F"

    def test_two_choices_without_a_table_in_common_show_no_figure(
        self, counted, publish, read
    ):
        publish()

        found = read("/taskforce/borno/data/referrals?sex=F&lga=NG008013")

        assert found.select(".tf-exhibit") == []
        assert "No released table counts by" in found.get_text()

    def test_what_the_release_does_not_count_by_is_left_aside(
        self, counted, publish, read
    ):
        publish()

        whole = read("/taskforce/borno/data/referrals").select(".tf-exhibit")
        strange = read("/taskforce/borno/data/referrals?sex=X&q=1&lga=TOTAL")
        assert len(strange.select(".tf-exhibit")) == len(whole) == 3


class TestWords:
    def test_a_computed_sentence_is_told_in_the_language_of_the_reader(
        self, counted, publish, read
    ):
        publish()

        lead = read("/fr/taskforce/borno/data/referrals").select_one(".tf-lead")
        assert lead.get_text(strip=True).startswith(
            "2 organisations ont enregistré 310 orientations"
        )

    def test_a_sentence_that_somebody_wrote_stays(self, counted, publish, read):
        publish(sentence="310 referrals were recorded, as before.")

        lead = read("/fr/taskforce/borno/data/referrals").select_one(".tf-lead")
        assert lead.get_text(strip=True) == "310 referrals were recorded, as before."


@pytest.mark.parametrize(
    ("rows", "is_told"),
    [
        # A row adds up: what is withheld in it is zero.
        ([[57, 57, Gap.WITHHELD], [57, Gap.WITHHELD, Gap.WITHHELD]], True),
        # A column adds up, its total included.
        ([[31, 31], [Gap.WITHHELD, Gap.WITHHELD], [31, 31]], True),
        ([[57, 40, Gap.WITHHELD], [60, Gap.WITHHELD, Gap.WITHHELD]], False),
        ([[57, 40, 17], [57, 40, 17]], False),
    ],
)
def test_withheld_cells_beside_a_whole_sum_are_told_to_be_zero(rows, is_told):
    grid = {
        "rows": [
            {"is_total": n == len(rows), "cells": [{"value": v} for v in row]}
            for n, row in enumerate(rows, 1)
        ]
    }
    assert figure_exhibit._is_told_zero(grid) is is_told
