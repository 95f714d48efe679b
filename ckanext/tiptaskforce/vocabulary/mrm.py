"""The grave violations, how trafficking relates to them, and alerts."""

from __future__ import annotations

from enum import StrEnum


class Violation(StrEnum):
    """The six grave violations against children (SCR 1612 and 1882)."""

    KILLING_MAIMING = "killing_maiming"
    RECRUITMENT_USE = "recruitment_use"
    ATTACKS_SCHOOLS_HOSPITALS = "attacks_schools_hospitals"
    SEXUAL_VIOLENCE = "sexual_violence"
    ABDUCTION = "abduction"
    DENIAL_ACCESS = "denial_access"


# In counts by violation: none of the six was recorded; it stands alone in a row.
NO_VIOLATION = "none"


class WiderViolation(StrEnum):
    """What the mechanism records beside the six; no tag of ours uses these."""

    MILITARY_USE = "military_use"
    DEPRIVATION_LIBERTY = "deprivation_liberty"


class ViolationLink(StrEnum):
    """How acts of trafficking relate to a grave violation."""

    FILED_UNDER = "filed_under"
    INTERSECTS = "intersects"
    CONSEQUENCE = "consequence"
    TACTIC = "tactic"
    MAY_AMOUNT_TO = "may_amount_to"
    NOT_STATED = "not_stated"


class TraffickingAct(StrEnum):
    """What is done with a person (Palermo Protocol art. 3)."""

    RECRUITMENT = "recruitment"
    TRANSPORTATION = "transportation"
    TRANSFER = "transfer"
    HARBOURING = "harbouring"
    RECEIPT = "receipt"


class TraffickingMeans(StrEnum):
    """How it is done (Palermo Protocol art. 3); for a child no means are needed."""

    FORCE = "force"
    COERCION = "coercion"
    ABDUCTION = "abduction"
    FRAUD = "fraud"
    DECEPTION = "deception"
    ABUSE_OF_POWER = "abuse_of_power"
    ABUSE_OF_VULNERABILITY = "abuse_of_vulnerability"
    PAYMENTS = "payments"


class AlertState(StrEnum):
    """Where an alert to the CTFMR stands; nobody here verifies anything."""

    PASSED = "passed"
    ACKNOWLEDGED = "acknowledged"


class AlertChannel(StrEnum):
    """By which way of the CTFMR an alert was passed on."""

    CTFMR_SECRETARIAT = "ctfmr_secretariat"
    CTFMR_CO_CHAIR = "ctfmr_co_chair"
    CTFMR_MEMBER = "ctfmr_member"
    MRM_MONITOR = "mrm_monitor"


class AcknowledgingBody(StrEnum):
    """Which body has said that an alert arrived."""

    CTFMR_SECRETARIAT = "ctfmr_secretariat"
    CTFMR_CO_CHAIR = "ctfmr_co_chair"
    CTFMR_MEMBER = "ctfmr_member"


class FollowupKind(StrEnum):
    """What is followed up without cases."""

    SERVICE = "service"
    ACTION_PLAN = "action_plan"
    ADVOCACY = "advocacy"


class FollowupStatus(StrEnum):
    """Where an action plan or an advocacy item stands."""

    PLANNED = "planned"
    SIGNED = "signed"
    UNDER_WAY = "under_way"
    COMPLETED = "completed"
    SUSPENDED = "suspended"


class PartyType(StrEnum):
    """What kind of party to a conflict an action plan is with."""

    STATE_FORCES = "state_forces"
    ALLIED_GROUP = "allied_group"
    ARMED_GROUP = "armed_group"


class ServiceArea(StrEnum):
    """Areas of support in which services are facilitated (introductory guide, 2)."""

    MATERIAL = "material"
    SHELTER = "shelter"
    WASH = "wash"
    FOOD = "food"
    SAFETY = "safety"
    HEALTH = "health"
    EDUCATION = "education"
    LIVELIHOODS = "livelihoods"
    REUNIFICATION = "reunification"
    JUSTICE = "justice"


class Licence(StrEnum):
    """Under which licence data of others came; unconfirmed ones count as not open."""

    CC0 = "cc0"
    CC_BY = "cc-by"
    CC_BY_IGO = "cc-by-igo"
    CC_BY_SA = "cc-by-sa"
    ODC_BY = "odc-by"
    NOT_OPEN = "not-open"
