"""Seats from a list of accounts; only coordination brings them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest


@pytest.fixture
def people(house, bring, commit):
    """Bring and save seats as the secretariat."""

    def upload(content, name="people.csv", user=None):
        return bring(content, name, user or house.secretariat, kind="seat")

    def save(shown, **more):
        return commit(shown, house.secretariat, **more)

    upload.save = save
    return upload


@pytest.fixture
def roles_of(house, act):
    """Return (role, agency, until) of the seats that an account holds."""

    def held(user):
        asked = {"taskforce": "borno", "page_size": 100, "ended": True}
        items = act("seat_list", house.secretariat, **asked)["items"]
        name = user.get("fullname") or user["name"]
        mine = [item for item in items if item["user"] == name]
        return [(item["role"], item["agency"], item["until"]) for item in mine]

    return held


class TestRoundTrip:
    def test_template_filled_saved_and_uploaded_again_changes_nothing(
        self, house, fill, people, roles_of, told, in_days
    ):
        rows = [
            {
                "Account": house.donor["name"],
                "Role": "Reporter",
                "Organisation": "BRN",
                "Until": in_days(90),
            },
            {
                "Account": house.observer["name"],
                "Role": "Chair of a subcommittee",
                "Subcommittee": "Prevention",
            },
        ]
        content = fill("seat", house.secretariat, rows)

        first = people(content, "filled.xlsx")
        assert (told(first), first["problems"]["items"]) == ((2, 0, 0, 0), [])
        people.save(first)

        assert told(people(content, "filled.xlsx")) == (0, 0, 2, 0)
        assert roles_of(house.donor) == [("reporter", "BRN", in_days(90))]

    def test_a_seat_ends_today_and_only_once(
        self, house, people, roles_of, told, in_days
    ):
        text = f"Account,Role,Until\n{house.observer['name']},observer,{in_days(0)}\n"
        shown = people(text)

        assert told(shown) == (0, 1, 0, 0)
        people.save(shown)
        assert roles_of(house.observer) == [("observer", None, in_days(0))]
        assert told(people(text)) == (0, 0, 1, 0)


class TestProblems:
    def test_each_is_told_by_row_and_column(self, house, people, problems_of, in_days):
        name = house.donor["name"]
        shown = people(
            "Account,Role,Organisation,Subcommittee,Until\n"
            "nobody-here,observer,,,\n"
            f"{name},reporter,,,\n"
            f"{name},chair,,,\n"
            f"{name},mrm_focal,POL,,\n"
            f"{name},observer,,,{in_days(-3)}\n"
            f"{house.observer['name']},observer,,,{in_days(9)}\n"
        )

        assert problems_of(shown) == [
            (2, "Account"),
            (3, "Organisation"),
            (4, "Subcommittee"),
            (5, "Role"),
            (6, "Until"),
            (7, "Until"),
        ]

    def test_the_same_seat_twice_in_a_file_is_named(self, house, people, problems_of):
        row = f"{house.donor['name']},observer\n"

        assert [n for n, _ in problems_of(people(f"Account,Role\n{row}{row}"))] == [
            2,
            3,
        ]


class TestRights:
    @pytest.mark.parametrize(
        "who", ["reporter", "focal_point", "chair", "custodian", "observer", "donor"]
    )
    def test_only_coordination_brings_people(self, house, people, who):
        text = f"Account,Role\n{house.donor['name']},coordinator\n"

        with pytest.raises(tk.NotAuthorized):
            people(text, user=getattr(house, who))

    def test_the_preview_is_closed_to_who_lost_the_right(self, house, act, people, log):
        shown = people(f"Account,Role\n{house.donor['name']},observer\n")
        act(
            "seat_create",
            house.root,
            taskforce="borno",
            user=house.secretariat["name"],
            role="reporter",
            agency="RP",
        )
        seat = house.seat["secretariat"]
        act("seat_end", house.root, id=seat["id"], version=seat["version"])

        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            act("upload_show", house.secretariat, id=shown["id"])
        with pytest.raises((tk.NotAuthorized, tk.ObjectNotFound)):
            people.save(shown)
