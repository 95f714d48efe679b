"""Meetings of five years in the bench's site: `python -m bench.gatherings INI`.

Three bodies meet once a month, 36 times a year. Each meeting has its attendance, its
minutes, two decisions and two action points, one of them done; all are approved.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

TASKFORCE = "borno"
BODIES = ("", "protection", "prevention")
MONTHS = 60
MONTH = dt.timedelta(days=30)
# The demo has its own meetings of the last three months.
NEWEST = dt.timedelta(days=100)
MINUTES = "The open action points were read out, one by one. " * 12


def main() -> None:
    """Boot CKAN and hold the meetings, the oldest first, by the actions of people."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    app = make_app(load_config(sys.argv[1]))
    newest = dt.datetime.now(dt.UTC).date() - NEWEST
    # Inside a request what all calls ask for is remembered.
    for number in reversed(range(MONTHS)):
        for body in BODIES:
            with app.test_request_context():
                _held(body, newest - number * MONTH, number)


def _held(body: str, day: dt.date, number: int) -> None:
    from ckanext.tiptaskforce.cli.sampling import meetings
    from ckanext.tiptaskforce.cli.terminal import call, every

    # The chair of a body keeps its minutes and approves them.
    keeper = meetings.CHAIRS.get(body, meetings.SECRETARIAT)
    approver = meetings.CHAIRS.get(body, meetings.COORDINATOR)

    def say(verb: str, user: str, row: dict[str, Any], **more: Any) -> Any:
        about = {"id": row["id"], "version": row["version"]}
        return call(f"tiptaskforce_meeting_{verb}", user, **about, **more)

    asked = {"subcommittee": body} if body else {}
    found = every("tiptaskforce_agency_list", keeper, taskforce=TASKFORCE, **asked)
    came = [one["acronym"] for n, one in enumerate(found) if (n + number) % 4]
    hours = {"day": day.isoformat(), "starts": "10:00", "ends": "12:00"}
    agenda = {"place_kind": "online", "agenda": ["Calendar", "Action points"]}
    about = {"taskforce": TASKFORCE, **asked}
    row = call("tiptaskforce_meeting_create", keeper, **about, **hours, **agenda)
    row = say("hold", keeper, row, present=came)
    row = say("update", keeper, row, minutes=MINUTES)
    about = {"taskforce": TASKFORCE, "meeting": row["id"]}
    for turn in range(2):
        title = f"Decision {turn} of {day}"
        call("tiptaskforce_decision_create", keeper, **about, title=title)
        _agreed(keeper, about, came[turn], day, is_done=turn == 0)
    say("approve", approver, row)


def _agreed(
    keeper: str, about: dict[str, str], agency: str, day: dt.date, *, is_done: bool
) -> None:
    from ckanext.tiptaskforce.cli.terminal import call

    due = (day + MONTH).isoformat()
    sent = {**about, "title": f"Send the list of {day}", "agency": agency, "due": due}
    point = call("tiptaskforce_action_point_create", keeper, **sent)
    if is_done:
        version = {"id": point["id"], "version": point["version"]}
        call("tiptaskforce_action_point_complete", keeper, **version)


if __name__ == "__main__":
    main()
