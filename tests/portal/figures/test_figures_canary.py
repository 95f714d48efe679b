"""No raw count of an agency stands anywhere but with its focal point and the custodian.

Each agency counts numbers that occur nowhere else; what is published are their sums.
Every surface that a release of figures has is then read as every other seat, and every
row of every table but the two of raw counts.
"""

from __future__ import annotations

import json
import re

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.logic import publishing

pytestmark = pytest.mark.usefixtures("clean_index")
RAW_TABLES = {"tiptaskforce_tally_row", "tiptaskforce_contribution"}
PLACES = ("NG008011", "NG008013", "NG008021")
SEXES, AGES = ("F", "M"), ("child", "adult", "UNK")
FORMS = ("forced_labour", "forced_marriage", "other")
OTHERS = (
    *("coordinator", "coordinator2", "secretariat", "chair", "other_chair"),
    *("reporter", "other_reporter", "police", "police_focal_point", "mrm_focal"),
    *("observer", "donor", "root"),
)


def cells(first: int) -> tuple[tuple[str, str, str, str, int], ...]:
    """Return cells with numbers that are told apart from all others and their sums."""
    keys = [(p, s, a, f) for p in PLACES for s in SEXES for a in AGES for f in FORMS]
    return tuple((*key, first + 1013 * n) for n, key in enumerate(keys))


CANARIES = {n for first in (500_009, 900_001) for *_, n in cells(first)}


def found(text: str) -> set[int]:
    """Return the canaries that a text holds, also with signs between the digits."""
    numbers = re.findall(r"[0-9](?:[0-9]|[,.\u202f\u00a0 ](?=[0-9]{3}))*", text)
    return {int(re.sub(r"\D", "", n)) for n in numbers if len(n) < 12} & CANARIES  # noqa: PLR2004


@pytest.fixture
def crowded(counting, tally):
    """The house in which two agencies have counted 54 cells each."""
    for agency, first in (("RP", 500_009), ("BRN", 900_001)):
        tally(agency, cells=cells(first))
    return counting


def read_all(act, user, release):
    """Return all that an account is given of a release, as one text."""
    reads = (
        ("release_show", {"id": release}),
        ("release_preview", {"id": release}),
        ("release_share", {"id": release}),
        ("release_list", {"taskforce": "borno"}),
        ("release_pending", {"taskforce": "borno"}),
        ("release_offer", {"taskforce": "borno"}),
        ("publication_show", {"taskforce": "borno", "series": "referrals"}),
        ("publication_list", {"taskforce": "borno"}),
        ("task_list", {"taskforce": "borno"}),
        ("tally_list", {"taskforce": "borno"}),
        ("event_list", {"taskforce": "borno", "page_size": 100}),
    )
    said = []
    for name, data in reads:
        model.Session.remove()
        try:
            said.append(json.dumps(act(name, user, **data), default=str))
        except (tk.NotAuthorized, tk.ObjectNotFound):
            continue
    return "\n".join(said)


def stored() -> dict[str, str]:
    """Return all rows of all tables but those of raw counts, as text."""
    model.Session.remove()
    with model.meta.engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names()) - RAW_TABLES
        return {
            name: "\n".join(
                connection.scalars(sa.text(f'SELECT t::text FROM "{name}" t'))
            )
            for name in sorted(names)
        }


class TestCanaries:
    def test_they_are_found_where_they_may_stand(self, crowded, act):
        """The control: the search sees them."""
        mine = act("tally_list", crowded.focal_point, taskforce="borno", agency="RP")
        shown = act("tally_show", crowded.focal_point, id=mine["items"][0]["id"])

        assert len(found(json.dumps(shown))) == 54
        assert found("1,013 and 500,009") == {500_009}

    @pytest.mark.parametrize("state", ["refused", "proposed", "published", "withdrawn"])
    def test_no_other_seat_meets_one(
        self, crowded, protected, say, act, app, caplog, specification, state
    ):
        # A table that is refused speaks of small cells to the custodian.
        tables = [["lga"], ["sex", "age_group"], ["form_of_exploitation"]]
        sentence = "Of 3 referrals." if state == "refused" else None
        more = {"sentence": sentence} if sentence else {}
        made = protected(specification={**specification, "tables": tables}, **more)
        if state != "refused":
            say("propose", crowded.custodian, made["id"])
        if state in ("published", "withdrawn"):
            say("approve", crowded.coordinator, made["id"])
            publishing.publish(made["id"])
        if state == "withdrawn":
            say("withdraw", crowded.coordinator, made["id"], reason="other")
        shown = act("release_show", crowded.custodian, id=made["id"])
        assert shown["state"] == state, shown["advice"]

        met = {
            seat: found(read_all(act, getattr(crowded, seat), made["id"]))
            for seat in OTHERS
        }
        met["anonymous"] = found(read_all(act, None, made["id"]))
        # Who speaks for RP meets the counts of RP, and none of BRN.
        own = found(read_all(act, crowded.focal_point, made["id"]))
        assert {seat: hits for seat, hits in met.items() if hits} == {}
        assert own == (
            {n for *_, n in cells(500_009)} if state == "proposed" else set()
        )
        assert {
            name: hits for name, text in stored().items() if (hits := found(text))
        } == {}
        assert found(caplog.text) == set()
        for path in config.release_path().rglob("*"):
            if path.suffix in (".csv", ".json", ".html"):
                assert found(path.read_text("utf-8")) == set(), path.name

    @pytest.mark.parametrize(
        "seat", ["coordinator", "secretariat", "focal_point", "observer"]
    )
    def test_no_page_shows_one(self, crowded, protected, say, app, seat):
        made = protected()
        say("propose", crowded.custodian, made["id"])
        user = getattr(crowded, seat)
        app.set_session_user(user["id"])
        for path in (
            "release",
            f"release/{made['id']}",
            "work",
            "tally",
            "audit",
            "data",
        ):
            body = app.client.get(f"/taskforce/borno/{path}", follow_redirects=True)
            hits = found(body.get_data(as_text=True))
            own = {n for *_, n in cells(500_009)}
            is_share = seat == "focal_point" and path.startswith("release/")
            assert hits == (own if is_share else set()), path
