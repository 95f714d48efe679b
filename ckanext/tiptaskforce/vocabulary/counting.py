"""The codes by which agencies count persons in tallies."""

from __future__ import annotations

from enum import StrEnum


class TallyState(StrEnum):
    """Where an agency's tally of a period stands; only an accepted one counts."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


class Step(StrEnum):
    """Stages and statuses on the path of a person; never a partition."""

    SCREENED = "screened"
    PRESUMED = "presumed"
    IDENTIFIED = "identified"
    FORMALLY_DESIGNATED = "formally_designated"
    REFERRED = "referred"
    REFERRAL_COMPLETED = "referral_completed"
    IN_CASE_MANAGEMENT = "in_case_management"
    ON_PAUSE = "on_pause"
    NOT_TRAFFICKED_REFERRED = "not_trafficked_referred"
    FOLLOWED_UP = "followed_up"


class Sex(StrEnum):
    """Sex as tallies code it."""

    F = "F"
    M = "M"
    UNK = "UNK"


class AgeGroup(StrEnum):
    """Age group as tallies code it; a child is a person under 18."""

    CHILD = "child"
    ADULT = "adult"
    UNK = "UNK"


class FormOfExploitation(StrEnum):
    """Purpose of trafficking as tallies code it (Palermo Protocol art. 3)."""

    SEXUAL_EXPLOITATION = "sexual_exploitation"
    FORCED_LABOUR = "forced_labour"
    DOMESTIC_SERVITUDE = "domestic_servitude"
    SLAVERY = "slavery"
    FORCED_BEGGING = "forced_begging"
    FORCED_MARRIAGE = "forced_marriage"
    FORCED_RECRUITMENT = "forced_recruitment"
    CRIMINAL_ACTIVITIES = "criminal_activities"
    ORGAN_REMOVAL = "organ_removal"
    ILLEGAL_ADOPTION = "illegal_adoption"
    RITUAL = "ritual"
    OTHER = "other"
    UNK = "UNK"
