"""Who objects for the counts of an agency that went on in another one."""

from __future__ import annotations

import pytest
from ckan import model

pytestmark = pytest.mark.usefixtures("clean_index")


@pytest.fixture
def merge(counting, act):
    """Return the function that lets BRN go on in POL's place: in MIN."""

    def done():
        row = act("agency_show", counting.secretariat, id=counting.agency["BRN"]["id"])
        about = {"id": row["id"], "version": row["version"], "into": "MIN"}
        act("agency_merge", counting.secretariat, **about)
        model.Session.remove()

    return done


@pytest.fixture
def proposed(counted, protected, say, act):
    """A release that waits for its approval, with counts of RP and BRN."""
    made = protected()
    say("propose", counted.custodian, made["id"])
    return act("release_show", counted.custodian, id=made["id"])


def test_the_other_one_sees_them_under_their_name_and_may_object(
    proposed, merge, counting, act, say
):
    merge()

    # The people of BRN sit for MIN now.
    user, about = counting.other_focal_point, {"id": proposed["id"]}
    (share,) = act("release_share", user, **about)["agencies"]
    assert share["agency"] == "BRN"
    assert sum(row["n"] for row in share["rows"]) == 155
    found = act("task_list", user, taskforce="borno")["items"]
    assert proposed["id"] in {task["id"] for task in found}
    say("object", user, proposed["id"], note="Not yet: the places are wrong.")
    shown = act("release_show", counting.custodian, **about)
    assert shown["state"] == "draft"
    assert [one["agency"] for one in shown["objections"]] == ["MIN"]


def test_a_release_that_is_made_afterwards_asks_the_other_one_too(
    counted, merge, protected, say, act
):
    merge()
    made = protected()

    say("propose", counted.custodian, made["id"])

    (share,) = act("release_share", counted.other_focal_point, id=made["id"])[
        "agencies"
    ]
    assert share["agency"] == "BRN"


def test_those_of_nobody_else(proposed, merge, counting, act):
    merge()

    (share,) = act("release_share", counting.focal_point, id=proposed["id"])["agencies"]
    assert share["agency"] == "RP"
