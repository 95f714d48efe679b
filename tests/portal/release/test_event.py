"""The event log: whatever is done to it past the application is found, row by row."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.cli import tiptaskforce as commands
from ckanext.tiptaskforce.model import chain

TABLES = ("tiptaskforce_event", "tiptaskforce_event_value")


def past_the_triggers(*statements: str) -> None:
    """Do what only the owner of the database can do."""
    model.Session.remove()
    with model.meta.engine.begin() as connection:
        for table in TABLES:
            connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(sa.text(statement))
        for table in TABLES:
            connection.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


@pytest.fixture
def told(house, log, act):
    """A log with a deliverable's story at its end; return the number of its create."""
    made = log()
    for version, title in ((1, "First"), (2, "Second"), (3, "Third")):
        act(
            "deliverable_update",
            house.reporter,
            id=made["id"],
            version=version,
            title=title,
        )
    events = act("event_list", house.coordinator, taskforce="borno", id=made["id"])
    return events["items"][-1]["seq"]


def faults(house) -> list[tuple[int, str]]:
    model.Session.remove()
    return [(fault.seq, fault.reason) for fault in chain.verify(house.id)]


class TestVerify:
    def test_an_untouched_log_is_whole(self, house, told, cli):
        said = cli.invoke(commands, ["events", "verify"])

        assert faults(house) == []
        assert (said.exit_code, "borno: the log is whole" in said.output) == (0, True)

    def test_a_changed_event(self, house, told, cli):
        past_the_triggers(
            f"UPDATE tiptaskforce_event SET verb = 'drop' WHERE seq = {told}"
        )

        assert faults(house) == [(told, "this event was changed after it was written")]
        said = cli.invoke(commands, ["events", "verify", "borno"])
        assert said.exit_code == 1
        assert f"event {told} (" in said.output

    def test_a_removed_event(self, house, told):
        past_the_triggers(f"DELETE FROM tiptaskforce_event WHERE seq = {told + 1}")

        assert faults(house) == [
            (told + 2, f"the event with number {told + 1} was removed")
        ]

    def test_an_added_event(self, house, told):
        made = f"SELECT * FROM tiptaskforce_event WHERE seq = {told + 2}"
        past_the_triggers(
            f"UPDATE tiptaskforce_event SET seq = seq + 100 WHERE seq = {told + 3}",
            f"CREATE TEMP TABLE forged ON COMMIT DROP AS {made}",
            "UPDATE forged SET id = 'added', seq = seq + 1",
            "INSERT INTO tiptaskforce_event SELECT * FROM forged",
        )

        assert faults(house)[0] == (
            told + 3,
            "this event was added, replaced or moved here",
        )

    def test_a_forged_event_in_the_place_of_one(self, house, told):
        """With a hash that fits itself, the next link does not fit any more."""
        from ckanext.tiptaskforce.model.event import Event

        model.Session.remove()
        query = sa.select(Event).where(Event.seq == told + 1)
        event = model.Session.scalars(query).one()
        event.verb = "accept"
        forged = event.sealed()
        past_the_triggers(
            f"UPDATE tiptaskforce_event SET verb = 'accept', hash = '{forged}'"
            f" WHERE seq = {told + 1}"
        )

        assert faults(house) == [
            (told + 2, "this event was added, replaced or moved here")
        ]

    def test_two_events_in_another_order(self, house, told):
        past_the_triggers(
            f"UPDATE tiptaskforce_event SET seq = -1 WHERE seq = {told + 1}",
            f"UPDATE tiptaskforce_event SET seq = {told + 1} WHERE seq = {told + 2}",
            f"UPDATE tiptaskforce_event SET seq = {told + 2} WHERE seq = -1",
        )

        assert {seq for seq, _ in faults(house)} == {told + 1, told + 2, told + 3}

    def test_an_end_that_was_cut_off(self, house, told):
        past_the_triggers(
            f"DELETE FROM tiptaskforce_event WHERE seq > {told + 1}",
        )

        assert faults(house) == [
            (told + 2, "the end of the log is missing or was replaced")
        ]

    def test_a_changed_a_removed_and_an_added_value(self, house, told):
        one = f"(SELECT id FROM tiptaskforce_event WHERE seq = {told + 1})"
        past_the_triggers(
            "UPDATE tiptaskforce_event_value SET value = '[null, \"Else\"]'"
            f" WHERE event_id = {one} AND field = 'title'",
        )
        assert faults(house) == [(told + 1, "the value of title was changed")]

        past_the_triggers(
            f"DELETE FROM tiptaskforce_event_value WHERE event_id = {one}"
            " AND field = 'title'",
            "INSERT INTO tiptaskforce_event_value (id, event_id, field, salt, value)"
            f" VALUES ('added', {one}, 'colour', 's', '1')",
        )
        assert sorted(faults(house)) == [
            (told + 1, "the value of colour was changed"),
            (told + 1, "the value of title was removed"),
        ]

    def test_a_value_that_one_person_cleared_in_the_database(self, house, told):
        one = f"(SELECT id FROM tiptaskforce_event WHERE seq = {told + 1})"
        with model.meta.engine.begin() as connection:
            connection.execute(
                sa.text(
                    "UPDATE tiptaskforce_event_value SET value = NULL, salt = NULL,"
                    f" redacted_at = now() WHERE event_id = {one} AND field = 'title'"
                )
            )

        assert faults(house) == [
            (told + 1, "the value of title was cleared without a redaction")
        ]

    def test_a_log_that_was_written_anew_has_lost_what_a_release_names(
        self, house, told, publish
    ):
        done = publish()
        with model.meta.engine.begin() as connection:
            connection.execute(
                sa.text(
                    "UPDATE tiptaskforce_release SET snapshot = jsonb_set(snapshot,"
                    " '{log_head}', '\"" + "a" * 64 + "\"')"
                )
            )

        lost = f"the log has lost the event that release {done['id']} names"
        assert [reason for _, reason in faults(house)] == [lost]


class TestTriggers:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE tiptaskforce_event SET verb = 'x'",
            "DELETE FROM tiptaskforce_event",
            "TRUNCATE tiptaskforce_event",
            "UPDATE tiptaskforce_event_value SET value = '1'",
            "UPDATE tiptaskforce_event_value SET salt = 'x'",
            "DELETE FROM tiptaskforce_event_value",
            "TRUNCATE tiptaskforce_event_value",
        ],
    )
    def test_the_database_refuses_it(self, house, told, statement):
        model.Session.remove()
        with (
            model.meta.engine.connect() as connection,
            pytest.raises(sa.exc.DBAPIError, match="event log"),
        ):
            connection.execute(sa.text(statement))


class TestRedact:
    def event_of(self, house, act, told):
        listed = act("event_list", house.coordinator, taskforce="borno")
        return next(e for e in listed["items"] if e["seq"] == told + 1)

    def test_two_persons_clear_a_value_and_the_chain_still_verifies(
        self, house, told, act
    ):
        event = self.event_of(house, act, told)
        ask = {"id": event["id"], "fields": ["title"], "reason": "A name was pasted."}

        asked = act("event_redact", house.coordinator, **ask)
        assert asked == {"state": "asked", "fields": ["title"]}
        assert self.event_of(house, act, told)["values"]["title"][1] == "First"
        with pytest.raises(tk.ValidationError):
            act("event_redact", house.coordinator, **ask)
        done = act("event_redact", house.secretariat, **ask)

        assert done == {"state": "done", "fields": ["title"]}
        assert self.event_of(house, act, told)["values"]["title"] is None
        assert faults(house) == []
        newest = act("event_list", house.coordinator, taskforce="borno")["items"][0]
        assert (newest["verb"], newest["values"]["fields"][1]) == ("redact", ["title"])

    def test_a_value_cannot_be_guessed_from_its_digest_afterwards(
        self, house, told, act
    ):
        from ckanext.tiptaskforce.model.event import EventValue

        event = self.event_of(house, act, told)
        ask = {"id": event["id"], "fields": ["title"], "reason": "A name was pasted."}
        act("event_redact", house.coordinator, **ask)
        act("event_redact", house.coordinator2, **ask)

        model.Session.remove()
        query = sa.select(EventValue).where(EventValue.event_id == event["id"])
        value = next(v for v in model.Session.scalars(query) if v.field == "title")
        assert (value.value, value.salt) == (None, None)

    @pytest.mark.parametrize("seat", ["root", "observer", "reporter", "donor"])
    def test_others_may_not(self, house, told, act, seat):
        event = self.event_of(house, act, told)

        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            act(
                "event_redact",
                getattr(house, seat),
                id=event["id"],
                fields=["title"],
                reason="A name was pasted.",
            )

    def test_a_field_that_the_event_does_not_have_is_named(self, house, told, act):
        event = self.event_of(house, act, told)

        with pytest.raises(tk.ValidationError) as refused:
            act(
                "event_redact",
                house.coordinator,
                id=event["id"],
                fields=["colour"],
                reason="A name was pasted.",
            )

        assert "fields" in refused.value.error_dict

    def test_who_when_and_why_is_told_of_a_cleared_value(self, house, told, act):
        event = self.event_of(house, act, told)
        ask = {"id": event["id"], "fields": ["title"], "reason": "A name was pasted."}
        act("event_redact", house.coordinator, **ask)
        (waits,) = act("event_show", house.secretariat, id=event["id"])["asked"]
        assert (waits["asked_by"], waits["fields"], waits["is_mine"]) == (
            house.coordinator["fullname"],
            ["title"],
            False,
        )

        act("event_redact", house.secretariat, **ask)

        shown = act("event_show", house.secretariat, id=event["id"])
        gone = shown["redacted"]["title"]
        assert (gone["asked_by"], gone["done_by"], gone["reason"]) == (
            house.coordinator["fullname"],
            house.secretariat["fullname"],
            "A name was pasted.",
        )
        assert (shown["asked"], "title" in shown["clearable"]) == ([], False)

    def test_what_is_cleared_is_not_asked_for_again(self, house, told, act):
        event = self.event_of(house, act, told)
        ask = {"id": event["id"], "fields": ["title"], "reason": "A name was pasted."}
        act("event_redact", house.coordinator, **ask)
        act("event_redact", house.coordinator2, **ask)

        with pytest.raises(tk.ValidationError) as refused:
            act("event_redact", house.coordinator, **ask)
        assert refused.value.error_dict == {
            "fields": ["These values are redacted already."]
        }

    def test_what_the_chain_needs_is_not_cleared(self, house, told, act):
        """Without the list of cleared fields the chain would call them a fault."""
        event = self.event_of(house, act, told)
        ask = {"id": event["id"], "fields": ["title"], "reason": "A name was pasted."}
        act("event_redact", house.coordinator, **ask)
        act("event_redact", house.coordinator2, **ask)
        newest = act("event_list", house.coordinator, taskforce="borno")["items"][0]
        about = {"id": newest["id"], "reason": "It is long."}

        with pytest.raises(tk.ValidationError):
            act("event_redact", house.coordinator, fields=["fields"], **about)
        act("event_redact", house.coordinator, fields=["reason"], **about)
        act("event_redact", house.coordinator2, fields=["reason"], **about)

        assert faults(house) == []
