"""Deliverables: logged by an agency, reviewed by somebody else, counted once."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest


class TestCreate:
    def test_template_and_seat_give_what_the_call_does_not_say(self, house, log):
        made = log(template="1.2")

        assert made["agency"] == "RP"
        assert made["core_function"] == 1
        assert made["objective"] == "A.2"
        assert made["subcommittee"] == "protection"
        assert (made["state"], made["version"], made["edition"]) == (
            "in_progress",
            1,
            1,
        )

    def test_delivered_goes_to_review_at_once(self, house, log, in_days):
        made = log(status="delivered", finished_on=in_days(-1), due=None)

        assert made["state"] == "submitted"
        assert made["is_evidence_owed"] is True

    @pytest.mark.parametrize(
        ("field", "value", "needle"),
        [
            ("title", "", "Missing"),
            ("title", "Call 0803 123 4567", "phone number"),
            ("status", "accepted", "planned, in_progress, delivered"),
            ("due", "2026-02-31", "calendar"),
            ("due", "9999-01-01", "between 1990 and 2100"),
            ("template", "1.9", "Nearest"),
            ("objective", "Z.1", "not in the list"),
            ("core_function", 7, "1 to 6"),
            ("core_function", 3, "core function 1"),
            ("evidence_url", "javascript:alert(1)", "https"),
            ("violations", ["theft"], "Not one of"),
            ("state", "delivered", "Set by the server"),
            ("colour", "red", "Unknown field"),
            ("title", [{"a": 1}], "Must not hold objects"),
        ],
    )
    def test_bad_input_is_refused_by_field(self, house, log, field, value, needle):
        with pytest.raises(tk.ValidationError) as refused:
            log(**{field: value})

        assert needle in str(refused.value.error_dict[field])

    def test_planned_work_lies_ahead(self, house, log, in_days):
        with pytest.raises(tk.ValidationError) as refused:
            log(status="planned", due=in_days(-1))

        assert list(refused.value.error_dict) == ["due"]

    def test_same_key_and_body_make_one(self, house, log, act):
        first = log(idempotency_key="k1")
        again = log(idempotency_key="k1")

        assert first["id"] == again["id"]
        with pytest.raises(tk.ValidationError) as refused:
            log(idempotency_key="k1", title="Another")
        assert "idempotency_key" in refused.value.error_dict

    def test_another_agencys_work_is_refused(self, house, log):
        with pytest.raises(tk.NotAuthorized):
            log(agency="BRN")


class TestReview:
    def test_accepted_work_counts_and_is_due_for_review(self, house, log, act, in_days):
        sent = log(status="delivered", finished_on=in_days(0))

        done = act("deliverable_accept", house.chair, id=sent["id"], version=1)

        assert done["state"] == "delivered"
        assert done["review_by"] is not None
        tree = act("objective_overview", house.observer, taskforce="borno")
        assert [(n["code"], n["delivered"], n["live"]) for n in tree] == [
            ("A", 1, 1),
            ("B", 0, 0),
        ]

    def test_sent_back_with_a_note_and_a_new_date(self, house, log, act, in_days):
        sent = log(status="delivered", finished_on=in_days(0))

        with pytest.raises(tk.ValidationError):
            act("deliverable_send_back", house.chair, id=sent["id"], version=1)
        back = act(
            "deliverable_send_back",
            house.chair,
            id=sent["id"],
            version=1,
            note="Add the page on consent.",
        )

        assert (back["state"], back["is_sent_back"]) == ("in_progress", True)
        assert back["fix_by"] == in_days(7)

    def test_nobody_reviews_the_own_agencys_work(self, house, log, act, in_days):
        sent = log(status="delivered", finished_on=in_days(0))
        act(
            "seat_create",
            house.root,
            taskforce="borno",
            user=house.reporter["name"],
            role="coordinator",
            agency="RP",
        )

        with pytest.raises(tk.NotAuthorized):
            act("deliverable_accept", house.reporter, id=sent["id"], version=1)

    def test_nobody_accepts_the_own_submission(self, house, log, act, in_days):
        sent = log(
            user=house.coordinator,
            agency="RP",
            status="delivered",
            finished_on=in_days(0),
        )

        with pytest.raises(tk.NotAuthorized):
            act("deliverable_accept", house.coordinator, id=sent["id"], version=1)
        done = act("deliverable_accept", house.coordinator2, id=sent["id"], version=1)
        assert done["state"] == "delivered"

    def test_another_subcommittees_chair_may_not(self, house, log, act, in_days):
        sent = log(status="delivered", finished_on=in_days(0))

        with pytest.raises(tk.NotAuthorized):
            act("deliverable_accept", house.other_chair, id=sent["id"], version=1)

    def test_a_state_that_does_not_allow_it_is_named(self, house, log, act):
        made = log()

        with pytest.raises(tk.ValidationError) as refused:
            act("deliverable_accept", house.chair, id=made["id"], version=1)

        assert "in_progress" in str(refused.value.error_dict["state"])


class TestVersion:
    def test_a_stale_version_is_refused_with_the_current_copy(self, house, log, act):
        made = log()
        act("deliverable_update", house.reporter, id=made["id"], version=1, title="New")

        with pytest.raises(tk.ValidationError) as refused:
            act(
                "deliverable_update",
                house.focal_point,
                id=made["id"],
                version=1,
                title="Mine",
            )

        assert refused.value.error_dict["current"]["title"] == "New"
        assert refused.value.error_dict["current"]["version"] == 2

    def test_a_missing_version_is_refused(self, house, log, act):
        made = log()

        with pytest.raises(tk.ValidationError) as refused:
            act("deliverable_update", house.reporter, id=made["id"], title="New")

        assert "version" in refused.value.error_dict


class TestRenew:
    def test_the_old_edition_counts_until_the_new_is_accepted(
        self, house, log, act, in_days
    ):
        sent = log(status="delivered", finished_on=in_days(0))
        act("deliverable_accept", house.chair, id=sent["id"], version=1)

        new = act(
            "deliverable_renew",
            house.reporter,
            id=sent["id"],
            version=2,
            due=in_days(90),
        )

        assert (new["edition"], new["state"], new["previous"]) == (
            2,
            "planned",
            sent["id"],
        )
        tree = act("objective_overview", house.observer, taskforce="borno")
        assert (tree[0]["delivered"], tree[0]["live"]) == (1, 1)


class TestVisibility:
    def test_forbidden_looks_like_absent(self, house, log, act):
        made = log(visibility="agency")
        unknown = "00000000-0000-4000-8000-000000000000"

        for who in (house.other_reporter, house.observer, house.donor, house.root):
            for target in (made["id"], unknown):
                with pytest.raises(tk.ObjectNotFound) as refused:
                    act("deliverable_show", who, id=target)
                assert str(refused.value) == "Not found."
        assert act("deliverable_show", house.focal_point, id=made["id"])
        assert act("deliverable_show", house.coordinator, id=made["id"])

    def test_counts_hold_what_the_reader_may_see(self, house, log, act):
        log(visibility="agency")

        def live(who):
            return act("objective_overview", who, taskforce="borno")[0]["live"]

        assert (live(house.other_reporter), live(house.reporter)) == (0, 1)

    def test_severe_is_for_named_seats_only(self, house, log, act):
        made = log(sensitivity="severe")

        assert made["visibility"] == "named"
        with pytest.raises(tk.ObjectNotFound):
            act("deliverable_show", house.coordinator, id=made["id"])
        assert act("deliverable_show", house.reporter, id=made["id"])


class TestList:
    def test_filters_and_pages(self, house, log, act, in_days):
        for number in range(3):
            log(title=f"Piece {number}", due=in_days(10 - number))

        page = act(
            "deliverable_list",
            house.observer,
            taskforce="borno",
            page_size=2,
            q="piece",
        )

        assert (page["count"], page["page"]) == (3, 1)
        assert [item["title"] for item in page["items"]] == ["Piece 2", "Piece 1"]

    def test_a_filter_outside_the_list_is_refused(self, house, act):
        with pytest.raises(tk.ValidationError) as refused:
            act("deliverable_list", house.observer, taskforce="borno", sort="agency")

        assert "sort" in refused.value.error_dict
