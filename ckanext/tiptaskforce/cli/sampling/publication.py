"""One sample release of the state of the work; it waits for no worker."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.sampling.stages import Pair
from ckanext.tiptaskforce.exchange import period, progress
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

MAKER, APPROVER = "secretariat-iom", "coordinator-naptip"
SERIES = "progress"
DAYS_UNTIL_UPDATE = 10
CAVEATS = (
    "Sample data of a demonstration: no figure here describes real work. "
    "The counts are of deliverables and organisations, never of persons."
)


def make(today: date) -> str:
    """Bring the sample release from where it stands to the public; return its state.

    A release that an interrupted run has left is taken on from there.
    """
    pair = Pair(MAKER, APPROVER)
    return pair.bring(_newest(pair) or _drafted(pair, today))["state"]


def _newest(pair: Pair) -> dict[str, Any] | None:
    found = pair.say("release_list", taskforce=TASKFORCE, series=SERIES)["items"]
    live = [row for row in found if row["state"] != State.DROPPED]
    return live[0] if live else None


def _drafted(pair: Pair, today: date) -> dict[str, Any]:
    quarter = period.containing(today, "quarter")
    return pair.say(
        "release_create",
        taskforce=TASKFORCE,
        series=SERIES,
        title=f"State of the work, {quarter.label} (sample)",
        caveats=CAVEATS,
        next_update=(quarter.end + timedelta(days=DAYS_UNTIL_UPDATE)).isoformat(),
        specification={
            "kind": "progress",
            "window": {"period": [quarter.code]},
            "tables": list(progress.USUAL_TABLES),
        },
    )
