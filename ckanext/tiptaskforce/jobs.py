"""Background jobs; each takes an id, and its state lives in the row of that id."""

from __future__ import annotations

import logging
from collections.abc import Callable

import ckan.plugins.toolkit as tk
from redis.exceptions import RedisError

from ckanext.tiptaskforce.logic import publishing

log = logging.getLogger(__name__)
QUEUE = "tiptaskforce"
TIMEOUT_SECONDS = 3600


def enqueue(job: Callable[[str], None], row_id: str) -> None:
    """Queue a job after its row was committed.

    Without Redis the row waits where it is, and the reconciler takes it up.
    """
    try:
        tk.enqueue_job(
            job,
            kwargs={"release_id": row_id},
            queue=QUEUE,
            rq_kwargs={"timeout": TIMEOUT_SECONDS},
        )
    except RedisError as error:
        log.warning("the job of %s waits for the reconciler: %s", row_id, error)


def protect(release_id: str) -> None:
    """Make the files of a release and audit them."""
    publishing.protect(release_id)


def publish(release_id: str) -> None:
    """Publish an approved release."""
    publishing.publish(release_id)


def index(release_id: str) -> None:
    """Bring the search index up to date with the dataset of a release."""
    publishing.index(release_id)


def settle(release_id: str) -> None:
    """Write into the ledger what became of a release of figures."""
    publishing.settle(release_id)
