"""A tally from its first row to its third edition, and who is shown its counts."""

from __future__ import annotations

import datetime as dt

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model.contribution import Contribution
from ckanext.tiptaskforce.model.event import Event, EventValue
from ckanext.tiptaskforce.model.idempotency import Idempotency
from ckanext.tiptaskforce.model.tally_row import TallyRow


def contributions() -> list[tuple[int, str, str, int]]:
    """Return edition, step, place and signed n of every contribution, in order."""
    model.Session.remove()
    found = model.Session.scalars(
        sa.select(Contribution).order_by(
            Contribution.edition, Contribution.step, Contribution.n
        )
    )
    return [(c.edition, c.step, c.codes["place"], c.n) for c in found]


def refusal(call) -> dict:
    with pytest.raises(tk.ValidationError) as refused:
        call()
    return refused.value.error_dict


class TestPath:
    def test_a_new_tally_is_a_draft_of_its_first_edition(self, count, row):
        made = count()

        assert (made["state"], made["edition"]) == ("draft", 1)
        assert made["accepted_edition"] is None
        assert made["rows"] == [row()]
        assert made["verbs"] == ["update", "submit"]

    def test_what_is_accepted_counts(self, accepted):
        done = accepted()

        assert done["state"] == "accepted"
        assert done["accepted_edition"] == 1
        assert contributions() == [(1, "referred", "NG008021", 14)]

    def test_nothing_counts_before(self, counting, count, say):
        say("submit", counting.focal_point, count())

        assert contributions() == []

    def test_a_place_may_be_named(self, count, row):
        assert count(rows=[row(place="gwoza")])["rows"] == [row(place="NG008011")]

    def test_the_running_quarter_may_be_counted(self, count):
        today = dt.datetime.now(dt.UTC).date()
        period = f"{today.year}-Q{(today.month + 2) // 3}"

        assert count(period=period)["period"] == period

    def test_recall_gives_a_draft_again(self, counting, count, say):
        sent = say("submit", counting.focal_point, count())

        back = say("recall", counting.focal_point, sent)

        assert (back["state"], back["submitted_at"]) == ("draft", None)

    def test_a_tally_that_was_sent_back_is_mended_and_sent_again(
        self, counting, count, say, row
    ):
        sent = say("submit", counting.focal_point, count())
        back = say("send_back", counting.custodian, sent, note="Check the places.")
        assert (back["state"], back["note"]) == ("sent_back", "Check the places.")

        draft = say("update", counting.focal_point, back, rows=[row(n=3)])
        assert (draft["state"], draft["note"]) == ("draft", "Check the places.")
        sent = say("submit", counting.focal_point, draft)

        assert (sent["state"], sent["note"]) == ("submitted", None)

    def test_to_send_back_needs_a_note(self, counting, count, say):
        sent = say("submit", counting.focal_point, count())

        wrong = refusal(lambda: say("send_back", counting.custodian, sent))

        assert wrong == {"note": ["Missing. Give a value."]}


class TestNothingToReport:
    def test_it_is_a_statement(self, counting, accepted):
        done = accepted(rows=None, nothing_to_report=True)

        assert (done["state"], done["rows"]) == ("accepted", [])
        assert done["nothing_to_report"] is True

    def test_no_rows_are_no_statement(self, counting, count, say):
        draft = count(rows=[])

        wrong = refusal(lambda: say("submit", counting.focal_point, draft))

        assert list(wrong) == ["rows"]

    def test_both_at_once_are_refused(self, count):
        assert list(refusal(lambda: count(nothing_to_report=True))) == [
            "nothing_to_report"
        ]

    def test_neither_is_refused(self, count):
        assert list(refusal(lambda: count(rows=None))) == ["rows"]

    def test_rows_take_it_back(self, counting, count, say, row):
        draft = count(rows=None, nothing_to_report=True)

        changed = say("update", counting.focal_point, draft, rows=[row()])

        assert changed["nothing_to_report"] is False


class TestCorrection:
    def test_it_opens_the_next_edition_as_a_draft(self, counting, accepted, say, row):
        draft = say("update", counting.focal_point, accepted(), rows=[row(n=9)])

        assert (draft["state"], draft["edition"]) == ("draft", 2)
        assert draft["accepted_edition"] == 1
        assert draft["rows"] == [row(n=9)]
        assert draft["accepted_rows"] == [row()]
        assert contributions() == [(1, "referred", "NG008021", 14)]

    def test_only_the_difference_counts_further_on(self, counting, accepted, say, row):
        both = [row(), row(place="NG008013", n=5)]
        first = accepted(rows=both)
        draft = say(
            "update",
            counting.focal_point,
            first,
            rows=[row(n=11), row(place="NG008011", n=2)],
        )
        sent = say("submit", counting.focal_point, draft)

        say("accept", counting.custodian, sent)

        assert contributions() == [
            (1, "referred", "NG008013", 5),
            (1, "referred", "NG008021", 14),
            (2, "referred", "NG008013", -5),
            (2, "referred", "NG008021", -3),
            (2, "referred", "NG008011", 2),
        ]

    def test_the_same_again_adds_nothing(self, counting, accepted, say):
        draft = say("update", counting.focal_point, accepted())
        sent = say("submit", counting.focal_point, draft)

        assert say("accept", counting.custodian, sent)["accepted_edition"] == 2
        assert contributions() == [(1, "referred", "NG008021", 14)]

    def test_all_taken_back_sums_to_nothing(self, counting, accepted, say):
        draft = say("update", counting.focal_point, accepted(), nothing_to_report=True)
        say("accept", counting.custodian, say("submit", counting.focal_point, draft))

        assert sum(n for *_, n in contributions()) == 0

    def test_steps_are_never_added(self, counting, accepted, say, row):
        steps = [row(step="screened", n=40), row(step="referred", n=12)]

        accepted(rows=steps)

        assert contributions() == [
            (1, "referred", "NG008021", 12),
            (1, "screened", "NG008021", 40),
        ]


class TestOneOfEach:
    def test_a_second_of_the_same_period_is_refused(self, count):
        count()

        assert list(refusal(count)) == ["period"]

    def test_the_same_key_and_body_make_one(self, count):
        assert count(idempotency_key="a")["id"] == count(idempotency_key="a")["id"]

    def test_the_same_key_with_another_body_is_refused(self, count, row):
        count(idempotency_key="a")

        again = lambda: count(idempotency_key="a", rows=[row(n=15)])  # noqa: E731
        assert list(refusal(again)) == ["idempotency_key"]

    def test_a_stale_version_is_refused_without_a_count(self, counting, count, say):
        draft = count()
        say("update", counting.focal_point, draft)

        wrong = refusal(lambda: say("update", counting.focal_point, draft))

        assert wrong["current"]["version"] == draft["version"] + 1
        assert "rows" not in wrong["current"]
        assert "nothing_to_report" not in wrong["current"]


class TestRows:
    def test_a_refused_row_stores_nothing(self, count, row):
        refusal(lambda: count(rows=[row(), row(n=0)]))

        model.Session.remove()
        assert model.Session.scalar(sa.select(sa.func.count(TallyRow.id))) == 0


class TestEvents:
    def test_the_log_tells_where_a_tally_stands_and_nothing_else(
        self, counting, count, say, act
    ):
        draft = count(rows=None, nothing_to_report=True)
        sent = say("submit", counting.focal_point, draft)
        say("send_back", counting.custodian, sent, note="Look again.")
        model.Session.remove()

        told = model.Session.execute(
            sa.select(Event.verb, EventValue.field)
            .join(EventValue, EventValue.event_id == Event.id)
            .where(Event.object_id == draft["id"])
        )

        fields: dict[str, set[str]] = {}
        for verb, field in told:
            fields.setdefault(verb, set()).add(field)
        assert set(fields) == {"create", "submit", "send_back"}
        assert set().union(*fields.values()) <= {
            *("id", "taskforce_id", "created_by", "agency_id", "period", "state"),
            *("edition", "accepted_edition", "submitted_at", "submitted_by"),
            *("decided_at", "decided_by"),
        }

    def test_a_digest_of_a_repeated_call_is_salted(self, counting, count, row):
        """Equal calls leave different digests; counts are too few to hide in one."""
        count(idempotency_key="a", period="2026-Q1")
        count(idempotency_key="b", period="2026-Q1", user=counting.other_focal_point)

        one, two = model.Session.scalars(sa.select(Idempotency.body))

        assert one != two
        assert one.partition("$")[2] != two.partition("$")[2]
