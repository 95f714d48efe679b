"""Sample money of the strategy: what lines need and received, as far as it is known."""

from __future__ import annotations

from datetime import date

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.terminal import call, every

SECRETARIAT = "secretariat-iom"
SOURCE = "Sample figures of a demonstration"
# Line, required, received; nobody has said yet what the last one received.
LINES = (
    ("A.1", 240_000, 150_000),
    ("A.2", 180_000, 180_000),
    ("B.1", 60_000, 12_500),
    ("C.1", 95_000, None),
)


def make(today: date) -> int:
    """Enter what is not there yet for this year and the last; return how much."""
    found = every("tiptaskforce_funding_list", SECRETARIAT, taskforce=TASKFORCE)
    known = {(row["objective"], row["year"]) for row in found}
    missing = [
        (year, *line)
        for year in (today.year - 1, today.year)
        for line in LINES
        if (line[0], year) not in known
    ]
    for year, code, required, received in missing:
        said = {} if received is None else {"received": received}
        call(
            "tiptaskforce_funding_create",
            SECRETARIAT,
            taskforce=TASKFORCE,
            objective=code,
            year=year,
            required=required,
            source=SOURCE,
            **said,
        )
    return len(missing)
