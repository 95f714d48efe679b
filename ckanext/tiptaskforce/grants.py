"""Which seats stand how to an object: the rows from which the policy is made.

Beside them stand the verbs for which nobody needs a seat.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ckanext.tiptaskforce.vocabulary import Role


class Relation(StrEnum):
    """How a seat must stand to an object for a grant to hold."""

    ANY = "any"
    OWN_AGENCY = "own_agency"
    OWN_SUBCOMMITTEE = "own_subcommittee"
    REVIEW = "review"
    REVIEW_SUBCOMMITTEE = "review_subcommittee"
    PROGRESS = "progress"
    FIGURES = "figures"
    ALERTS = "alerts"
    NOT_EDITOR = "not_editor"
    AUTHOR = "author"
    PARTNER = "partner"
    SOURCE = "source"
    PLAIN = "plain"
    PLAIN_SUBCOMMITTEE = "plain_subcommittee"
    PLAIN_REVIEW = "plain_review"
    PLAIN_REVIEW_SUBCOMMITTEE = "plain_review_subcommittee"
    PERSONS = "persons"
    PERSONS_REVIEW = "persons_review"
    WHOLE = "whole"
    OWN_REPORTER = "own_reporter"


@dataclass(frozen=True)
class Grant:
    """A seat's role and the relation to the object under which it may."""

    role: Role | None
    relation: Relation = Relation.ANY


# Verbs that anybody may say, without an account too.
PUBLIC: frozenset[tuple[str, str]] = frozenset(
    {
        ("taskforce", "show"),
        ("taskforce", "list"),
        ("strategy", "show"),
        ("indicator", "read"),
        ("subscription", "create"),
        ("subscription", "confirm"),
        ("subscription", "end"),
        ("request", "create"),
        ("request", "confirm"),
        # Whoever has the secret of a feed reads it; nobody else finds one.
        ("feed", "read"),
        ("publication", "list"),
        ("publication", "show"),
        ("publication", "history"),
        ("publication", "overview"),
        ("publication", "read"),
        ("publication", "locate"),
        ("context_series", "list"),
    }
)

# Verbs of those who run the portal; a sysadmin needs no seat for them.
PORTAL: frozenset[tuple[str, str]] = frozenset(
    {
        ("taskforce", "create"),
        ("taskforce", "update"),
        ("preset", "check"),
        ("preset", "load"),
        ("context_series", "load"),
        ("sample", "create"),
        ("period", "advance"),
        ("seat", "create"),
        ("seat", "update"),
        ("seat", "end"),
        ("invitation", "list"),
        ("invitation", "show"),
        ("invitation", "create"),
        ("invitation", "withdraw"),
        ("seat", "list"),
        ("seat", "show"),
    }
)

ANY_SEAT = (Grant(None),)
COORDINATION = (Grant(Role.COORDINATOR), Grant(Role.SECRETARIAT))
OWNER = (
    Grant(Role.REPORTER, Relation.OWN_AGENCY),
    Grant(Role.FOCAL_POINT, Relation.OWN_AGENCY),
    Grant(Role.CHAIR, Relation.OWN_AGENCY),
)
# Who logs for an agency that does the work jointly with the responsible one.
PARTNER = (
    Grant(Role.REPORTER, Relation.PARTNER),
    Grant(Role.FOCAL_POINT, Relation.PARTNER),
    Grant(Role.CHAIR, Relation.PARTNER),
)
# Observers read what members read, and say nothing; all others speak with each other.
SPEAKING = tuple(Grant(role) for role in Role if role is not Role.OBSERVER)
AUTHOR = (Grant(None, Relation.AUTHOR),)
# A focal point names the reporters of the own agency, and no others.
NAMING = (*COORDINATION, Grant(Role.FOCAL_POINT, Relation.OWN_REPORTER))
KNOWING = (*COORDINATION, Grant(Role.FOCAL_POINT, Relation.OWN_AGENCY))
LOGGING = (
    Grant(Role.REPORTER),
    Grant(Role.FOCAL_POINT),
    Grant(Role.CHAIR),
    Grant(Role.COORDINATOR),
    Grant(Role.SECRETARIAT),
)
CHAIR = (Grant(Role.CHAIR, Relation.OWN_SUBCOMMITTEE),)
REVIEWER = (
    Grant(Role.CHAIR, Relation.REVIEW_SUBCOMMITTEE),
    Grant(Role.COORDINATOR, Relation.REVIEW),
)
# Counts of persons: entered by whoever speaks for the agency, opened by the custodian.
COUNTING = (Grant(Role.FOCAL_POINT, Relation.OWN_AGENCY),)
CUSTODIAN = (Grant(Role.CUSTODIAN, Relation.REVIEW),)
# Reports: drafted by all who log for the agency, sent by whoever speaks for it. What
# counts persons is for the custodian to open and accept, all else for the reviewers.
DRAFTING = (
    Grant(Role.REPORTER, Relation.OWN_AGENCY),
    Grant(Role.FOCAL_POINT, Relation.OWN_AGENCY),
)
REPORT_REVIEWER = (
    Grant(Role.CHAIR, Relation.PLAIN_REVIEW_SUBCOMMITTEE),
    Grant(Role.COORDINATOR, Relation.PLAIN_REVIEW),
    Grant(Role.CUSTODIAN, Relation.PERSONS_REVIEW),
)
REPORT_READER = (
    *DRAFTING,
    Grant(Role.CHAIR, Relation.PLAIN_SUBCOMMITTEE),
    Grant(Role.COORDINATOR, Relation.PLAIN),
    Grant(Role.CUSTODIAN, Relation.PERSONS),
)
# What organisations sent in former years. Nobody brings in the own organisation's
# where another may, and nobody what counts persons: its organisation sends that.
BRINGING = (
    Grant(Role.COORDINATOR, Relation.PLAIN_REVIEW),
    Grant(Role.SECRETARIAT, Relation.PLAIN_REVIEW),
)
# Minutes are kept by whoever chairs the body that meets; those of the task force as a
# whole by its secretariat too, which approves none.
MINUTES_APPROVER = (
    Grant(Role.COORDINATOR),
    Grant(Role.CHAIR, Relation.OWN_SUBCOMMITTEE),
)
KEEPER = (*MINUTES_APPROVER, Grant(Role.SECRETARIAT, Relation.WHOLE))
# Alerts: for who speaks for the agency that passed one on, and the MRM focal seats.
ALERTING = (
    Grant(Role.FOCAL_POINT, Relation.OWN_AGENCY),
    Grant(Role.MRM_FOCAL),
)
# What is followed up without cases: each agency its own, and who keeps it all.
FOLLOWING = (*OWNER, *COORDINATION, Grant(Role.MRM_FOCAL))
MAKER = (
    Grant(Role.SECRETARIAT, Relation.PROGRESS),
    Grant(Role.CUSTODIAN, Relation.FIGURES),
    Grant(Role.MRM_FOCAL, Relation.ALERTS),
)
APPROVER = (Grant(Role.COORDINATOR, Relation.NOT_EDITOR),)
DOOR = (
    Grant(Role.SECRETARIAT),
    Grant(Role.CUSTODIAN),
    Grant(Role.COORDINATOR),
    Grant(Role.MRM_FOCAL, Relation.ALERTS),
)
# Who chooses what figures are made of: each of what they make, and of nothing else.
CHOOSING = (
    Grant(Role.CUSTODIAN, Relation.FIGURES),
    Grant(Role.MRM_FOCAL, Relation.ALERTS),
)

# Who speaks for an agency whose counts a proposed release holds.
SOURCE = (Grant(Role.FOCAL_POINT, Relation.SOURCE),)
