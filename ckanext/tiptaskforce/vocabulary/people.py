"""Who takes part, and who may know what."""

from __future__ import annotations

from enum import StrEnum


class AgencyType(StrEnum):
    """Kind of member organisation, as the Borno task force counts its members."""

    GOVERNMENT = "government"
    NATIONAL_NGO = "national_ngo"
    INTERNATIONAL_NGO = "international_ngo"
    UN = "un"
    ICRC = "icrc"


class Mandate(StrEnum):
    """What a member organisation is there for; two of them exclude some seats."""

    PROTECTION = "protection"
    PREVENTION = "prevention"
    LAW_ENFORCEMENT = "law_enforcement"
    PROSECUTION = "prosecution"
    COORDINATION = "coordination"
    OTHER = "other"


class Role(StrEnum):
    """The seats of a task force; the only source of rights."""

    COORDINATOR = "coordinator"
    SECRETARIAT = "secretariat"
    CUSTODIAN = "custodian"
    MRM_FOCAL = "mrm_focal"
    CHAIR = "chair"
    FOCAL_POINT = "focal_point"
    REPORTER = "reporter"
    OBSERVER = "observer"


class Visibility(StrEnum):
    """Who inside the task force may know that an object exists."""

    MEMBERS = "members"
    SUBCOMMITTEE = "subcommittee"
    AGENCY = "agency"
    NAMED = "named"


class Sensitivity(StrEnum):
    """Printed level of an object; it sets the least visibility it may have."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    SEVERE = "severe"


class InvitationState(StrEnum):
    """Where an invitation stands; one that is over its day is not accepted."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class JoinState(StrEnum):
    """What was decided on a request to join."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"


class MailState(StrEnum):
    """What became of the mail of a notice; some notices have none of their own.

    One that is ``daily`` is told of by the next mail of the day.
    """

    NONE = "none"
    WAITING = "waiting"
    DAILY = "daily"
    SENT = "sent"
    FAILED = "failed"


class MailChoice(StrEnum):
    """How a person wants to be told of work by mail."""

    OFF = "off"
    AT_ONCE = "at_once"
    DAILY = "daily"
