"""Who may do what with a release of figures, by hand for each state and seat."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

pytestmark = pytest.mark.usefixtures("clean_index")

STATES = (
    *("draft", "protecting", "protected", "refused", "failed", "proposed"),
    *("publishing", "published", "withdrawn", "dropped"),
)
DOOR = {"secretariat", "custodian", "own_custodian", "coordinator", "coordinator2"}
# Those who speak for an agency whose counts are in it, while it is proposed.
SOURCES = {"focal_point", "other_focal_point"}
MAKERS = {"custodian", "own_custodian"}
APPROVERS = {"coordinator", "coordinator2"}
SEATS = (
    *sorted(DOOR | SOURCES | {"police_focal_point", "reporter", "other_reporter"}),
    *("police", "chair", "other_chair", "mrm_focal", "observer", "donor", "root"),
)
OPEN = {"draft", "protecting", "protected", "refused", "failed", "proposed"}
# verb: who may, and in which states
TABLE: dict[str, tuple[set[str], set[str]]] = {
    "update": (MAKERS, {"draft", "protected", "refused", "failed"}),
    "protect": (MAKERS, {"draft"}),
    "cancel": (MAKERS, {"protecting"}),
    "propose": (MAKERS, {"protected"}),
    "approve": (APPROVERS, {"proposed"}),
    "send_back": (APPROVERS, {"proposed"}),
    "object": (SOURCES, {"proposed"}),
    "drop": (MAKERS | APPROVERS, OPEN),
    "withdraw": (MAKERS | APPROVERS, {"published"}),
}
MORE = {
    "update": {"sentence": "310 referrals were recorded."},
    "propose": {"little": ["state-quarter", "lga-quarter", "sex-age-group"]},
    "send_back": {"note": "Not yet."},
    "object": {"note": "Not yet."},
    "drop": {"note": "Not yet."},
    "withdraw": {"reason": "other"},
}
ANSWERS = {tk.NotAuthorized: 403, tk.ObjectNotFound: 404, tk.ValidationError: 409}


def answer(user: dict[str, Any], action: str, **data: Any) -> int:
    """Return the status that the API would answer; nothing of the call stays."""
    model.Session.remove()
    context: Any = {"user": user["name"], "defer_commit": True}
    try:
        tk.get_action(f"tiptaskforce_release_{action}")(context, data)
    except tuple(ANSWERS) as refused:
        return ANSWERS[type(refused)]
    finally:
        model.Session.rollback()
    return 200


@pytest.fixture
def release(counted, protected, say, act):
    """Return a function that gives the same release in a state."""
    made = protected()
    say("propose", counted.custodian, made["id"])
    say("send_back", counted.coordinator, made["id"], note="Say it shorter.")
    say("protect", counted.custodian, made["id"])

    def at(state: str) -> dict[str, Any]:
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            changed = sa.text(
                "UPDATE tiptaskforce_release SET state = :state, proposed_at = now(), "
                "number = CASE WHEN :state IN ('published', 'withdrawn') THEN 1 END "
                "WHERE id = :id"
            )
            connection.execute(changed, {"state": state, "id": made["id"]})
        return act("release_show", counted.coordinator, id=made["id"])

    return at


def sees(seat: str, state: str) -> bool:
    return seat in DOOR or (seat in SOURCES and state == "proposed")


def wanted(seat: str, verb: str, state: str) -> int:
    if not sees(seat, state):
        return 404
    may, states = TABLE[verb]
    if seat not in may:
        return 403
    return 200 if state in states else 409


class TestSeats:
    @pytest.mark.parametrize("state", STATES)
    def test_each_seat_says_each_verb_as_the_table_has_it(
        self, counted, release, state
    ):
        shown = release(state)
        about = {"id": shown["id"], "version": shown["version"]}
        got = {
            (seat, verb): answer(
                getattr(counted, seat), verb, **about, **MORE.get(verb, {})
            )
            for seat in SEATS
            for verb in TABLE
        }

        want = {(s, v): wanted(s, v, state) for s in SEATS for v in TABLE}
        wrong = {key: (got[key], want[key]) for key in want if got[key] != want[key]}
        assert wrong == {}

    @pytest.mark.parametrize("state", ["draft", "proposed", "published"])
    def test_each_seat_reads_what_is_there_for_it(self, counted, release, state):
        about = {"id": release(state)["id"]}
        for seat in SEATS:
            user = getattr(counted, seat)
            is_source = seat in SOURCES and state == "proposed"
            seen = 200 if sees(seat, state) else 404
            inside = 200 if seat in DOOR else (403 if is_source else 404)
            share = 200 if is_source else (403 if seat in DOOR else 404)

            assert answer(user, "show", **about) == seen, seat
            assert answer(user, "preview", **about) == inside, seat
            assert answer(user, "share", **about) == share, seat

    def test_nobody_without_an_account_is_told_that_it_is_there(self, release):
        about = {"id": release("proposed")["id"]}

        for verb in ("show", "preview", "share", "approve", "object"):
            assert answer({"name": ""}, verb, **about) == 403


class TestPersons:
    def test_who_made_it_cannot_approve_it_from_another_chair(
        self, counted, release, act
    ):
        act(
            "seat_create",
            counted.root,
            taskforce="borno",
            user=counted.custodian["name"],
            role="coordinator",
        )
        shown = release("proposed")

        about = {"id": shown["id"], "version": shown["version"]}
        assert answer(counted.custodian, "approve", **about) == 403
        assert answer(counted.coordinator, "approve", **about) == 200

    def test_an_ended_seat_ends_the_sight_of_it(self, counted, release, act):
        about = {"id": release("proposed")["id"]}
        seat = counted.seat["focal_point"]
        assert answer(counted.focal_point, "share", **about) == 200

        act("seat_end", counted.root, id=seat["id"], version=seat["version"])

        assert answer(counted.focal_point, "share", **about) == 404
