"""Joint work: one agency is responsible, its partners see it, and it counts once."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest


@pytest.fixture
def joint(house, log):
    """Return a function that logs work of RP that BRN does jointly with it."""
    return lambda **more: log(partners=["BRN"], **more)


class TestSeen:
    @pytest.mark.parametrize("visibility", ["members", "subcommittee", "agency"])
    def test_partners_see_it(self, house, joint, act, visibility):
        row = joint(visibility=visibility)

        shown = act("deliverable_show", house.other_reporter, id=row["id"])

        assert (shown["agency"], shown["partners"]) == ("RP", ["BRN"])

    def test_not_where_it_names_its_readers(self, house, joint, act):
        row = joint(visibility="named")

        with pytest.raises(tk.ObjectNotFound):
            act("deliverable_show", house.other_reporter, id=row["id"])

    def test_others_do_not_see_it_by_that(self, house, joint, act):
        row = joint(visibility="agency")

        with pytest.raises(tk.ObjectNotFound):
            act("deliverable_show", house.police, id=row["id"])

    def test_partners_see_its_evidence(self, house, joint, act):
        row = joint(visibility="agency")
        made = act(
            "document_create",
            house.reporter,
            taskforce="borno",
            kind="evidence",
            title="Draft",
            deliverable=row["id"],
            url="https://example.org/draft",
        )

        assert act("document_show", house.other_reporter, id=made["id"])["id"]
        with pytest.raises(tk.ObjectNotFound):
            act("document_show", house.police, id=made["id"])


class TestCounted:
    def test_it_is_listed_under_both_and_counts_once(self, house, joint, act):
        row = joint()

        def listed(**by):
            asked = {"taskforce": "borno", **by}
            found = act("deliverable_list", house.observer, **asked)["items"]
            return [one["id"] for one in found]

        assert listed(agency="RP") == listed(agency="BRN") == [row["id"]]
        assert listed(responsible="RP") == [row["id"]]
        assert listed(responsible="BRN") == []
        owed = act("agency_overview", house.coordinator, taskforce="borno")["items"]
        assert {one["agency"]: one["owed"] for one in owed} == {
            "BRN": 0,
            "MIN": 0,
            "POL": 0,
            "RP": 1,
        }

    def test_the_responsible_agency_is_no_partner_of_itself(self, house, log):
        assert log(partners=["RP", "BRN", "BRN"])["partners"] == ["BRN"]

    def test_an_unknown_agency_is_refused_by_name(self, house, log):
        with pytest.raises(tk.ValidationError) as refused:
            log(partners=["BRM"])

        assert "Nearest: BRN" in str(refused.value.error_dict["partners"])


class TestRights:
    def test_partners_add_evidence_and_change_nothing(self, house, joint, act):
        row = joint()
        about = {"id": row["id"], "version": row["version"]}

        made = act(
            "document_create",
            house.other_reporter,
            taskforce="borno",
            kind="evidence",
            title="Our part",
            deliverable=row["id"],
            url="https://example.org/part",
        )

        assert made["deliverable"] == row["id"]
        told = act("deliverable_history", house.observer, id=row["id"])[0]
        assert (told["noun"], told["role"], told["agency"]) == (
            "document",
            "reporter",
            "BRN",
        )
        for verb in ("update", "submit", "drop"):
            more = {"note": "No."} if verb == "drop" else {}
            with pytest.raises(tk.NotAuthorized):
                act(f"deliverable_{verb}", house.other_reporter, **about, **more)

    def test_nobody_reviews_what_the_own_agency_did_as_a_partner(
        self, house, joint, act, in_days
    ):
        row = joint(status="delivered", finished_on=in_days(0), due=None)
        act(
            "seat_create",
            house.root,
            taskforce="borno",
            user=house.other_reporter["name"],
            role="coordinator",
            agency="BRN",
        )
        about = {"id": row["id"], "version": row["version"]}

        with pytest.raises(tk.NotAuthorized):
            act("deliverable_accept", house.other_reporter, **about)
        tasks = act("task_list", house.other_reporter, taskforce="borno")["items"]
        assert [one for one in tasks if one["kind"] == "review"] == []
        done = act("deliverable_accept", house.coordinator2, **about)
        assert done["state"] == "delivered"

    def test_a_merged_partner_is_followed_by_the_one_that_goes_on(
        self, house, joint, act
    ):
        row = joint()
        left = act("agency_show", house.coordinator, id=house.agency["BRN"]["id"])

        act(
            "agency_merge",
            house.coordinator,
            id=left["id"],
            version=left["version"],
            into="MIN",
        )

        shown = act("deliverable_show", house.observer, id=row["id"])
        assert (shown["agency"], shown["partners"]) == ("RP", ["MIN"])

    def test_the_next_edition_is_joint_as_well(self, house, joint, act, in_days):
        row = joint(status="delivered", finished_on=in_days(0), due=None)
        about = {"id": row["id"], "version": row["version"]}
        done = act("deliverable_accept", house.coordinator, **about)

        about["version"] = done["version"]
        new = act("deliverable_renew", house.reporter, **about, due=in_days(90))

        assert new["partners"] == ["BRN"]
