"""Sample reports on the indicators: the past ones accepted, some left to be sent."""

from __future__ import annotations

from flask import Flask

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.sampling.counts import FOCAL_POINTS
from ckanext.tiptaskforce.cli.terminal import call

SEED = 1


def make(app: Flask) -> int:
    """Make what of the sample is not there yet; return how many reports that were.

    What a focal point of the demonstration could send by hand in a minute, a plain
    number of the newest period, stays a draft.
    """
    # Inside a request the lookups that all rows share are remembered.
    with app.test_request_context():
        done = call(
            "tiptaskforce_sample_create",
            taskforce=TASKFORCE,
            reports=True,
            drafts_of=sorted(FOCAL_POINTS),
            seed=SEED,
        )
    return sum(done["reports"].values())
