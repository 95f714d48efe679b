"""Strategies over time: begun, changed, adopted; the database keeps one current."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.event import Event
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.template import Template


def fields_of(refused):
    return list(refused.value.error_dict)


class TestBegin:
    def test_by_hand_it_waits_to_be_adopted(self, begin):
        made = begin(vision="Nobody is traded.", strengths=["Many members"])

        assert (made["slug"], made["state"]) == ("2029-2031", "in_preparation")
        assert made["objectives"] == []
        assert made["swot"] == {
            "strengths": ["Many members"],
            "weaknesses": [],
            "opportunities": [],
            "threats": [],
        }

    def test_a_copy_has_the_tree_of_the_other(self, begin, codes):
        made = begin(copy_of="now")

        assert codes(strategy="2029-2031") == ["A", "A.1", "A.2", "B", "B.1"]
        assert made["title"] == "The next strategy"
        assert codes() == ["A", "A.1", "A.2", "B", "B.1"]

    def test_a_preset_brings_period_words_and_lines(self, house, act):
        about = {"taskforce": house.slug, "preset": "borno"}
        made = act("strategy_create", house.coordinator, **about)

        assert (made["from"], made["until"]) == ("2020-01-01", "2022-12-31")
        assert len(made["objectives"]) == 21
        assert made["principles"][0] == "Do no harm"
        # Its time is over, so it is no strategy that waits for its day.
        assert made["state"] == "former"

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"until": "2028-12-31"}, "until"),
            ({"copy_of": "now", "preset": "borno"}, "preset"),
            ({"copy_of": "never"}, "copy_of"),
            ({"preset": "atlantis"}, "preset"),
            ({"slug": "now"}, "slug"),
            ({"principles": ["Call 0803 123 4567"]}, "principles"),
        ],
    )
    def test_what_does_not_fit_is_refused_by_name(self, begin, more, field):
        with pytest.raises(tk.ValidationError) as refused:
            begin(**more)

        assert fields_of(refused) == [field]

    def test_by_hand_it_needs_title_and_period(self, house, act):
        with pytest.raises(tk.ValidationError) as refused:
            act("strategy_create", house.coordinator, taskforce=house.slug, title="X")

        assert fields_of(refused) == ["from"]


class TestUpdate:
    def test_an_empty_value_clears_a_word(self, begin, say):
        made = begin(vision="Nobody is traded.", principles=["Do no harm"])

        done = say("strategy_update", made, vision="", principles=[])

        assert (done["vision"], done["principles"]) == ("", [])
        assert done["title"] == "The next strategy"

    def test_the_title_cannot_be_emptied(self, begin, say):
        with pytest.raises(tk.ValidationError) as refused:
            say("strategy_update", begin(), title="")

        assert fields_of(refused) == ["title"]

    def test_a_stale_version_is_answered_with_the_current_copy(self, begin, say):
        made = begin()
        say("strategy_update", made, vision="First")

        with pytest.raises(tk.ValidationError) as refused:
            say("strategy_update", made, vision="Second")

        assert refused.value.error_dict["current"]["vision"] == "First"


class TestAdopt:
    def test_there_is_one_current_and_the_other_can_be_read(
        self, house, act, begin, say, codes
    ):
        made = say("strategy_adopt", begin(copy_of="now"))

        found = act("strategy_list", house.observer, taskforce=house.slug)
        assert made["state"] == "current"
        assert [(one["slug"], one["state"]) for one in found["items"]] == [
            ("2029-2031", "current"),
            ("now", "former"),
        ]
        assert codes(strategy="now") == ["A", "A.1", "A.2", "B", "B.1"]

    def test_strangers_read_the_current_one_alone(self, house, act, begin, say):
        say("strategy_adopt", begin(copy_of="now"))
        about = {"taskforce": house.slug}

        shown = act("strategy_show", house.donor, **about)
        assert shown["slug"] == "2029-2031"
        assert "swot" not in shown
        assert "retired" not in shown
        with pytest.raises(tk.ObjectNotFound):
            act("strategy_show", house.donor, strategy="now", **about)

    def test_one_without_lines_is_refused(self, begin, say):
        with pytest.raises(tk.ValidationError) as refused:
            say("strategy_adopt", begin())

        assert fields_of(refused) == ["state"]

    def test_the_database_refuses_a_second_current_one(self, house, begin):
        made = begin()
        told = sa.text("UPDATE tiptaskforce_strategy SET is_current = true")
        with pytest.raises(sa.exc.IntegrityError), model.meta.engine.begin() as one:
            one.execute(told)

        assert Strategy.current(house.id).slug == "now"
        assert made["state"] == "in_preparation"

    def test_open_work_goes_along_and_delivered_work_stays(
        self, house, act, begin, say, log, in_days
    ):
        open_, done = log(title="Open"), log(title="Done")
        sent = act(
            "deliverable_submit",
            house.reporter,
            id=done["id"],
            version=done["version"],
            finished_on=in_days(0),
        )
        say("deliverable_accept", sent)
        made = begin(copy_of="now")
        line = next(o for o in made["objectives"] if o["code"] == "A.2")
        say("objective_update", line, code="A.7")

        say("strategy_adopt", made)

        rows = {r.title: r for r in model.Session.scalars(sa.select(Deliverable))}
        assert rows["Open"].objective == "A.7"
        assert rows["Done"].objective == "A.2"
        now = act("objective_overview", house.observer, taskforce=house.slug)
        before = act(
            "objective_overview", house.observer, taskforce=house.slug, strategy="now"
        )
        assert (now[0]["delivered"], now[0]["live"]) == (0, 1)
        assert (before[0]["delivered"], before[0]["live"]) == (1, 1)
        assert Template.get(house.id, "1.2").objective_code == "A.7"
        verbs = [e.verb for e in model.Session.scalars(sa.select(Event))]
        assert "adopt" in verbs
        assert open_["objective"] == "A.2"

    def test_a_strategy_with_other_lines_takes_nothing_along(
        self, house, act, begin, say, log
    ):
        log(title="Open")
        made = begin()
        about = {"taskforce": house.slug, "strategy": made["slug"]}
        act("objective_create", house.coordinator, code="A.2", title="Else", **about)

        say("strategy_adopt", made)

        now = act("objective_overview", house.observer, taskforce=house.slug)
        assert [(one["title"], one["live"]) for one in now] == [("Else", 0)]
        assert Template.get(house.id, "1.2").objective_code == ""
        assert log(title="Later")["objective"] is None

    def test_the_former_one_can_be_adopted_again(self, house, begin, say, act):
        say("strategy_adopt", begin(copy_of="now"))
        found = act(
            "strategy_show", house.observer, taskforce=house.slug, strategy="now"
        )

        assert say("strategy_adopt", found)["is_current"]

    @pytest.mark.parametrize("seat", ["focal_point", "chair", "custodian", "observer"])
    def test_only_coordination_does(self, house, act, begin, seat):
        made = begin(copy_of="now")
        about = {"id": made["id"], "version": made["version"]}

        with pytest.raises(tk.NotAuthorized):
            act("strategy_adopt", getattr(house, seat), **about)
