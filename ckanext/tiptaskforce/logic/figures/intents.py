"""The release intent: what goes in is frozen when the check is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.tiptaskforce import config
from ckanext.tiptaskforce.logic import base
from ckanext.tiptaskforce.logic.figures import columns, specification
from ckanext.tiptaskforce.model import epoch
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.alert import Alert
from ckanext.tiptaskforce.model.base import now, scalars
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.vocabulary import ALERTS, ReleaseState

# What the disclosure log keeps of a release: rules and public numbers, no count.
LOGGED = (
    *("step", "epochs", "k", "zeros", "min_sources", "claims", "earlier"),
    *("n_cells", "n_withheld", "scan", "manifest_sha256"),
)
# What is checked and may still become public.
CHECKED = (ReleaseState.PROTECTED, ReleaseState.PROPOSED, ReleaseState.PUBLISHING)


def freeze(taskforce: Taskforce, release: Release) -> None:
    """Give accepted rows their epoch and note the rules; the caller commits.

    :raises ValidationError: where nothing was accepted for the step and the period
    """
    columns.check(taskforce, release.specification)
    step = release.specification["step"]
    window = release.specification["window"]["period"]
    epoch.stamp(taskforce.id, step, window, specification.k_of(taskforce))
    epochs = epoch.listed(taskforce.id, step, window)
    if not epochs:
        raise base.invalid("specification", _nothing(step))
    release.snapshot = specification.frozen(taskforce, release, epochs)
    release.source_ids = _sources(taskforce.id, step, epochs)
    release.code = ""


def waiting(taskforce: Taskforce, release: Release) -> list[str]:
    """Return the periods of a release of which late counts wait, being too few."""
    step = release.specification["step"]
    window = release.specification["window"]["period"]
    return epoch.waiting(taskforce.id, step, window, specification.k_of(taskforce))


def later(release: Release) -> list[Tally]:
    """Return the tallies of its periods that were accepted since its check began.

    Which of their counts belong into the release is not looked at: a difference in one
    step would tell more than that a tally was accepted, which every member knows.
    """
    moment = release.snapshot.get("frozen_at")
    is_counted = release.specification["step"] != ALERTS
    if not (moment and is_counted and release.state in CHECKED):
        return []
    window = release.specification["window"]["period"]
    since = datetime.fromisoformat(moment)
    return scalars(Tally.accepted_since(release.taskforce_id, window, since))


def _nothing(step: str) -> str:
    if step == ALERTS:
        return tk._("No alert was passed on in this period yet.")
    return tk._("No accepted tally counts this step in this period yet.")


def _sources(taskforce_id: str, step: str, epochs: list[str]) -> list[str]:
    """Return the agencies that are asked: those who know of what they contributed.

    Where one has gone on in another, the other one is asked too.
    """
    if step == ALERTS:
        found = sorted({one[2] for one in Alert.counted(taskforce_id, epochs)})
    else:
        found = epoch.source_ids(taskforce_id, step, epochs)
    return list(dict.fromkeys([*found, *Agency.successors(found)]))


def logged(release: Release) -> dict[str, Any]:
    """Return what the log of events keeps of a release that passed or went out."""
    return {key: release.snapshot[key] for key in LOGGED if key in release.snapshot}


def objection_until(release: Release) -> datetime | None:
    """Return until when the agencies may object, or None where it is not proposed."""
    if release.proposed_at is None:
        return None
    return release.proposed_at + timedelta(days=config.objection_days())


def is_open_to_objection(release: Release) -> bool:
    """Tell whether nobody may approve yet, because an agency may still object."""
    until = objection_until(release)
    return until is not None and now() < until
