"""Sample endorsements and tallies, sent and accepted by the sample accounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.cli.sampling import drawn
from ckanext.tiptaskforce.cli.sampling.accounts import ACCOUNTS, TASKFORCE
from ckanext.tiptaskforce.cli.terminal import call, every
from ckanext.tiptaskforce.exchange import period
from ckanext.tiptaskforce.vocabulary import TallyState as State

Row = dict[str, Any]
SECRETARIAT, CUSTODIAN = "secretariat-iom", "custodian-unhcr"
QUARTERS = 8
NOTE = "Sample note: look at the places of the children again."
FOCAL_POINTS = {
    account.agency: account.name
    for account in ACCOUNTS
    if account.role == "focal_point" and account.agency
}
# Days since the endorsement, and days until it ends; one has ended a while ago.
ENDORSED = {
    "NNGO-01": (400, 330),
    "NNGO-02": (390, 340),
    "GOV-06": (200, 530),
    "UN-03": (380, 350),
    "INGO-02": (760, -30),
}
# How far the tallies of the quarter that is running have come.
RUNNING = {
    "NNGO-01": State.DRAFT,
    "NNGO-02": State.SUBMITTED,
    "GOV-06": State.SENT_BACK,
}


def make(today: date) -> int:
    """Make what of the sample is not there yet; return how many tallies that were."""
    _endorse(today)
    _place()
    known = {(t["agency"], t["period"]): t for t in _listed("tally")}
    made = 0
    for code, states in _quarters(today).items():
        for agency, state in states.items():
            row = known.get((agency, code))
            made += row is None
            _brought(agency, code, row, state)
    return made


def _quarters(today: date) -> dict[str, dict[str, State]]:
    """Return the last quarters, the oldest first, with how far each agency came."""
    running = period.containing(today, "quarter")
    found = {running.code: RUNNING}
    first = running
    for _ in range(QUARTERS):
        first = period.containing(first.start - timedelta(days=1), "quarter")
        found[first.code] = dict.fromkeys(FOCAL_POINTS, State.ACCEPTED)
    return dict(sorted(found.items()))


def _place() -> None:
    """Say where the agencies of the sample work, where nobody has said it yet."""
    for row in _listed("agency"):
        if row["acronym"] in FOCAL_POINTS and not row["places"]:
            places = drawn.places(row["acronym"])
            _say("agency_update", SECRETARIAT, **_of(row), places=places)


def _endorse(today: date) -> None:
    known = {row["agency"] for row in _listed("agreement")}
    for agency, (since, until) in ENDORSED.items():
        if agency not in known:
            _say(
                "agreement_create",
                SECRETARIAT,
                taskforce=TASKFORCE,
                agency=agency,
                endorsed_on=(today - timedelta(days=since)).isoformat(),
                expires_on=(today + timedelta(days=until)).isoformat(),
            )


def _brought(
    agency: str, code: str, known: dict[str, Any] | None, state: State
) -> None:
    """Bring a tally on from where an interrupted run has left it.

    What somebody has done with it since the sample was made is left alone.
    """
    row = known or _counted(agency, code)
    if row["version"] == 1 and state != State.DRAFT:
        row = _say("tally_submit", FOCAL_POINTS[agency], **_of(row))
    if row["version"] == 2 and row["state"] == State.SUBMITTED:
        if state == State.ACCEPTED:
            _say("tally_accept", CUSTODIAN, **_of(row))
        if state == State.SENT_BACK:
            _say("tally_send_back", CUSTODIAN, **_of(row), note=NOTE)


def _counted(agency: str, code: str) -> dict[str, Any]:
    return _say(
        "tally_create",
        FOCAL_POINTS[agency],
        taskforce=TASKFORCE,
        agency=agency,
        period=code,
        rows=drawn.rows(agency, code),
    )


def _listed(noun: str) -> list[dict[str, Any]]:
    return every(f"tiptaskforce_{noun}_list", SECRETARIAT, taskforce=TASKFORCE)


def _of(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "version": row["version"]}


def _say(action: str, user: str, **data: Any) -> Any:
    return call(f"tiptaskforce_{action}", user, **data)
