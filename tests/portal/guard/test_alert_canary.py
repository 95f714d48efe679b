"""An alert is found by nobody but those who may know of it, wherever they look.

Alerts of two hands carry a month that stands nowhere else. Every address and every
action of ours is asked for them as the seats that might be curious.
"""

from __future__ import annotations

import json

import pytest
from ckan import logic, model

MONTH, DAY = "1997-07", "1997-07-17"
MARKS = (MONTH, "Jul 1997", "199707")
SEATS = (
    *("anonymous", "donor", "ex_member", "foreign_coordinator", "sysadmin"),
    *("observer", "reporter", "other_reporter", "other_focal_point", "police"),
    *("police_focal_point", "chair", "other_chair", "secretariat", "custodian"),
    *("own_custodian", "coordinator", "coordinator2"),
)
CRAWLERS = ("anonymous", "sysadmin", "reporter", "other_focal_point", "coordinator")


@pytest.fixture
def planted(bench, act):
    """Two alerts, one acknowledged; their ids."""
    codes = {"violation": "abduction", "month": MONTH, "place": "NG008021"}
    about = {"taskforce": "borno", **codes, "passed_on": DAY, "channel": "mrm_monitor"}
    rows = [act("alert_create", bench.seats["focal_point"], **about)]
    row = act("alert_create", bench.seats["mrm_focal"], **about)
    said = {"acknowledged_on": DAY, "acknowledged_by": "ctfmr_member"}
    version = {"id": row["id"], "version": row["version"]}
    rows.append(act("alert_acknowledge", bench.seats["mrm_focal"], **version, **said))
    return [row["id"] for row in rows]


def told(text, asked, ids):
    """Return what an answer tells of the alerts beside what the question said."""
    marks = [mark for mark in MARKS if mark in text]
    return marks + [one for one in ids if one in text and one not in asked]


def pages(bench, app, seat, ids):
    user = bench.seats[seat]
    app.set_session_user(user["id"] if user else None)
    objects = bench.objects
    values = {
        "slug": ["borno"],
        "alert_id": ids,
        "deliverable_id": [objects["deliverable-planned-members"]["id"]],
        "agency_id": [bench.house.agency["RP"]["id"]],
        "event_id": [objects["event"]["id"]],
        "code": ["A.1"],
        "": ids[:1],
    }
    for url in bench.addresses(app, values):
        more = ("", "?format=csv") if url.startswith("/taskforce/") else ("",)
        for query in more:
            answer = app.client.get(url + query, follow_redirects=True)
            yield url, answer.get_data(as_text=True)


def calls(bench, seat, ids):
    ours = [n for n in sorted(logic._actions) if n.startswith("tiptaskforce_")]
    inputs = [
        {"taskforce": "borno", "page_size": 100},
        {"taskforce": "borno", "noun": "alert"},
        *({"id": one} for one in ids),
        *({"id": one, "version": 99} for one in ids),
    ]
    for name in ours:
        for data in inputs:
            action = name.removeprefix("tiptaskforce_")
            _, found = bench.answer(action, seat, data)
            found = getattr(found, "error_dict", found)
            yield f"{name} {data}", json.dumps(found, default=str)


@pytest.mark.parametrize("seat", CRAWLERS)
def test_no_page_tells_of_an_alert(bench, planted, app, seat):
    visited = dict(pages(bench, app, seat, planted))

    assert {
        u: told(t, u, planted) for u, t in visited.items() if told(t, u, planted)
    } == {}
    assert len(visited) > 60


@pytest.mark.parametrize("seat", SEATS)
def test_no_action_tells_of_an_alert(bench, planted, seat, with_plugins):
    answers = dict(calls(bench, seat, planted))

    assert {
        a: told(t, a, planted) for a, t in answers.items() if told(t, a, planted)
    } == {}
    assert len(answers) > 300


def test_the_control_who_may_know_finds_them(bench, planted, app):
    answers = dict(calls(bench, "mrm_focal", planted))
    model.Session.remove()
    visited = dict(pages(bench, app, "mrm_focal", planted))

    listed = answers["tiptaskforce_alert_list {'taskforce': 'borno', 'page_size': 100}"]
    assert told(listed, "", planted) == [MONTH, *planted]
    assert (
        MONTH in visited["/taskforce/borno/alert"]
        or "Jul 1997" in (visited["/taskforce/borno/alert"])
    )
