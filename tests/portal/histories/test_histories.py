"""Random histories of people: after every step each sees what the table says.

Joins, leaves, changes of role, moves between subcommittees, endorsements that end.
"""

from __future__ import annotations

from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
import yaml
from ckan import model
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ckanext.tiptaskforce import permissions
from ckanext.tiptaskforce.logic import holding, nouns

NOUNS = ("deliverable", "document", "meeting", "action_point")
VERBS = ("join", "leave", "change", "move", "expire")
STEP = st.tuples(
    st.sampled_from(VERBS), *(st.integers(min_value=0, max_value=83) for _ in range(3))
)
HISTORY = st.lists(STEP, min_size=3, max_size=4)
# Two hundred longer ones, in parts that run one beside the other.
PARTS = 8
LONGER = st.lists(STEP, min_size=4, max_size=8)
MATRIX = Path(__file__).parents[1] / "guard" / "matrix.yaml"


def settled(number):
    """Return the settings of so many histories, the same ones in every run."""
    return settings(
        max_examples=number,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


def by_predicate(world, user):
    """Return the names of what the predicate lets a person know of."""
    reader = holding.holder(user["id"])
    names = {thing["id"]: name for name, thing in world.things.items()}
    found = set()
    for noun in NOUNS:
        table = nouns.TABLES[noun]
        for taskforce_id in {seat.taskforce_id for seat in reader.held}:
            scope = permissions.scope(reader, taskforce_id)
            asked = sa.select(table.id).where(table.visible_to(scope))
            found |= {names[one] for one in model.Session.scalars(asked)}
    return found


def by_api(world, user, act):
    """Return the names of what the lists of the API tell a person."""
    names = {thing["id"]: name for name, thing in world.things.items()}
    found = set()
    for noun in NOUNS:
        try:
            answer = act(f"{noun}_list", user, taskforce="borno", page_size=100)
        except tk.NotAuthorized:
            continue
        assert answer["count"] == len(answer["items"])
        found |= {names[item["id"]] for item in answer["items"]}
    return found


def people(house, world):
    """Return each person with what the table wants the person to see."""
    known = sorted({one.person for one in world.sits} | {"donor", "observer"})
    return [(who, getattr(house, who), world.visible(who)) for who in known]


def test_after_every_step_each_sees_what_the_table_says(world, steps, act):
    moves = []

    @settled(20)
    @given(HISTORY)
    def lived(history):
        house, now = world()
        at = steps(house, now)
        for step in history:
            at.take(step)
            model.Session.remove()
            for who, user, wanted in people(house, now):
                told = (history, step, who)
                assert by_predicate(now, user) == wanted, told
                assert by_api(now, user, act) == wanted, told
                moves.append(len(wanted))

    lived()

    # The control: people saw most, some and nothing on the way.
    assert min(moves) == 0
    assert max(moves) >= 18
    assert len(set(moves)) > 5


def test_a_hole_would_be_seen(world, steps, act, monkeypatch):
    """The control: with one right too many the table and the lists disagree."""
    from ckanext.tiptaskforce.model.deliverable import Deliverable

    house, now = world()
    monkeypatch.setattr(
        Deliverable, "visible_to", classmethod(lambda _cls, _scope: sa.true())
    )

    assert by_predicate(now, house.observer) - now.visible("observer") == {
        "deliverable BRN agency",
        "deliverable BRN subcommittee",
        "deliverable RP agency",
        "deliverable RP subcommittee",
    }


class TestTable:
    """The table of relations says the same of the bench's seats as the matrix."""

    SEATS = {
        "observer": ("observer", None, None),
        "reporter": ("reporter", "RP", None),
        "focal_point": ("focal_point", "RP", None),
        "other_reporter": ("reporter", "BRN", None),
        "chair": ("chair", "MIN", "protection"),
        "secretariat": ("secretariat", None, None),
        "custodian": ("custodian", None, None),
        "own_custodian": ("custodian", "RP", None),
        "coordinator": ("coordinator", None, None),
    }

    @pytest.mark.parametrize("shown_to", ["members", "subcommittee", "agency"])
    @pytest.mark.parametrize("noun", ["deliverable", "document"])
    def test_of_restricted_work(self, world, noun, shown_to):
        table = yaml.safe_load(MATRIX.read_text("utf-8"))
        _, now = world()
        now.sits = []
        for name, (role, agency, group) in self.SEATS.items():
            kind = type("Seat", (), {})()
            kind.id, kind.person, kind.role = name, name, role
            kind.agency, kind.group = agency, group
            now.sits.append(kind)

        thing = f"{noun} RP {shown_to}"
        found = {who for who in self.SEATS if thing in now.visible(who)}

        named = spread(table, table["seen"][noun][shown_to])
        assert found == named & set(self.SEATS)


def spread(table, names):
    """Return the seats that a list of seats and groups of seats names."""
    found = set()
    for name in names:
        own = table["groups"].get(name)
        found |= spread(table, own) if own else {name}
    return found


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_on_page_api_file_feed_and_export_too(
    world, steps, act, app, files_back, secrets_of, part
):
    # A part has histories of its own, so that processes share the work.
    @seed(part)
    @settled(200 // PARTS)
    @given(LONGER)
    def lived(history):
        house, now = world()
        files_back()
        secret_of = secrets_of(house, now)
        at = steps(house, now)
        for step in history:
            at.take(step)
            model.Session.remove()
            for who, user, wanted in people(house, now):
                assert by_api(now, user, act) == wanted, (history, step, who)
                told = roads(app, now, user, secret_of(who))
                for road, (noun, found) in told.items():
                    only = {name for name in wanted if name.startswith(noun)}
                    assert found == only, (road, history, step, who)

    lived()


def roads(app, world, user, secret):
    """Return of each road its noun, and the names of what it tells a person."""
    at = app.test_client(user=model.User.get(user["id"]))
    base = "/taskforce/borno"

    def told(noun, field, address, client=at):
        text = client.get(address).get_data(as_text=True)
        every = [(n, t) for n, t in world.things.items() if t["noun"] == noun]
        return noun, {name for name, thing in every if thing[field] in text}

    papers = [(n, t["id"]) for n, t in world.things.items() if t["noun"] == "document"]
    opened = {
        name
        for name, row_id in papers
        if at.get(f"{base}/document/{row_id}/file").status_code == 200
    }
    work = f"{base}/deliverable?page_size=100"
    feed = f"{base}/calendar/{secret}.ics"
    return {
        "page": told("deliverable", "title", work),
        "export": told("deliverable", "title", f"{work}&format=csv"),
        "feed": told("meeting", "id", feed, app.test_client()),
        "file": ("document", opened),
    }
