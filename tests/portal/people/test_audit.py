"""The audit trail: what is looked for in it, and whether it is what was written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from ckan import model

PAGE = "/taskforce/borno/audit"


@pytest.fixture
def listed(house, act, in_days):
    """Return the function that lists events, after RP has planned something."""
    data = {"taskforce": "borno", "title": "Map", "status": "planned"}
    act("deliverable_create", house.reporter, due=in_days(9), **data)

    def found(**more):
        asked = {"taskforce": "borno", "page_size": 100, **more}
        return act("event_list", house.coordinator, **asked)["items"]

    return found


class TestFilters:
    def test_by_verb(self, listed):
        assert {event["verb"] for event in listed(verb="create")} == {"create"}
        assert listed(verb="redact") == []

    def test_by_the_organisation_that_somebody_acted_for(self, listed):
        assert [event["noun"] for event in listed(agency="RP")] == ["deliverable"]

    def test_by_day_with_the_last_one(self, listed, in_days):
        day = listed(agency="RP")[0]["at"][:10]

        def count(**days):
            return len(listed(agency="RP", **days))

        assert count(since=day, until=day) == count() == 1
        assert listed(since=in_days(1)) == []
        assert count(until=in_days(-1)) == 0


class TestChain:
    def test_a_log_that_was_not_touched_is_whole(self, house, act, listed):
        found = act("event_overview", house.secretariat, taskforce="borno")

        assert found["is_whole"] is True
        assert found["hash"] == listed()[0]["hash"]

    def test_a_value_that_was_changed_is_named(self, house, act, listed):
        event = listed(agency="RP")[0]
        told = sa.text(
            "ALTER TABLE tiptaskforce_event_value DISABLE TRIGGER USER;"
            "UPDATE tiptaskforce_event_value SET value = '[null, \"Forged\"]'"
            " WHERE event_id = :id AND field = 'title';"
            "ALTER TABLE tiptaskforce_event_value ENABLE TRIGGER USER"
        )
        with model.meta.engine.begin() as connection:
            connection.execute(told, {"id": event["id"]})

        found = act("event_overview", house.secretariat, taskforce="borno")

        assert found["is_whole"] is False
        assert found["faults"] == [
            {
                "seq": event["seq"],
                "event_id": event["id"],
                "reason": "the value of title was changed",
            }
        ]


class TestPages:
    @pytest.mark.parametrize("page", ["", "?verb=create&agency=RP", "/chain"])
    def test_they_open_for_coordination_alone(self, app, house, page):
        app.set_session_user(house.coordinator["id"])
        assert app.client.get(f"{PAGE}{page}").status_code == 200

        app.set_session_user(house.reporter["id"])
        assert app.client.get(f"{PAGE}{page}").status_code == 403

    def test_an_export_tells_from_and_to(self, app, house, listed):
        app.set_session_user(house.coordinator["id"])

        text = app.client.get(f"{PAGE}?agency=RP&format=csv").get_data(as_text=True)

        assert "Map" in text
