"""Sample alerts: passed on by focal points, most of them acknowledged."""

from __future__ import annotations

from datetime import date, timedelta

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.sampling.counts import FOCAL_POINTS
from ckanext.tiptaskforce.cli.terminal import call, every
from ckanext.tiptaskforce.vocabulary import AcknowledgingBody, AlertChannel, Violation

MRM_FOCAL = "mrm-focal-un-04"
PLACES = ("NG008", "NG008011", "NG008013", "NG008021")
NUMBER = 80
# So many days lie between two sample alerts, and until each is acknowledged.
APART, ANSWERED = 6, 4
# The newest one is young, the next one waits for longer than a week.
OPEN = 2


def make(today: date) -> int:
    """Make the sample alerts where there are none; return how many that were."""
    if every("tiptaskforce_alert_list", MRM_FOCAL, taskforce=TASKFORCE):
        return 0
    for number in range(NUMBER):
        _pass_on(number, today - timedelta(days=2 + number * APART))
    return NUMBER


def _pass_on(number: int, day: date) -> None:
    hands, bodies = [*FOCAL_POINTS.values(), MRM_FOCAL], list(AcknowledgingBody)
    row = call(
        "tiptaskforce_alert_create",
        hands[number % len(hands)],
        taskforce=TASKFORCE,
        violation=list(Violation)[number * number % len(Violation)].value,
        month=f"{day - timedelta(days=20):%Y-%m}",
        place=PLACES[number % len(PLACES)],
        passed_on=day.isoformat(),
        channel=list(AlertChannel)[number % len(AlertChannel)].value,
    )
    if number >= OPEN:
        call(
            "tiptaskforce_alert_acknowledge",
            MRM_FOCAL,
            id=row["id"],
            version=row["version"],
            acknowledged_on=(day + timedelta(days=ANSWERED)).isoformat(),
            acknowledged_by=bodies[number % len(bodies)].value,
        )
