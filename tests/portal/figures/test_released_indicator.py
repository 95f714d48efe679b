"""Indicators that count persons: their released figures, and nothing but these."""

from __future__ import annotations

import datetime as dt

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan import model

from ckanext.tiptaskforce.exchange import period as periods
from ckanext.tiptaskforce.model.taskforce import Taskforce

BASE = "/taskforce/borno"
CALENDAR = [{"kind": "quarter", "due_days": 30, "lock_days": 900}]
# The last quarter that is over, and the one before it, on whatever day this runs.
LAST = periods.preceding(
    periods.containing(dt.datetime.now(dt.UTC).date(), "quarter")
).code
BEFORE = periods.preceding(periods.parse(LAST)).code
# Two agencies count the same: 2 × (31 + 24 + 22 + 15 + 19 + 14 + 13 + 12 + 3 + 2).
TOTAL = 310
RAW = 4321


@pytest.fixture
def sheet(counting, act):
    """An indicator that counts persons, with a report of RP that was accepted."""
    taskforce = Taskforce.get(counting.slug)
    taskforce.settings = {**taskforce.settings, "calendar": CALENDAR}
    model.Session.commit()
    about = {
        "taskforce": counting.slug,
        "objective": "A.2",
        "code": "A.2-1",
        "title": "Persons referred",
        "counts_persons": True,
        "agencies": ["RP"],
        "targets": {LAST: 620},
    }
    made = act("indicator_create", counting.coordinator, **about)
    asked = {"taskforce": counting.slug, "indicator": "A.2-1", "period": LAST}
    report = act("report_list", counting.focal_point, **asked)["items"][0]
    sent = act(
        "report_submit",
        counting.focal_point,
        id=report["id"],
        version=report["version"],
        values=[{"value": RAW}],
    )
    about = {"id": sent["id"], "version": sent["version"]}
    act("report_accept", counting.custodian, **about)
    return made


@pytest.fixture
def tell(counting, tally, publish, specification):
    """Return the function that publishes the figures of a period, for indicators."""

    def say(period=LAST, indicators=("A.2-1",), **more):
        for agency in ("RP", "BRN"):
            tally(agency, period)
        window = {"window": {"period": [period]}}
        return publish(
            specification={**specification, **window},
            indicators=list(indicators),
            **more,
        )

    return say


@pytest.fixture
def progress(counting, act):
    """Return the function that reads the indicator as somebody."""

    def read(who="observer"):
        about = {"taskforce": counting.slug, "indicator": "A.2-1"}
        user = getattr(counting, who)
        return act("indicator_progress", user, **about)["items"][0]

    return read


@pytest.fixture
def page(app, counting):
    """Return the function that reads a page as somebody."""

    def read(address, who="observer"):
        user = model.User.get(getattr(counting, who)["id"])
        answer = app.test_client(user=user).get(BASE + address)
        assert answer.status_code == 200
        return BeautifulSoup(answer.get_data(as_text=True), "html.parser")

    return read


def cell_of(item, period=LAST):
    return dict(zip(item["periods"], item["cells"], strict=True))[period]


def text(soup):
    return " ".join(soup.find("main").text.split())


class TestFigure:
    def test_the_released_total_stands_for_its_period_alone(
        self, sheet, tell, progress
    ):
        tell()

        item = progress()

        cell = cell_of(item)
        assert (cell["value"], cell["percent"]) == (TOTAL, 50.0)
        assert cell["released"]["series"] == "referrals"
        assert cell["label"] == "constrained"
        # A quarter is not the strategy, and periods are never added.
        assert item["whole"]["value"] is None
        assert item["whole"]["label"] is None
        assert cell_of(item, BEFORE)["value"] is None

    @pytest.mark.parametrize("who", ["observer", "coordinator", "other_reporter"])
    def test_the_raw_count_is_not_told_beside_it(self, sheet, tell, progress, who):
        tell()

        assert str(RAW) not in str(progress(who))

    def test_the_custodian_and_the_own_organisation_keep_the_raw_count(
        self, sheet, tell, progress
    ):
        tell()

        assert cell_of(progress("custodian"))["value"] == RAW
        assert cell_of(progress("focal_point"))["value"] == RAW

    def test_two_periods_are_not_added(self, sheet, tell, progress):
        tell(BEFORE)
        tell(LAST)

        item = progress()

        assert cell_of(item, BEFORE)["value"] == TOTAL
        assert cell_of(item, LAST)["value"] == TOTAL
        assert item["whole"]["value"] is None
        assert [one["number"] for one in item["published"]] == [2, 1]

    def test_what_counts_by_its_latest_period_stands_for_the_whole(
        self, counting, sheet, tell, progress, act
    ):
        about = {"id": sheet["id"], "across_periods": "latest", "target": 310}
        act("indicator_update", counting.coordinator, version=1, **about)
        tell()

        whole = progress()["whole"]

        assert (whole["value"], whole["label"]) == (TOTAL, "met")
        asked = {"taskforce": counting.slug, "objective": "A.2"}
        (item,) = act("indicator_overview", counting.observer, **asked)["items"]
        assert (item["actual"], item["label"]) == (TOTAL, "met")

    def test_a_withdrawn_figure_is_gone_in_the_next_request(
        self, counting, sheet, tell, progress, say
    ):
        made = tell()
        say("withdraw", counting.custodian, made["id"], reason="other")

        assert cell_of(progress())["value"] is None
        assert progress()["published"] == []

    def test_what_is_not_published_yet_is_not_told(
        self, sheet, tally, protected, specification, progress
    ):
        for agency in ("RP", "BRN"):
            tally(agency, LAST)
        window = {"window": {"period": [LAST]}}
        made = protected(
            specification={**specification, **window}, indicators=["A.2-1"]
        )

        assert made["state"] == "protected"
        assert cell_of(progress())["value"] is None

    def test_the_overview_of_the_period_tells_it(self, counting, sheet, tell, act):
        tell()

        asked = {"taskforce": counting.slug, "period": LAST}
        (item,) = act("indicator_overview", counting.observer, **asked)["items"]

        assert (item["actual"], item["percent"], item["is_shown"]) == (310, 50.0, True)


class TestDataset:
    def test_its_field_names_the_indicator_and_its_line(self, sheet, tell):
        made = tell()

        show = tk.get_action("package_show")
        shown = show({"ignore_auth": True}, {"id": made["dataset"]})

        assert shown["indicator"] == ["A.2-1"]
        assert shown["objective"] == ["A.2"]

    def test_the_line_finds_it_among_what_is_published(
        self, counting, sheet, tell, act
    ):
        tell()

        asked = {"taskforce": counting.slug, "objective": "A.2"}
        (found,) = act("publication_list", counting.observer, **asked)["items"]

        assert found["indicators"] == [{"code": "A.2-1", "title": "Persons referred"}]

    def test_the_next_release_of_the_series_is_prepared_with_the_same(
        self, sheet, tell, page
    ):
        tell()

        form = page("/release/figures?series=referrals", "custodian")

        box = form.find("input", {"name": "indicators", "value": "A.2-1"})
        assert box.has_attr("checked")

    def test_a_tick_is_taken_away_again(self, counting, sheet, draft, act):
        made = draft(indicators=["A.2-1"])
        about = {"id": made["id"], "version": made["version"]}

        act("release_update", counting.custodian, **about, indicators=[])

        assert (
            act("release_show", counting.custodian, id=made["id"])["indicators"] == []
        )

    @pytest.mark.parametrize("more", [{"kind": "per_cent"}, {"counts_persons": False}])
    def test_only_numbers_of_persons_can_be_told(
        self, counting, sheet, act, draft, more
    ):
        about = {"taskforce": counting.slug, "objective": "A.2", "title": "Other"}
        data = {"counts_persons": True, "code": "A.2-2", **about, **more}
        act("indicator_create", counting.coordinator, **data)

        with pytest.raises(tk.ValidationError) as refused:
            draft(indicators=["A.2-2"])

        assert "A.2-1" in refused.value.error_dict["indicators"][0]


class TestPages:
    def test_page_list_and_table_show_it_with_a_link_to_the_dataset(
        self, sheet, tell, page
    ):
        tell()
        address = f"{BASE}/data/referrals/v1"

        own, table = page("/indicator/A.2-1"), page("/strategy/A?view=iptt")

        (link,) = own.select("#t-series ~ tbody a")
        assert link["href"] == address
        assert link.text.startswith("310:")
        assert "310 in " in text(own)
        assert "310" in text(table)
        assert "not released" in text(table)
        for soup in (own, table, page("/strategy/A.2")):
            assert "4,321" not in text(soup)
        # Back from the dataset to the indicator.
        origin = page("/data/referrals")
        assert origin.find("a", href=f"{BASE}/indicator/A.2-1")

    def test_a_stranger_reads_the_released_figure_on_the_public_page(
        self, sheet, tell, app
    ):
        tell()

        body = app.get(f"{BASE}/indicator/A.2-1", status=200).body

        assert "310 in " in body
        assert f'href="{BASE}/data/referrals/v1"' in body
        assert "4321" not in body
        assert "4,321" not in body

    def test_before_anything_was_released_it_says_so(self, sheet, page):
        soup = page("/indicator/A.2-1")

        assert "nothing of it is released yet" in text(soup)
        assert "not released" in text(soup)
