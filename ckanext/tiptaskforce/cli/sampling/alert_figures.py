"""A published sample release of alerts, made and approved like any other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.sampling.alerts import MRM_FOCAL
from ckanext.tiptaskforce.cli.sampling.stages import Pair
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.vocabulary import ALERTS
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

APPROVER, SERIES = "coordinator-naptip", "alerts"
QUARTERS = 4
CAVEATS = "Sample data of a demonstration: no figure here counts a real alert."


def make(today: date) -> str:
    """Publish the alerts of the last four quarters that are over, as one total."""
    pair = Pair(MRM_FOCAL, APPROVER)
    found = pair.say("release_list", taskforce=TASKFORCE, series=SERIES)["items"]
    live = [row for row in found if row["state"] != State.DROPPED]
    return pair.bring(live[0] if live else _drafted(pair, today))["state"]


def _drafted(pair: Pair, today: date) -> dict[str, Any]:
    quarters = [period.preceding(period.containing(today, "quarter"))]
    while len(quarters) < QUARTERS:
        quarters.append(period.preceding(quarters[-1]))
    first, last = quarters[-1], quarters[0]
    return pair.say(
        "release_create",
        taskforce=TASKFORCE,
        series=SERIES,
        title=f"Alerts passed on in Borno, {first.label} to {last.label} (sample)",
        caveats=CAVEATS,
        violations=["abduction", "recruitment_use"],
        next_update=(last.end + timedelta(days=135)).isoformat(),
        specification={
            "kind": "figures",
            "step": ALERTS,
            "window": {"period": [quarter.code for quarter in quarters[::-1]]},
            "tables": [["violation", "state"]],
        },
    )
