"""Reminders of the register: a review and an end, each step once, without substance."""

from __future__ import annotations

import datetime as dt

import pytest
from ckan import model

from ckanext.tiptaskforce.logic import telling
from ckanext.tiptaskforce.model.notice import Notice

TITLE = "Protection sector of the north east"


@pytest.fixture
def wait(freezer):
    """Return the function that lets so many days go by."""
    return lambda days: freezer.tick(dt.timedelta(days=days))


@pytest.fixture
def entered(house, act, in_days):
    """Return the function that enters a forum that RP keeps contact with."""

    def made(**more):
        for name in ("review_by", "ends_on"):
            if name in more:
                more[name] = in_days(more[name])
        said = {"taskforce": "borno", "kind": "forum", "title": TITLE, "agency": "RP"}
        return act("partnership_create", house.secretariat, **{**said, **more})

    return made


def days_told(run, told, user, wait, days):
    """Return on which of these days somebody is told something new."""
    found, number, today = [], 0, 0
    for day in days:
        wait(day - today)
        today = day
        run()
        if len(told(user)) > number:
            found.append(day)
        number = len(told(user))
    return found


class TestSteps:
    def test_a_review_seven_days_before_and_once_when_it_is_late(
        self, house, entered, run, told, wait
    ):
        entered(review_by=9)

        looked = (1, 2, 3, 9, 10, 11)
        days = days_told(run, told, house.focal_point, wait, looked)

        # Due on day 9: day 2 is seven before, day 10 the first that is late.
        assert days == [2, 10]
        assert told(house.focal_point) == ["register_late", "register_review"]

    def test_an_end_thirty_days_before_and_once_when_it_has_ended(
        self, house, entered, run, told, wait
    ):
        entered(ends_on=31)

        looked = (0, 1, 2, 31, 32, 33)
        days = days_told(run, told, house.secretariat, wait, looked)

        assert days == [1, 32]
        assert told(house.secretariat) == ["register_ended", "register_ending"]

    def test_who_keeps_contact_and_the_secretariat_are_told_nobody_else(
        self, house, entered, run, told
    ):
        entered(ends_on=5)

        run()

        for name in ("focal_point", "reporter", "secretariat"):
            assert told(getattr(house, name)) == ["register_ending"], name
        for name in ("observer", "coordinator", "other_reporter", "chair"):
            assert told(getattr(house, name)) == [], name

    def test_what_is_closed_to_somebody_is_not_told(self, house, entered, run, told):
        named = [house.seat["focal_point"]["id"]]
        entered(ends_on=5, visibility="named", seats=named)

        run()

        assert told(house.focal_point) == ["register_ending"]
        assert told(house.reporter) == []
        assert told(house.coordinator) == []


class TestMail:
    def test_it_says_the_day_and_nothing_of_substance_in_the_own_language(
        self, house, entered, choose, run, post, address
    ):
        choose(house.focal_point, "at_once")
        choose(house.reporter, "at_once", language="fr")
        row = entered(ends_on=5, others="Partner of the coast")

        found = run()

        ((head, text),) = found[address(house.focal_point)]
        assert "an entry of the register ends soon" in head
        assert f"/partnership/{row['id']}" in text
        assert "ends on " in text
        ((_, french),) = found[address(house.reporter)]
        assert french.startswith("Bonjour,")
        assert "registre" in french
        for said in (text, french):
            assert TITLE not in said
            assert "Partner of the coast" not in said

    @pytest.mark.parametrize("done", ["nothing", "over", "renewed"])
    def test_it_goes_out_while_there_is_something_to_do(
        self, house, act, entered, run, in_days, done
    ):
        row = entered(ends_on=5)
        run()
        about = {"id": row["id"], "version": row["version"]}
        if done == "over":
            act("partnership_end", house.secretariat, **about, note="It is over.")
        elif done == "renewed":
            act("partnership_update", house.secretariat, **about, ends_on=in_days(90))

        model.Session.expire_all()
        (notice, *_others) = Notice.all_of(house.id, kind="register_ending")

        assert telling.is_due(notice) is (done == "nothing")


def test_who_lost_the_sight_of_it_reads_the_notice_no_more(
    house, act, entered, run, told
):
    row = entered(ends_on=5)
    run()
    assert told(house.reporter) == ["register_ending"]
    named = [house.seat["focal_point"]["id"]]
    closed = {"visibility": "named", "seats": named}
    act(
        "partnership_update",
        house.focal_point,
        id=row["id"],
        version=row["version"],
        **closed,
    )

    assert told(house.reporter) == []
    assert told(house.focal_point) == ["register_ending"]
