"""How long each noun is kept: one table, and the job that forgets what is over it.

What others rely on does not disappear: most nouns are kept as long as the task force,
and leave the lists by a state. What is cleared is what nobody relies on and what could
hold more about a person than the work needs: read trackers, files that wait for a form,
keys of forms, files of releases that were given up.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ckan import model

from ckanext.tiptaskforce.logic import files, release_files, requests, subscriptions
from ckanext.tiptaskforce.logic.uploads import kept
from ckanext.tiptaskforce.model import notice
from ckanext.tiptaskforce.model.base import now
from ckanext.tiptaskforce.model.idempotency import Idempotency
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.staged import Staged
from ckanext.tiptaskforce.phrase import N_

Forget = Callable[[datetime], int]
WITH_TASKFORCE = N_("as long as the task force; it leaves the lists by its state")
REQUEST_DAYS = 30
SEALED = N_("as long as the task force; two persons may clear a value")


@dataclass(frozen=True)
class Rule:
    """How many days a noun is kept, and what goes then; None: with the task force."""

    noun: str
    days: int | None
    words: str
    forget: Forget | None = None


def _uploads(_before: datetime) -> int:
    return kept.expire()


def _staged(before: datetime) -> int:
    """Forget the rows first: a file without a row is litter, the reverse is a lie."""
    gone = Staged.older_than(before)
    locations = [row.location for row in gone]
    for row in gone:
        model.Session.delete(row)
    model.Session.commit()
    for location in locations:
        files.forget(location)
    return len(locations)


def _keys(before: datetime) -> int:
    n_gone = Idempotency.forget_older(before)
    model.Session.commit()
    return n_gone


def _notices(before: datetime) -> int:
    n_gone = notice.forget_older(before)
    model.Session.commit()
    return n_gone


def _given_up(before: datetime) -> int:
    folders = [release_files.folder_of(row) for row in Release.given_up(before)]
    there = [folder for folder in folders if folder.is_dir()]
    for folder in there:
        shutil.rmtree(folder)
    return len(there)


def _requests(before: datetime) -> int:
    """Forget the addresses of what is over, and what nobody confirmed in time."""
    requests.forget(before + timedelta(days=REQUEST_DAYS) - requests.CONFIRMABLE)
    return requests.forget_addresses(before)


RULES: tuple[Rule, ...] = (
    *(
        Rule(noun, None, WITH_TASKFORCE)
        for noun in (
            *("taskforce", "place", "code", "template", "agency", "subcommittee"),
            *(
                "seat",
                "strategy",
                "objective",
                "deliverable",
                "document",
                "comment",
                "feedback_channel",
            ),
            *("agreement", "tally", "indicator", "period", "report", "funding"),
            *("reminder", "digest", "alert", "meeting", "decision", "action_point"),
            *("invitation", "join", "feed", "followup"),
            *("partnership", "input"),
        )
    ),
    Rule("event", None, SEALED),
    Rule("upload", 1, N_("the rows of a tracker that nobody saved"), _uploads),
    Rule("staged", 1, N_("a file whose form was never sent"), _staged),
    Rule("notice", 365, N_("what somebody was told"), _notices),
    Rule("idempotency", 30, N_("the key that makes a double tap one entry"), _keys),
    Rule(
        "subscription",
        2,
        N_("an address that nobody confirmed"),
        subscriptions.forget,
    ),
    Rule("request", REQUEST_DAYS, N_("the address of who asked"), _requests),
    Rule("letter", None, WITH_TASKFORCE),
    Rule("release", 90, N_("the files of a release that was given up"), _given_up),
)


def apply(moment: datetime | None = None) -> dict[str, int]:
    """Forget all that is over its time; return how much went, by noun."""
    at = moment or now()
    return {
        rule.noun: rule.forget(at - timedelta(days=rule.days))
        for rule in RULES
        if rule.forget is not None and rule.days is not None
    }
