"""What leaves by the door, and how far it is on its way."""

from __future__ import annotations

from enum import StrEnum


class ReleaseKind(StrEnum):
    """What a release publishes: the state of the work, or counts of persons."""

    PROGRESS = "progress"
    FIGURES = "figures"


# What a release of figures may count beside the steps of persons. It is none of them:
# it has a ledger, makers and a unit of its own.
ALERTS = "alerts"


class ReleaseState(StrEnum):
    """Where a release stands on its way through the door."""

    DRAFT = "draft"
    PROTECTING = "protecting"
    PROTECTED = "protected"
    REFUSED = "refused"
    FAILED = "failed"
    PROPOSED = "proposed"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


class ProgressTable(StrEnum):
    """The closed list of tables that a release of kind progress may hold."""

    FUNCTION_STATE = "function-state"
    OBJECTIVE_STATE = "objective-state"
    STATUS_WORDS = "status-words"
    MEMBERS_TYPE = "members-type"


class WithdrawReason(StrEnum):
    """Class of reason for a withdrawal; it is public, so it carries no free text."""

    ERROR_IN_FIGURES = "error_in_figures"
    DISCLOSURE_RISK = "disclosure_risk"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PUBLISHED_BY_MISTAKE = "published_by_mistake"
    OTHER = "other"


class Reached(StrEnum):
    """What the released tables say of a group of persons."""

    SHOWN = "shown"
    ZERO = "zero"
    WITHHELD = "withheld"
    NOT_RELEASED = "not_released"
    NOT_ASKED = "not_asked"


class Pillar(StrEnum):
    """What work against trafficking is divided into; the last cuts across the three."""

    PREVENTION = "prevention"
    PROTECTION = "protection"
    PROSECUTION = "prosecution"
    PARTNERSHIP = "partnership"
