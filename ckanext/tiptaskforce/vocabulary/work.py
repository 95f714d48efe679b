"""What the task force does and keeps: core functions, deliverables, documents."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class CoreFunction(IntEnum):
    """The six core functions of a cluster (IASC Reference Module, 2015)."""

    SERVICE_DELIVERY = 1
    INFORM_DECISIONS = 2
    PLAN_STRATEGY = 3
    MONITOR = 4
    BUILD_CAPACITY = 5
    ADVOCACY = 6


class StrategyState(StrEnum):
    """Where a strategy stands; derived from what was adopted, and from the day."""

    IN_PREPARATION = "in_preparation"
    CURRENT = "current"
    FORMER = "former"
    DROPPED = "dropped"


class DeliverableState(StrEnum):
    """Where a deliverable stands; outdated and sent back are derived, not states."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DELIVERED = "delivered"
    DROPPED = "dropped"


class CommentState(StrEnum):
    """Whether a comment still has its words."""

    LIVE = "live"
    REMOVED = "removed"


class TemplateKind(StrEnum):
    """What a standing deliverable is, as far as something of its own belongs to it."""

    GENERAL = "general"
    ADVOCACY = "advocacy"
    PLANNING_INPUT = "planning_input"
    ASSESSMENT = "assessment"


class Consulted(StrEnum):
    """Whether affected people were consulted about a piece of work."""

    YES = "yes"
    PLANNED = "planned"
    NO = "no"


# The fields that belong to each kind: an advocacy package, an input to HNO or HRP, an
# assessment.
DETAILS: dict[TemplateKind, tuple[str, ...]] = {
    TemplateKind.GENERAL: (),
    TemplateKind.ADVOCACY: ("key_messages", "briefing_notes", "talking_points"),
    TemplateKind.PLANNING_INPUT: ("input_document", "input_chapter", "cycle_year"),
    TemplateKind.ASSESSMENT: ("assessed_from", "assessed_until", "areas", "methods"),
}


class ChannelKind(StrEnum):
    """By what means affected people give feedback."""

    HOTLINE = "hotline"
    BOX = "box"
    MEETING = "meeting"
    VISIT = "visit"
    ONLINE = "online"
    OTHER = "other"


class Cell(StrEnum):
    """What the core-function grid says of one standing deliverable."""

    NONE = "none"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    OUTDATED = "outdated"
    NOT_APPLICABLE = "not_applicable"


class DocumentKind(StrEnum):
    """What a document is, in the library and as evidence."""

    TERMS_OF_REFERENCE = "terms_of_reference"
    SOP = "sop"
    AGREEMENT = "agreement"
    STRATEGY = "strategy"
    LAW = "law"
    MINUTES = "minutes"
    REPORT = "report"
    TRAINING = "training"
    ADVOCACY = "advocacy"
    RESOURCE = "resource"
    EVIDENCE = "evidence"
    OTHER = "other"


class UploadState(StrEnum):
    """Where an uploaded tracker stands; the first two hold its rows."""

    OPEN = "open"
    SAVING = "saving"
    COMMITTED = "committed"
    DROPPED = "dropped"
    EXPIRED = "expired"
