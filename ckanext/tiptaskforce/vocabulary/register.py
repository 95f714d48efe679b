"""What the task force keeps registers of: partners and forums, and inputs to others."""

from __future__ import annotations

from enum import StrEnum


class PartnershipKind(StrEnum):
    """Whether it is a body that others convene, or an agreement that was made."""

    FORUM = "forum"
    AGREEMENT = "agreement"


class PartnershipState(StrEnum):
    """How an entry of the register stands; derived from its days and its end."""

    IN_FORCE = "in_force"
    TO_COME = "to_come"
    REVIEW_DUE = "review_due"
    EXPIRED = "expired"
    ENDED = "ended"


class InputKind(StrEnum):
    """To what the task force sends its inputs."""

    HNO = "hno"
    HRP = "hrp"
    UPR = "upr"
    TIP_REPORT = "tip_report"
    SECURITY_COUNCIL = "security_council"
    TREATY_BODY = "treaty_body"
    OTHER = "other"


class InputState(StrEnum):
    """How an input stands; derived from its days."""

    SENT = "sent"
    DUE = "due"
    OVERDUE = "overdue"
    UNDATED = "undated"
