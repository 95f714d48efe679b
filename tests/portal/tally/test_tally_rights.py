"""Who is shown counts, what an ended right stops, and what a race leaves."""

from __future__ import annotations

import threading
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce.model import chain
from ckanext.tiptaskforce.model.contribution import Contribution
from ckanext.tiptaskforce.model.tally import Tally

RAW = {"rows", "accepted_rows", "nothing_to_report", "note"}
OTHERS = (
    *("observer", "reporter", "other_reporter", "other_focal_point", "police"),
    *("police_focal_point", "chair", "other_chair", "secretariat", "mrm_focal"),
    *("coordinator", "coordinator2"),
)
THREADS = 20


def refused(call) -> dict[str, Any]:
    with pytest.raises(tk.ValidationError) as found:
        call()
    return found.value.error_dict


class TestShown:
    @pytest.mark.parametrize("seat", OTHERS)
    def test_others_are_told_where_it_stands(self, counting, accepted, act, seat):
        made = accepted()

        shown = act("tally_show", getattr(counting, seat), id=made["id"])

        assert shown["state"] == "accepted"
        assert RAW & set(shown) == set()

    @pytest.mark.parametrize("seat", ["focal_point", "custodian", "own_custodian"])
    def test_its_focal_point_and_custodians_are_shown_its_counts(
        self, counting, count, act, row, seat
    ):
        shown = act("tally_show", getattr(counting, seat), id=count()["id"])

        assert shown["rows"] == [row()]

    def test_the_list_shows_no_counts_to_anybody(self, counting, accepted, act):
        accepted()
        for seat in ("focal_point", "custodian", "coordinator"):
            user = getattr(counting, seat)
            (item,) = act("tally_list", user, taskforce=counting.slug)["items"]
            assert RAW & set(item) == set()

    def test_one_row_and_a_hundred_look_the_same_to_others(
        self, counting, count, act, row
    ):
        codes = [(s, a) for s in ("F", "M", "UNK") for a in ("child", "adult", "UNK")]
        many = [row(sex=s, age_group=a, n=10**9) for s, a in codes]
        ids = [
            count(period="2026-Q1", rows=None, nothing_to_report=True)["id"],
            count(period="2026-Q2")["id"],
            count(period="2026-Q3", rows=many)["id"],
        ]
        own = ("id", "period", "created", "modified")

        shown = [act("tally_show", counting.coordinator, id=one) for one in ids]

        first, *rest = [{k: v for k, v in s.items() if k not in own} for s in shown]
        assert rest == [first, first]

    def test_a_token_of_another_seat_opens_nothing(
        self, counting, count, act, api, token_of
    ):
        made = count()
        act(
            *("seat_create", counting.root),
            taskforce=counting.slug,
            user=counting.focal_point["name"],
            role="reporter",
            agency="RP",
        )
        by_seat = {
            seat: token_of(counting.focal_point, seat=seat_id)
            for seat, seat_id in self.seats(counting).items()
        }

        shown = {
            role: api("tiptaskforce_tally_show", token, id=made["id"])[1]["result"]
            for role, token in by_seat.items()
        }

        assert "rows" in shown["focal_point"]
        assert "rows" not in shown["reporter"]

    def seats(self, counting) -> dict[str, str]:
        from ckanext.tiptaskforce.model.seat import held_by

        return {str(s.role): s.id for s in held_by(counting.focal_point["id"])}


class TestReview:
    def test_nobody_accepts_the_own_agencys_counts_beside_another(
        self, counting, count, say
    ):
        sent = say("submit", counting.focal_point, count())

        with pytest.raises(tk.NotAuthorized):
            say("accept", counting.own_custodian, sent)

    def test_the_only_custodian_may(self, counting, count, say, act):
        sent = say("submit", counting.focal_point, count())
        seat = counting.seat["custodian"]
        act("seat_end", counting.root, id=seat["id"], version=seat["version"])

        assert say("accept", counting.own_custodian, sent)["state"] == "accepted"

    def test_a_custodian_whom_a_mandate_excludes_is_no_other(
        self, counting, count, say, act
    ):
        """Another seat for the police ends what the custodian's seat gives."""
        sent = say("submit", counting.focal_point, count())
        from ckanext.tiptaskforce.model.seat import Seat

        row = Seat(
            user_id=counting.custodian["id"],
            role="observer",
            agency_id=counting.agency["POL"]["id"],
            starts=model.Session.scalar(sa.select(sa.func.current_date())),
        )
        row.taskforce_id = counting.id
        model.Session.add(row)
        model.Session.commit()

        shown = act("tally_show", counting.custodian, id=sent["id"])
        assert RAW & set(shown) == set()
        assert say("accept", counting.own_custodian, sent)["state"] == "accepted"

    @pytest.mark.parametrize("agency", ["POL"])
    def test_no_custodian_sits_for_the_police(self, counting, act, agency):
        seat = {"taskforce": counting.slug, "role": "custodian", "agency": agency}

        told = refused(
            lambda: act(
                "seat_create", counting.root, user=counting.donor["name"], **seat
            )
        )

        assert list(told) == ["role"]

    def test_an_agency_that_comes_to_enforce_ends_its_custodian(
        self, counting, count, act
    ):
        made, agency = count(), counting.agency["RP"]
        act(
            *("agency_update", counting.secretariat),
            id=agency["id"],
            version=agency["version"],
            mandates=["law_enforcement"],
        )

        with pytest.raises(tk.ObjectNotFound):
            act("tally_show", counting.own_custodian, id=made["id"])


class TestEndedRights:
    def test_without_an_endorsement_nothing_is_sent(self, counting, count, say):
        draft = count(user=counting.police_focal_point)

        told = refused(lambda: say("submit", counting.police_focal_point, draft))

        assert "has not endorsed" in told["agreement"][0]

    def test_an_ended_endorsement_stops_submit_in_the_next_request(
        self, counting, count, say, act, in_days
    ):
        draft = count()
        self.end(counting, act, in_days(-1))

        told = refused(lambda: say("submit", counting.focal_point, draft))

        assert "is not valid today" in told["agreement"][0]

    def test_it_stops_accept_too(self, counting, count, say, act, in_days):
        sent = say("submit", counting.focal_point, count())
        self.end(counting, act, in_days(-1))

        assert list(refused(lambda: say("accept", counting.custodian, sent))) == [
            "agreement"
        ]
        assert model.Session.scalar(sa.select(sa.func.count(Contribution.id))) == 0

    def test_on_its_last_day_it_holds(self, counting, count, say, act, in_days):
        self.end(counting, act, in_days(0))

        assert say("submit", counting.focal_point, count())["state"] == "submitted"

    def end(self, counting: Any, act: Any, day: str) -> None:
        row = counting.agreement["RP"]
        act(
            *("agreement_update", counting.secretariat),
            id=row["id"],
            version=row["version"],
            expires_on=day,
        )

    def test_an_ended_seat_reads_and_sends_nothing(self, counting, count, say, act):
        draft, seat = count(), counting.seat["focal_point"]
        act("seat_end", counting.root, id=seat["id"], version=seat["version"])

        for call in (
            lambda: act("tally_show", counting.focal_point, id=draft["id"]),
            lambda: say("submit", counting.focal_point, draft),
        ):
            with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
                call()

    def test_an_ended_custodian_is_shown_no_counts(self, counting, count, act):
        made, seat = count(), counting.seat["custodian"]
        act(
            *("seat_create", counting.root),
            taskforce=counting.slug,
            user=counting.custodian["name"],
            role="observer",
        )
        act("seat_end", counting.root, id=seat["id"], version=seat["version"])

        shown = act("tally_show", counting.custodian, id=made["id"])

        assert RAW & set(shown) == set()


@pytest.fixture
def together(app):
    """Return a function that calls an action in 20 threads and sorts the answers."""

    def run(name: str, users: list[dict[str, Any]], **data: Any) -> list[Any]:
        answers: list[Any] = []
        ready = threading.Barrier(THREADS)

        def one(user: dict[str, Any]) -> None:
            ready.wait()
            try:
                with app.flask_app.test_request_context():
                    call = tk.get_action(f"tiptaskforce_{name}")
                    answers.append(call({"user": user["name"]}, dict(data)))
            except tk.ValidationError as error:
                answers.append(sorted(error.error_dict))
            except Exception as error:  # noqa: BLE001  told to the test, which fails
                answers.append(error)
            finally:
                model.Session.remove()

        chosen = [users[i % len(users)] for i in range(THREADS)]
        threads = [threading.Thread(target=one, args=(user,)) for user in chosen]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    return run


class TestRace:
    def test_of_twenty_that_open_one_period_one_does(self, counting, together, row):
        data = {"taskforce": counting.slug, "period": "2026-Q3", "rows": [row()]}

        answers = together("tally_create", [counting.focal_point], **data)

        made = [a for a in answers if isinstance(a, dict)]
        assert len(made) == 1
        assert [a for a in answers if a not in made] == [["period"]] * (THREADS - 1)
        assert model.Session.scalar(sa.select(sa.func.count(Tally.id))) == 1

    def test_twenty_taps_with_one_key_make_one_tally(self, counting, together, row):
        data = {"taskforce": counting.slug, "period": "2026-Q3", "rows": [row()]}

        answers = together(
            "tally_create", [counting.focal_point], **data, idempotency_key="tap"
        )

        assert len({answer["id"] for answer in answers}) == 1

    def test_of_twenty_submissions_one_counts(self, counting, together, count):
        draft = count()

        answers = together(
            "tally_submit",
            [counting.focal_point],
            id=draft["id"],
            version=draft["version"],
        )

        assert sum(isinstance(answer, dict) for answer in answers) == 1
        stale = [answer for answer in answers if not isinstance(answer, dict)]
        assert stale == [["current", "version"]] * (THREADS - 1)

    def test_of_twenty_acceptances_one_counts(
        self, counting, together, count, say, act
    ):
        act(
            *("seat_create", counting.root),
            taskforce=counting.slug,
            user=counting.donor["name"],
            role="custodian",
        )
        sent = say("submit", counting.focal_point, count())

        answers = together(
            "tally_accept",
            [counting.custodian, counting.donor],
            id=sent["id"],
            version=sent["version"],
        )

        assert sum(isinstance(answer, dict) for answer in answers) == 1
        total = sa.select(sa.func.sum(Contribution.n))
        assert model.Session.scalar(total) == 14
        assert list(chain.verify(counting.id)) == []


class TestContributions:
    @pytest.mark.parametrize(
        "told",
        [
            "UPDATE tiptaskforce_contribution SET n = 1",
            "UPDATE tiptaskforce_contribution SET epoch = 'e1', n = 1",
            "UPDATE tiptaskforce_contribution SET period = '2026-Q2'",
            "DELETE FROM tiptaskforce_contribution",
            "TRUNCATE tiptaskforce_contribution",
        ],
    )
    def test_nothing_of_them_is_changed(self, counting, accepted, told):
        accepted()
        model.Session.remove()

        with (
            pytest.raises(sa.exc.DBAPIError),
            model.meta.engine.begin() as connection,
        ):
            connection.execute(sa.text(told))

    def test_an_epoch_is_given_once(self, counting, accepted):
        accepted()
        model.Session.remove()
        told = "UPDATE tiptaskforce_contribution SET epoch = '{}'"
        with model.meta.engine.begin() as connection:
            connection.execute(sa.text(told.format("2026-q3-1")))

        for other in ("2026-q3-2", "2026-q3-1"):
            with (
                pytest.raises(sa.exc.DBAPIError),
                model.meta.engine.begin() as connection,
            ):
                connection.execute(sa.text(told.format(other)))
