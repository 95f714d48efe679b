"""Rights change at once: the very next request knows, on API, page and file."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

LIST = "/api/3/action/tiptaskforce_deliverable_list"
PAGE = "/taskforce/borno/deliverable"


@pytest.fixture
def visit(app):
    """Return a function that opens a session which is kept through the test."""

    def opened(user: dict[str, Any]) -> Any:
        app.set_session_user(user["id"])
        return app.client

    return opened


def status(client: Any, url: str = LIST) -> int:
    query = {"taskforce": "borno"} if url == LIST else {}
    return client.get(url, query_string=query, follow_redirects=False).status_code


def end_seat(bench: Any, act: Any, name: str) -> None:
    seat = bench.house.seat[name]
    act("seat_end", bench.house.root, id=seat["id"], version=seat["version"])


class TestSeat:
    def test_an_ended_seat_ends_cookie_token_page_and_file(
        self, bench, act, visit, token_of, app
    ):
        paper = bench.objects["document-members"]["id"]
        pages = (LIST, PAGE, f"/taskforce/borno/document/{paper}/file")
        client, token = visit(bench.house.reporter), token_of(bench.house.reporter)
        by_token = {"Authorization": token}
        assert [status(client, url) for url in pages] == [200, 200, 200]
        assert (
            app.test_client()
            .get(LIST, query_string={"taskforce": "borno"}, headers=by_token)
            .status_code
            == 200
        )

        end_seat(bench, act, "reporter")

        after = {url: status(client, url) for url in pages}
        assert set(after.values()) <= {401, 403, 404, 302}, after
        answer = app.test_client().get(
            LIST, query_string={"taskforce": "borno"}, headers=by_token
        )
        assert answer.status_code in (401, 403)

    def test_a_lower_role_holds_at_once(self, bench, act):
        """A coordinator becomes an observer: reading stays, deciding ends."""
        house = bench.house
        seats = act("seat_list", house.root, taskforce="borno", role="coordinator")
        mine = next(
            s for s in seats["items"] if s["user"] == house.coordinator["fullname"]
        )
        name = house.coordinator["name"]
        act("seat_end", house.root, id=mine["id"], version=mine["version"])
        act("seat_create", house.root, taskforce="borno", user=name, role="observer")

        row = bench.objects["deliverable-submitted-members"]
        assert (
            bench.answer("deliverable_show", "coordinator", {"id": row["id"]})[0] == 200
        )
        for action, thing, expected in (
            ("deliverable_accept", "deliverable-submitted-members", 403),
            ("deliverable_show", "deliverable-submitted-agency", 404),
            ("release_approve", "release-proposed", 404),
            ("event_list", "", 403),
            ("seat_list", "", 403),
        ):
            data = bench.data_for(action, thing)
            assert bench.answer(action, "coordinator", data)[0] == expected, action

    def test_a_seat_until_a_day_ends_by_itself(self, bench, freezer):
        """The clock alone ends it; no job has to run."""
        with model.meta.engine.begin() as connection:
            ends = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=3)
            connection.execute(
                sa.text("UPDATE tiptaskforce_seat SET ends = :day WHERE id = :id"),
                {"day": ends, "id": bench.house.seat["observer"]["id"]},
            )
        data = {"taskforce": "borno"}
        assert bench.answer("deliverable_list", "observer", data)[0] == 200

        freezer.move_to(dt.datetime.combine(ends, dt.time(0, 1), dt.UTC))

        assert bench.answer("deliverable_list", "observer", data)[0] == 403

    def test_an_ended_seat_cannot_be_ended_again(self, bench, act):
        end_seat(bench, act, "observer")
        seats = act("seat_list", bench.house.root, taskforce="borno", ended=True)
        mine = next(
            s for s in seats["items"] if s["id"] == bench.house.seat["observer"]["id"]
        )

        with pytest.raises(tk.ValidationError) as refused:
            act("seat_end", bench.house.root, id=mine["id"], version=mine["version"])

        assert "id" in refused.value.error_dict


class TestAgency:
    def moved(self, bench: Any, act: Any, name: str, **more: Any) -> None:
        row = bench.house.agency[name]
        act("agency_update", bench.house.coordinator, id=row["id"], version=1, **more)

    def test_an_agency_that_moves_sees_what_its_new_subcommittee_sees(self, bench, act):
        row = {"id": bench.objects["deliverable-planned-subcommittee"]["id"]}
        assert bench.answer("deliverable_show", "other_reporter", row)[0] == 404

        self.moved(bench, act, "BRN", subcommittees=["protection"])

        assert bench.answer("deliverable_show", "other_reporter", row)[0] == 200

    def test_an_agency_that_left_is_outside(self, bench, act):
        today = dt.datetime.now(dt.UTC).date().isoformat()
        self.moved(bench, act, "RP", left_on=today)

        data = {"taskforce": "borno"}
        assert bench.answer("deliverable_list", "reporter", data)[0] == 403
        assert bench.answer("deliverable_list", "other_reporter", data)[0] == 200

    def test_a_mandate_of_law_enforcement_takes_the_custodian_away(self, bench, act):
        house = bench.house
        name = house.custodian["name"]
        act(
            *("seat_create", house.root),
            taskforce="borno",
            user=name,
            role="reporter",
            agency="RP",
        )
        release = {"id": bench.objects["release-published"]["id"]}
        assert bench.answer("release_show", "custodian", release)[0] == 200

        self.moved(bench, act, "RP", mandates=["law_enforcement"])

        assert bench.answer("release_show", "custodian", release)[0] == 404
        data = {"taskforce": "borno"}
        assert bench.answer("deliverable_list", "custodian", data)[0] == 200

    @pytest.mark.parametrize("role", ["custodian", "mrm_focal"])
    def test_a_seat_that_a_mandate_excludes_is_not_given(self, bench, act, role):
        """Neither for the police, nor beside a seat for the police."""
        house = bench.house
        for user, more in ((house.donor, {"agency": "POL"}), (house.police, {})):
            with pytest.raises(tk.ValidationError) as refused:
                act(
                    *("seat_create", house.root),
                    taskforce="borno",
                    user=user["name"],
                    role=role,
                    **more,
                )
            assert list(refused.value.error_dict) == ["role"]


class TestAccount:
    def test_a_deleted_account_holds_no_seat(self, bench, act):
        user = model.User.get(bench.house.reporter["id"])
        user.state = model.State.DELETED
        model.Session.commit()

        data = {"taskforce": "borno"}
        assert bench.answer("deliverable_list", "reporter", data)[0] == 403


class TestWork:
    def test_work_is_not_handed_to_others(self, bench, act, row_hash):
        """An owner moves neither the duty to another agency nor the review away."""
        thing = "deliverable-planned-members"
        before = row_hash()
        for seat, more, expected in (
            ("reporter", {"agency": "BRN"}, 403),
            ("reporter", {"agency": "NONE"}, 409),
            ("chair", {"subcommittee": "prevention"}, 403),
            ("chair", {"agency": "BRN"}, 200),
            ("secretariat", {"agency": "BRN"}, 200),
        ):
            data = bench.data_for("deliverable_update", thing) | more
            is_kept = expected != 200
            answer = bench.answer("deliverable_update", seat, data, keep=is_kept)
            assert answer[0] == expected, (seat, more)
        assert row_hash() == before

    def test_evidence_closes_with_its_deliverable(self, bench, act):
        house, row = bench.house, bench.objects["deliverable-planned-members"]
        paper = act(
            *("document_create", house.reporter),
            taskforce="borno",
            kind="evidence",
            title="Proof",
            url="https://example.org/proof",
            deliverable=row["id"],
        )
        about = {"id": paper["id"]}
        assert bench.answer("document_show", "observer", about)[0] == 200

        act(
            *("deliverable_update", house.reporter),
            id=row["id"],
            version=row["version"],
            visibility="agency",
        )

        assert bench.answer("document_show", "observer", about)[0] == 404
        assert bench.answer("document_show", "focal_point", about)[0] == 200
        listed = bench.answer("document_list", "observer", {"taskforce": "borno"})[1]
        assert paper["id"] not in {item["id"] for item in listed["items"]}

    def test_a_refusal_leaves_nothing_for_the_next_commit(self, bench, act, row_hash):
        """The title was changed on the row before the date was refused."""
        row = bench.objects["deliverable-planned-members"]
        other = bench.objects["deliverable-in_progress-members"]
        with pytest.raises(tk.ValidationError):
            act(
                *("deliverable_update", bench.house.reporter),
                id=row["id"],
                version=row["version"],
                title="Half stored",
                due="2000-01-01",
            )

        act(
            *("deliverable_update", bench.house.reporter),
            id=other["id"],
            version=other["version"],
            title="Whole",
        )

        shown = act("deliverable_show", bench.house.reporter, id=row["id"])
        assert shown["title"] == "Work that is planned for members"

    def test_nobody_reviews_the_own_submission_through_a_second_seat(self, bench, act):
        house = bench.house
        name = house.reporter["name"]
        act("seat_create", house.root, taskforce="borno", user=name, role="coordinator")

        thing = "deliverable-submitted-members"
        data = bench.data_for("deliverable_accept", thing)
        assert bench.answer("deliverable_accept", "reporter", data)[0] == 403

    def test_a_document_of_others_is_not_replaced(self, bench, act):
        paper = bench.objects["document-members"]
        data = bench.data_for("document_create") | {"replaces": paper["id"]}

        assert bench.answer("document_create", "other_reporter", data)[0] == 403
        assert bench.answer("document_create", "reporter", data)[0] == 200
