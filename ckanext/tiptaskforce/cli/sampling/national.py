"""Sample national figures, which stand beside the own ones and apart from them."""

from __future__ import annotations

from datetime import date

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.terminal import call, every

SECRETARIAT = "secretariat-iom"
SOURCE = "Sample figures of a demonstration"
# Name, title, and the figures of the last three years, the latest first.
SERIES = (
    (
        "national-women-girls",
        "Detected women and girls (sample)",
        (1_480, 1_390, 1_205),
    ),
    ("national-men-boys", "Detected men and boys (sample)", (610, 540, 498)),
)


def make(today: date) -> int:
    """Load what is not there yet; return how many series that are."""
    found = every("tiptaskforce_context_series_list", SECRETARIAT, taskforce=TASKFORCE)
    known = {row["slug"] for row in found}
    missing = [one for one in SERIES if one[0] not in known]
    for slug, title, figures in missing:
        points = {
            str(today.year - ago): {"value": value}
            for ago, value in enumerate(figures, start=1)
        }
        call(
            "tiptaskforce_context_series_load",
            SECRETARIAT,
            taskforce=TASKFORCE,
            slug=slug,
            title=title,
            unit="persons",
            country="Nigeria",
            source=SOURCE,
            licence="cc0",
            as_of=today.isoformat(),
            points=points,
        )
    return len(missing)
