"""Comments on deliverables: for those who see the work, changed with a trace."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

SAID = "The second edition covers two more areas."


@pytest.fixture
def said(house, log, act):
    """Return a function that comments on a deliverable, a new one by default."""

    def say(user, row=None, **more):
        row = row or log()
        sent = {"text": SAID, **more}
        return act(
            "comment_create", user, taskforce="borno", deliverable=row["id"], **sent
        )

    return say


class TestComment:
    def test_it_tells_role_and_organisation_and_no_person(self, house, said):
        made = said(house.other_reporter)

        assert (made["role"], made["agency"]) == ("reporter", "BRN")
        assert house.other_reporter["name"] not in str(made)
        assert "created_by" not in made

    def test_it_stands_in_the_history_of_the_work(self, house, log, said, act):
        row = log()
        said(house.chair, row)

        told = act("deliverable_history", house.observer, id=row["id"])

        assert [(one["verb"], one["agency"], one["note"]) for one in told] == [
            ("comment", "MIN", SAID),
            ("create", "RP", None),
        ]

    @pytest.mark.parametrize(
        ("text", "needle"),
        [("", "Missing"), ("Call 0803 123 4567", "phone number")],
    )
    def test_what_points_to_a_person_is_refused(self, house, said, text, needle):
        with pytest.raises(tk.ValidationError) as refused:
            said(house.reporter, text=text)

        assert needle in str(refused.value.error_dict["text"])

    def test_who_does_not_see_the_work_cannot_comment_or_read(
        self, house, log, said, act
    ):
        row = log(visibility="agency")
        made = said(house.reporter, row)

        with pytest.raises(tk.ValidationError) as refused:
            said(house.other_reporter, row)
        assert list(refused.value.error_dict) == ["deliverable"]
        with pytest.raises(tk.ObjectNotFound):
            act("comment_show", house.other_reporter, id=made["id"])
        with pytest.raises(tk.ValidationError):
            act(
                "comment_list",
                house.other_reporter,
                taskforce="borno",
                deliverable=row["id"],
            )

    def test_it_goes_out_of_sight_with_its_work(self, house, log, said, act):
        row = log()
        made = said(house.other_reporter, row)
        about = {"id": row["id"], "version": row["version"]}
        act("deliverable_update", house.reporter, **about, visibility="agency")

        with pytest.raises(tk.ObjectNotFound):
            act("comment_show", house.other_reporter, id=made["id"])

    def test_the_same_key_says_it_once(self, house, log, said):
        row = log()

        first = said(house.reporter, row, idempotency_key="k1")
        again = said(house.reporter, row, idempotency_key="k1")

        assert first["id"] == again["id"]


class TestTrace:
    def test_a_change_is_marked_and_the_log_keeps_from_and_to(self, house, said, act):
        made = said(house.reporter)
        about = {"id": made["id"], "version": made["version"]}

        changed = act("comment_update", house.reporter, **about, text="Three areas.")

        assert (changed["text"], made["edited_at"]) == ("Three areas.", None)
        assert changed["edited_at"] is not None
        events = act("event_list", house.coordinator, taskforce="borno", id=made["id"])[
            "items"
        ]
        assert events[0]["verb"] == "update"
        assert events[0]["values"]["text"] == [SAID, "Three areas."]

    def test_a_removed_one_keeps_its_place_and_no_words(self, house, log, said, act):
        row = log()
        made = said(house.reporter, row)

        gone = act(
            "comment_remove", house.coordinator, id=made["id"], version=made["version"]
        )

        assert (gone["state"], gone["text"], gone["verbs"]) == ("removed", None, [])
        told = act("deliverable_history", house.reporter, id=row["id"])
        assert (told[0]["note"], told[0]["comment"]["state"]) == (None, "removed")
        with pytest.raises(tk.ValidationError):
            act(
                "comment_update",
                house.reporter,
                id=made["id"],
                version=gone["version"],
                text="Again.",
            )

    def test_nobody_changes_the_words_of_another(self, house, said, act):
        made = said(house.reporter)

        for other in (house.focal_point, house.coordinator):
            with pytest.raises(tk.NotAuthorized):
                act(
                    "comment_update",
                    other,
                    id=made["id"],
                    version=made["version"],
                    text="Otherwise.",
                )


class TestTimeline:
    def test_it_tells_from_and_to(self, house, log, act, in_days):
        row = log()
        about = {"id": row["id"], "version": row["version"]}
        act(
            "deliverable_update",
            house.reporter,
            **about,
            due=in_days(40),
            subcommittee="prevention",
            partners=["BRN"],
        )

        told = act("deliverable_history", house.observer, id=row["id"])[0]

        assert told["changes"] == [
            {
                "field": "due",
                "from": row["due"],
                "to": in_days(40),
                "is_redacted": False,
            },
            {"field": "partners", "from": [], "to": ["BRN"], "is_redacted": False},
            {
                "field": "subcommittee",
                "from": "protection",
                "to": "prevention",
                "is_redacted": False,
            },
        ]

    def test_evidence_is_told_of_to_those_who_see_it(self, house, log, act):
        row = log()
        sent = {
            "taskforce": "borno",
            "kind": "evidence",
            "deliverable": row["id"],
            "url": "https://example.org/one",
        }
        act("document_create", house.reporter, **sent, title="For all")
        act(
            "document_create",
            house.reporter,
            **sent,
            title="For us",
            visibility="agency",
        )

        def told(user):
            found = act("deliverable_history", user, id=row["id"])
            return [one["note"] for one in found if one["noun"] == "document"]

        assert told(house.reporter) == ["For us", "For all"]
        assert told(house.other_reporter) == ["For all"]

    def test_a_newer_version_of_evidence_keeps_the_older_one(self, house, log, act):
        row = log()
        sent = {"taskforce": "borno", "kind": "evidence", "deliverable": row["id"]}
        url = "https://example.org/one"
        first = act("document_create", house.reporter, **sent, title="One", url=url)
        act(
            "document_create",
            house.reporter,
            **sent,
            title="Two",
            url="https://example.org/two",
            replaces=first["id"],
        )

        found = act(
            "document_list", house.reporter, taskforce="borno", deliverable=row["id"]
        )["items"]

        assert [(one["edition"], one["is_current"]) for one in found] == [
            (2, True),
            (1, False),
        ]
        shown = act("deliverable_show", house.reporter, id=row["id"])
        assert shown["n_documents"] == 1
