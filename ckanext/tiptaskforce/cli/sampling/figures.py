"""Two published quarters of sample figures, made and approved like any other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.sampling.stages import Pair
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.vocabulary import ReleaseState as State

MAKER, APPROVER = "custodian-unhcr", "coordinator-naptip"
SERIES, STEP = "referrals", "referred"
# Its total is what everybody reads of this indicator, which counts persons.
INDICATOR = "A.2-3"
QUARTERS = 2
DAYS_UNTIL_UPDATE = 135
CAVEATS = (
    "Sample data of a demonstration: no figure here counts a real person. "
    "An organisation may count a person whom another one counts as well."
)
# Few tables of few columns: they show nearly everybody who was counted.
TABLES = (
    ("state", "quarter"),
    ("zone", "quarter"),
    ("lga", "quarter"),
    ("sex", "age_group"),
    ("form_of_exploitation", "sex"),
)


def make(today: date) -> dict[str, str]:
    """Publish the last two quarters that are over; return the state of each.

    What an interrupted run has left is taken on from there.
    """
    pair = Pair(MAKER, APPROVER)
    found = pair.say("release_list", taskforce=TASKFORCE, series=SERIES)["items"]
    live = {_code(row): row for row in found if row["state"] != State.DROPPED}
    return {
        quarter.code: pair.bring(live.get(quarter.code) or _drafted(pair, quarter))[
            "state"
        ]
        for quarter in _over(today)
    }


def _over(today: date) -> list[period.Period]:
    """Return the quarters that ended last, the oldest first."""
    one = period.containing(today, "quarter")
    found = []
    for _ in range(QUARTERS):
        one = period.containing(one.start - timedelta(days=1), "quarter")
        found.append(one)
    return found[::-1]


def _code(row: dict[str, Any]) -> str:
    return row["specification"]["window"]["period"][0]


def _drafted(pair: Pair, quarter: period.Period) -> dict[str, Any]:
    return pair.say(
        "release_create",
        taskforce=TASKFORCE,
        series=SERIES,
        title=f"Referrals to services in Borno, {quarter.label} (sample)",
        caveats=CAVEATS,
        indicators=[INDICATOR],
        next_update=(quarter.end + timedelta(days=DAYS_UNTIL_UPDATE)).isoformat(),
        specification={
            "kind": "figures",
            "step": STEP,
            "window": {"period": [quarter.code]},
            "tables": [list(columns) for columns in TABLES],
        },
    )
