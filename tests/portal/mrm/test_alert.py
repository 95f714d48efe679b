"""Alerts: what they may say, who knows of them, and what is told of them."""

from __future__ import annotations

import datetime as dt
import uuid

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.logic import dumping, restoring
from ckanext.tiptaskforce.model import event as events
from ckanext.tiptaskforce.model.alert import Alert
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.seat import Seat
from dev import tables

UNKNOWN = str(uuid.UUID(int=7))
# Seats for which an alert of RP is not there, whatever their rank.
OTHERS = (
    *("observer", "reporter", "other_reporter", "other_focal_point", "police"),
    *("police_focal_point", "chair", "other_chair", "secretariat", "custodian"),
    *("own_custodian", "coordinator", "coordinator2", "root", "donor"),
)


def refusal(make, **more):
    with pytest.raises(tk.ValidationError) as refused:
        make(**more)
    return refused.value.error_dict


class TestCreate:
    def test_it_is_codes_and_days(self, alert):
        row = alert()

        assert {
            key: row[key]
            for key in row
            if key not in ("id", "created", "modified", "version")
        } == {
            "state": "passed",
            "taskforce": "borno",
            "agency": "RP",
            "violation": "abduction",
            "month": "2026-01",
            "place": "NG008021",
            "place_name": "Maiduguri",
            "passed_on": "2026-01-15",
            "channel": "ctfmr_secretariat",
            "acknowledged_on": None,
            "acknowledged_by": None,
            "is_waiting": True,
            "verbs": ["acknowledge"],
        }

    def test_the_table_has_no_column_for_a_word(self, alert):
        """Whoever adds one must change this list."""
        names = {column.name for column in sa.inspect(Alert).columns}

        assert names == {
            *("id", "taskforce_id", "version", "created", "modified", "created_by"),
            *("agency_id", "violation", "month", "place", "passed_on", "channel"),
            *("state", "acknowledged_on", "acknowledged_by"),
        }

    def test_an_mrm_focal_person_passes_on_for_nobody(self, alert, counting):
        assert alert(user=counting.mrm_focal)["agency"] is None

    @pytest.mark.parametrize("field", ["note", "title", "agency", "n", "verified"])
    def test_other_fields_are_refused_by_name(self, alert, field):
        assert refusal(alert, **{field: "x"}) == {field: ["Unknown field."]}

    @pytest.mark.parametrize(
        "field", ["violation", "month", "place", "passed_on", "channel"]
    )
    def test_each_field_is_needed(self, alert, field):
        assert set(refusal(alert, **{field: ""})) == {field}

    def test_a_place_is_no_finer_than_the_setting(self, alert, counting, act):
        ward = Place(code="NG008021001", name="Ward", level=3, parent="NG008021")
        ward.taskforce_id = counting.id
        model.Session.add(ward)
        model.Session.commit()
        assert set(refusal(alert, place="NG008021001")) == {"place"}

        version = act("taskforce_show", counting.root, id="borno")["version"]
        about = {"id": counting.id, "version": version}
        settings = {"alert_place_level": 1}
        act("taskforce_update", counting.secretariat, **about, settings=settings)

        assert set(refusal(alert)) == {"place"}
        assert alert(place="NG008")["place_name"] == "Borno"

    def test_the_setting_goes_no_finer_than_the_second_level(self, counting, act):
        version = act("taskforce_show", counting.root, id="borno")["version"]
        about = {"id": counting.id, "version": version}
        settings = {"alert_place_level": 3}

        with pytest.raises(tk.ValidationError):
            act("taskforce_update", counting.secretariat, **about, settings=settings)

    def test_no_place_of_another_area(self, alert, counting):
        other = Place(code="NG036", name="Yobe", level=1)
        other.taskforce_id = counting.id
        model.Session.add(other)
        model.Session.commit()

        assert set(refusal(alert, place="NG036")) == {"place"}

    def test_days_are_past_and_in_order(self, alert, in_days):
        ahead = in_days(3)

        assert set(refusal(alert, passed_on=ahead)) == {"passed_on"}
        assert set(refusal(alert, month="2026-02")) == {"month"}

    def test_the_same_key_makes_one_alert(self, alert):
        key = str(uuid.uuid4())
        one = alert(idempotency_key=key)

        assert alert(idempotency_key=key)["id"] == one["id"]
        assert set(refusal(alert, idempotency_key=key, place="NG008")) == {
            "idempotency_key"
        }
        assert set(refusal(alert, idempotency_key="Amina B")) == {"idempotency_key"}


class TestAcknowledge:
    def test_a_body_says_that_it_arrived(self, alert, acknowledge, counting):
        row = acknowledge(alert(), user=counting.mrm_focal)

        assert (row["state"], row["verbs"]) == ("acknowledged", [])
        assert (row["acknowledged_on"], row["acknowledged_by"]) == (
            "2026-01-20",
            "ctfmr_co_chair",
        )
        assert row["is_waiting"] is False

    def test_it_is_said_once(self, alert, acknowledge):
        row = acknowledge(alert())

        with pytest.raises(tk.ValidationError) as refused:
            acknowledge(row)
        assert set(refused.value.error_dict) == {"state"}

    def test_not_before_it_was_passed_on(self, alert, acknowledge, in_days):
        row = alert()
        for day in ("2026-01-14", in_days(2)):
            with pytest.raises(tk.ValidationError) as refused:
                acknowledge(row, acknowledged_on=day)
            assert set(refused.value.error_dict) == {"acknowledged_on"}

    def test_a_stale_version_is_told_the_state_alone(self, alert, acknowledge):
        """CKAN writes the refusal into its log."""
        row = alert()
        acknowledge(row)

        with pytest.raises(tk.ValidationError) as refused:
            acknowledge(row)
        current = refused.value.error_dict["current"]
        assert set(current) == {"id", "version", "created", "modified", "state"}


class TestExistence:
    @pytest.mark.parametrize("who", OTHERS)
    def test_for_others_it_does_not_exist(self, alert, counting, act, said, who):
        row, user = alert(), getattr(counting, who)
        calls = (("alert_show", {}), ("alert_acknowledge", {"version": 1, **said}))
        for name, more in calls:
            told = []
            for wanted in (row["id"], UNKNOWN):
                with pytest.raises(tk.ObjectNotFound) as refused:
                    act(name, user, id=wanted, **more)
                told.append(str(refused.value))
            assert told[0] == told[1]

    @pytest.mark.parametrize("who", OTHERS)
    def test_no_list_counts_it(self, alert, counting, act, who):
        alert()
        user = getattr(counting, who)
        try:
            found = act("alert_list", user, taskforce="borno")
        except tk.NotAuthorized:
            return
        assert found == {"count": 0, "items": [], "page": 1}

    def test_who_may_know_of_it_finds_it(self, alert, counting, act):
        row = alert()
        theirs = alert(user=counting.other_focal_point)
        for who, ids in (
            ("focal_point", {row["id"]}),
            ("other_focal_point", {theirs["id"]}),
            ("mrm_focal", {row["id"], theirs["id"]}),
        ):
            user = getattr(counting, who)
            found = act("alert_list", user, taskforce="borno")
            assert {one["id"] for one in found["items"]} == ids, who

    def test_an_ended_seat_knows_nothing_in_the_next_request(
        self, alert, counting, act
    ):
        row, seat = alert(), counting.seat["mrm_focal"]
        act("alert_show", counting.mrm_focal, id=row["id"])
        act("seat_end", counting.root, id=seat["id"], version=seat["version"])

        with pytest.raises(tk.ObjectNotFound):
            act("alert_show", counting.mrm_focal, id=row["id"])
        with pytest.raises(tk.NotAuthorized):
            act("alert_list", counting.mrm_focal, taskforce="borno")

    def test_law_enforcement_excludes_the_seat(self, alert, counting, act):
        """The MRM focal person sits for the police as well, by whatever road."""
        row, user = alert(), model.User.get(counting.mrm_focal["name"])
        seat = Seat(user_id=user.id, role="reporter", starts=dt.date(2026, 1, 1))
        seat.taskforce_id = counting.id
        seat.agency_id = counting.agency["POL"]["id"]
        model.Session.add(seat)
        model.Session.commit()

        with pytest.raises(tk.ObjectNotFound):
            act("alert_show", counting.mrm_focal, id=row["id"])

    def test_a_key_brings_nothing_back_that_is_out_of_sight(self, alert, counting, act):
        """The focal point of RP speaks for BRN from now on."""
        key, seat = str(uuid.uuid4()), counting.seat["focal_point"]
        alert(idempotency_key=key)
        act("seat_end", counting.root, id=seat["id"], version=seat["version"])
        about = {"taskforce": "borno", "user": counting.focal_point["name"]}
        act("seat_create", counting.root, **about, role="focal_point", agency="BRN")

        with pytest.raises(tk.ObjectNotFound):
            alert(idempotency_key=key)


class TestLog:
    def test_the_audit_of_others_holds_no_event_of_it(
        self, alert, acknowledge, counting, act
    ):
        row = acknowledge(alert())
        for who in ("coordinator", "coordinator2", "secretariat"):
            user = getattr(counting, who)
            for more in ({}, {"noun": "alert"}, {"id": row["id"]}):
                found = act("event_list", user, taskforce="borno", **more)
                nouns = {one["noun"] for one in found["items"]}
                assert "alert" not in nouns
            assert (found["count"], found["items"]) == (0, [])
        stored = events.newest_of(counting.id, "alert", row["id"])
        assert [event.verb for event in stored] == ["acknowledge", "create"]

        with pytest.raises(tk.ObjectNotFound):
            act("event_show", counting.coordinator, id=stored[0].id)

    def test_who_coordinates_and_is_the_mrm_focal_person_reads_them(
        self, alert, counting, act
    ):
        row, name = alert(), counting.mrm_focal["name"]
        about = {"taskforce": "borno", "user": name, "role": "coordinator"}
        act("seat_create", counting.root, **about)

        found = act("event_list", counting.mrm_focal, taskforce="borno", noun="alert")

        assert [one["object_id"] for one in found["items"]] == [row["id"]]


class TestTasks:
    def listed(self, act, user):
        return act("task_list", user, taskforce="borno")["items"]

    def test_after_seven_days_it_waits_for_those_who_may_know(
        self, alert, acknowledge, counting, act, in_days
    ):
        late, young = in_days(-7), in_days(-6)
        months = {day: day[:7] for day in (late, young)}
        row = alert(passed_on=late, month=months[late])
        alert(passed_on=young, month=months[young])
        for who in ("focal_point", "mrm_focal"):
            found = self.listed(act, getattr(counting, who))
            waiting = [t for t in found if t["kind"] == "alert"]
            assert [(t["id"], t["due"]) for t in waiting] == [(row["id"], late)], who
        for who in ("other_focal_point", "coordinator", "secretariat", "reporter"):
            kinds = {t["kind"] for t in self.listed(act, getattr(counting, who))}
            assert "alert" not in kinds, who

        acknowledge(row, acknowledged_on=late)

        kinds = {t["kind"] for t in self.listed(act, counting.mrm_focal)}
        assert "alert" not in kinds


@pytest.mark.usefixtures("clean_index")
def test_a_dump_brings_alerts_back(alert, acknowledge, tmp_path):
    acknowledge(alert())
    alert(place="NG008")

    def kept():
        model.Session.remove()
        with model.meta.engine.connect() as connection:
            return tables.texts(connection, ("alert",))

    before = kept()
    dumping.dump(tmp_path / "set")
    model.Session.execute(sa.update(Alert).values(place="NG008013"))
    model.Session.commit()
    restoring.restore(tmp_path / "set", is_replacing=True)

    assert kept() == before
    assert len(before["alert"]) == 2
