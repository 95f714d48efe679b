"""What a reader may not see does not exist: the same answer as for an unknown id."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from ckanext.tiptaskforce import lifecycle

UNKNOWN = str(uuid.UUID(int=7))
# Two answers never share these, whatever was asked.
PER_ANSWER = {"Date", "Set-Cookie", "Content-Length"}
OBJECTS = (
    "deliverable-submitted-agency",
    "deliverable-delivered-named",
    "document-subcommittee",
    "document-named",
    "agreement",
    "tally-submitted",
    "alert-passed",
    "meeting-held",
    "decision-recorded",
    "action_point-open",
    "release-draft",
    "release-published",
    "seat",
    "event",
    "upload-open",
    "agency",
    "subcommittee",
    "template",
    "objective-live",
    "strategy",
)
NOBODY_MAY = ("donor", "ex_member", "foreign_coordinator")
INSIDE = ("observer", "other_reporter", "custodian")
# Of these nouns every member may know.
OPEN = {
    *("agency", "agreement", "tally", "subcommittee", "template", "objective"),
    "strategy",
    *("indicator", "period", "report", "funding"),
}


def seats_for(thing: str) -> tuple[str, ...]:
    """Return seats for which the object is hidden."""
    noun = thing.partition("-")[0]
    inside = tuple(seat for seat in INSIDE if (seat, noun) not in SEES)
    return NOBODY_MAY if noun in OPEN else (*NOBODY_MAY, *inside)


SEES = {("custodian", "release")}


def verbs_of(table: dict[str, Any], noun: str) -> list[str]:
    return [name for name, row in table["actions"].items() if row.get("of") == noun]


def seen(answer: Any, object_id: str) -> tuple[int, str, dict[str, str]]:
    """Return all that a caller learns from an answer, with the id left out."""
    headers = {k: v for k, v in answer.headers.items() if k not in PER_ANSWER}
    body = re.sub(r'(_csrf_token"[^>]*(?:content|value)=")[^"]*', r"\1", answer.text)
    return answer.status_code, body.replace(object_id, "<id>"), headers


class TestActions:
    @pytest.mark.parametrize("thing", OBJECTS)
    def test_a_hidden_object_answers_like_an_unknown_one(self, bench, table, thing):
        for name in verbs_of(table, thing.split("-")[0]):
            data = bench.data_for(name, thing)
            for seat in seats_for(thing):
                hidden = bench.answer(name, seat, data)
                unknown = bench.answer(name, seat, {**data, "id": UNKNOWN})

                assert (hidden[0], str(hidden[1])) == (unknown[0], str(unknown[1]))
                assert hidden[0] == 404, (name, seat)

    @pytest.mark.parametrize("thing", OBJECTS)
    def test_nonsense_beside_the_id_tells_nothing_either(self, bench, table, thing):
        for name in verbs_of(table, thing.split("-")[0]):
            data = {**bench.data_for(name, thing), "version": 99, "colour": "red"}
            for seat in seats_for(thing):
                hidden = bench.answer(name, seat, data)
                unknown = bench.answer(name, seat, {**data, "id": UNKNOWN})

                assert (hidden[0], str(hidden[1])) == (unknown[0], str(unknown[1]))

    @pytest.mark.parametrize("name", ["document_create"])
    def test_what_is_named_beside_is_hidden_too(self, bench, name):
        """Evidence for a hidden deliverable, and a new version of a hidden paper."""
        for field, thing in (
            ("deliverable", "deliverable-submitted-agency"),
            ("replaces", "document-agency"),
        ):
            data = bench.data_for(name)
            hidden_id = bench.objects[thing]["id"]

            hidden = bench.answer(name, "other_reporter", {**data, field: hidden_id})
            unknown = bench.answer(name, "other_reporter", {**data, field: UNKNOWN})

            assert (hidden[0], str(hidden[1])) == (unknown[0], str(unknown[1]))
            assert hidden[0] == 409

    def test_a_filter_finds_nothing_hidden(self, bench):
        thing = bench.objects["deliverable-submitted-agency"]["id"]
        for wanted in (thing, UNKNOWN):
            data = {"taskforce": "borno", "deliverable": wanted}
            status, found = bench.answer("document_list", "observer", data)

            assert (status, found["items"]) == (200, [])


class TestLog:
    def test_the_log_tells_nothing_of_what_is_hidden(self, bench):
        """A coordinator who is not named reads no event of what is for named seats."""
        hidden = {
            row["id"] for name, row in bench.objects.items() if name.endswith("-named")
        }
        told = set()
        for page in range(1, 6):
            data = {"taskforce": "borno", "page_size": 100, "page": page}
            found = bench.answer("event_list", "coordinator", data)[1]
            told |= {event["object_id"] for event in found["items"]}

        assert told & hidden == set()
        assert bench.objects["deliverable-planned-agency"]["id"] in told

    def test_an_event_of_what_is_hidden_is_not_cleared(self, bench):
        """Who is named finds it; for another coordinator it does not exist."""
        about = bench.objects["deliverable-planned-named"]["id"]
        data = {"taskforce": "borno", "id": about}
        (event,) = bench.answer("event_list", "coordinator2", data)[1]["items"]
        clear = {"id": event["id"], "fields": ["title"], "reason": "It was a name."}

        assert bench.answer("event_redact", "coordinator2", clear)[0] == 200
        assert bench.answer("event_redact", "coordinator", clear)[0] == 404


class TestOverHttp:
    @pytest.mark.parametrize("thing", OBJECTS)
    def test_status_body_and_headers_are_the_same(
        self, bench, app, table, thing, token_of
    ):
        for seat in ("observer", "donor", "anonymous"):
            if seat == "observer" and thing.split("-")[0] in OPEN:
                continue
            user = bench.seats[seat]
            headers = {"Authorization": token_of(user)} if user else {}
            for name in verbs_of(table, thing.split("-")[0]):
                data = bench.data_for(name, thing)
                url = f"/api/3/action/tiptaskforce_{name}"
                hidden = app.client.post(url, json=data, headers=headers)
                body = {**data, "id": UNKNOWN}
                unknown = app.client.post(url, json=body, headers=headers)

                assert seen(hidden, data["id"]) == seen(unknown, UNKNOWN), name
                assert hidden.status_code == (403 if seat == "anonymous" else 404)

    @pytest.mark.parametrize(
        ("path", "thing", "owner"),
        [
            ("deliverable/{}", "deliverable-submitted-agency", "reporter"),
            ("deliverable/{}/edit", "deliverable-planned-agency", "reporter"),
            ("review/{}", "deliverable-submitted-agency", "coordinator"),
            ("document/{}/file", "document-named", "reporter"),
            ("release/{}", "release-draft", "secretariat"),
            ("alert/{}", "alert-passed", "mrm_focal"),
        ],
    )
    def test_a_page_of_a_hidden_object_is_no_page(self, bench, app, path, thing, owner):
        found_id = bench.objects[thing]["id"]
        page = f"/taskforce/borno/{path}"
        app.set_session_user(bench.seats[owner]["id"])
        assert app.client.get(page.format(found_id)).status_code == 200

        app.set_session_user(bench.seats["observer"]["id"])
        hidden = app.client.get(page.format(found_id))
        unknown = app.client.get(page.format(UNKNOWN))

        # Who reviews nothing is told so before any object is looked for.
        assert hidden.status_code == (403 if path.startswith("review") else 404)
        assert seen(hidden, found_id) == seen(unknown, UNKNOWN)

    def test_the_task_force_of_others_is_only_a_name(self, bench, app):
        """A member of one task force reads of another what anybody reads."""
        app.set_session_user(bench.seats["foreign_coordinator"]["id"])
        pages = ("deliverable", "document", "overview", "admin/people", "audit", "work")
        for page in pages:
            answer = app.client.get(f"/taskforce/borno/{page}")

            assert answer.status_code in (403, 404), page
        assert app.client.get("/taskforce/borno").status_code == 200


class TestAgreement:
    """What the list shows, what may be read alone, and the filter are one set."""

    @pytest.mark.parametrize("noun", ["deliverable", "document", "alert"])
    def test_list_and_show_agree_for_every_seat(self, bench, table, noun):
        things = [n for n in bench.objects if n.split("-")[0] == noun]
        for seat in table["seats"]:
            status, listed = bench.answer(
                f"{noun}_list", seat, {"taskforce": "borno", "page_size": 100}
            )
            shown = {
                bench.objects[thing]["id"]
                for thing in things
                if bench.answer(
                    f"{noun}_show", seat, {"id": bench.objects[thing]["id"]}
                )[0]
                == 200
            }

            in_list = {r["id"] for r in listed["items"]} if status == 200 else set()
            assert in_list == shown, seat

    def test_the_verbs_of_show_are_those_that_succeed(self, bench, table):
        """A page offers exactly the buttons that work for this reader."""
        things = [n for n in bench.objects if n.startswith("deliverable-")]
        said = {row.verb for row in lifecycle.TRANSITIONS if row.noun == "deliverable"}
        for seat in ("reporter", "chair", "coordinator", "secretariat", "observer"):
            for thing in things:
                data = {"id": bench.objects[thing]["id"]}
                status, shown = bench.answer("deliverable_show", seat, data)
                if status != 200:
                    continue
                works = {
                    verb
                    for verb in said | {"update"}
                    if bench.answer(
                        f"deliverable_{verb}",
                        seat,
                        bench.data_for(f"deliverable_{verb}", thing),
                    )[0]
                    == 200
                }

                assert set(shown["verbs"]) == works, (seat, thing)
