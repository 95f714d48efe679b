"""Sample voices: comments on the work, and what came by feedback channels."""

from __future__ import annotations

from datetime import date
from typing import Any

from ckanext.tiptaskforce.cli.sampling.accounts import TASKFORCE
from ckanext.tiptaskforce.cli.sampling.work import CHAIRS, COORDINATOR, SPEAKERS
from ckanext.tiptaskforce.cli.terminal import call, every
from ckanext.tiptaskforce.exchange import period

FIRST, SECOND = SPEAKERS["NNGO-01"], SPEAKERS["NNGO-02"]
# Work by its title, and what is said about it, by whom, in this order.
SAID = (
    (
        "Referral pathway, Jere",
        (
            (CHAIRS["protection"], "The page on consent comes before the list."),
            (FIRST, "It does now; the annex is being translated."),
        ),
    ),
    (
        "3/4/5W matrix, second half of the year",
        (
            (SECOND, "Our rows of Jere are in the shared workbook."),
            (COORDINATOR, "The matrix goes to the next meeting."),
        ),
    ),
)
# Each channel with what came and what was answered in the last quarters, newest first.
CHANNELS = (
    ("NNGO-01", "hotline", "Toll-free line (sample)", ((46, 43), (38, 38), (29, 24))),
    ("NNGO-01", "box", "Boxes at reception sites (sample)", ((17, 11), (21, 20))),
    (
        "NNGO-02",
        "meeting",
        "Community meetings (sample)",
        ((64, 58), (52, 52), (9, 9)),
    ),
)


def make(today: date) -> int:
    """Make what of it is not there yet; return how much that was."""
    return _comments() + _channels(today)


def _comments() -> int:
    about: dict[str, Any] = {"taskforce": TASKFORCE}
    listed = every("tiptaskforce_deliverable_list", COORDINATOR, **about)
    ids = {row["title"]: row["id"] for row in listed}
    made = 0
    for title, said in SAID:
        about["deliverable"] = ids[title]
        if every("tiptaskforce_comment_list", COORDINATOR, **about):
            continue
        for user, text in said:
            words = f"{text} (sample)"
            call("tiptaskforce_comment_create", user, **about, text=words)
            made += 1
    return made


def _channels(today: date) -> int:
    about: dict[str, Any] = {"taskforce": TASKFORCE}
    if every("tiptaskforce_feedback_channel_list", COORDINATOR, **about):
        return 0
    for agency, kind, title, counts in CHANNELS:
        user, said = SPEAKERS[agency], {"agency": agency, "kind": kind, "title": title}
        row = call("tiptaskforce_feedback_channel_create", user, **about, **said)
        quarter = period.containing(today, "quarter")
        for received, answered in counts:
            quarter = period.preceding(quarter)
            row = call(
                "tiptaskforce_feedback_channel_count",
                user,
                id=row["id"],
                version=row["version"],
                period=quarter.code,
                received=received,
                answered=answered,
            )
    return len(CHANNELS)
