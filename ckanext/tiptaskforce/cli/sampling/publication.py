"""One sample release, by the two persons that it takes; it waits for no worker."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.terminal import call
from ckanext.tiptaskforce.exchange import period, progress
from ckanext.tiptaskforce.logic import publishing
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

    A release that an interrupted run has left is taken on from there, and one that
    was published or withdrawn meanwhile stays as it is.
    """
    row = _newest() or _drafted(today)
    for _step in range(len(_STEPS)):
        following = _STEPS.get(State(row["state"]))
        if following is None:
            break
        row = following(row)
    return row["state"]


def _newest() -> dict[str, Any] | None:
    found = _say("release_list", MAKER, taskforce=TASKFORCE, series=SERIES)["items"]
    live = [row for row in found if row["state"] != State.DROPPED]
    return live[0] if live else None


def _drafted(today: date) -> dict[str, Any]:
    quarter = period.containing(today, "quarter")
    return _say(
        "release_create",
        MAKER,
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


def _protected(row: dict[str, Any]) -> dict[str, Any]:
    _say("release_protect", MAKER, **_of(row))
    return _counted(row)


def _counted(row: dict[str, Any]) -> dict[str, Any]:
    publishing.protect(row["id"])
    return _say("release_show", MAKER, id=row["id"])


def _proposed(row: dict[str, Any]) -> dict[str, Any]:
    """Propose the release with the sentence that the job has made from its counts."""
    return _say("release_propose", MAKER, **_of(row))


def _approved(row: dict[str, Any]) -> dict[str, Any]:
    row = _say("release_approve", APPROVER, **_of(row))
    return _published(row)


def _published(row: dict[str, Any]) -> dict[str, Any]:
    publishing.publish(row["id"])
    return _say("release_show", MAKER, id=row["id"])


_STEPS = {
    State.DRAFT: _protected,
    State.PROTECTING: _counted,
    State.PROTECTED: _proposed,
    State.PROPOSED: _approved,
    State.PUBLISHING: _published,
}


def _of(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "version": row["version"]}


def _say(action: str, user: str, **data: Any) -> Any:
    return call(f"tiptaskforce_{action}", user, **data)
