"""The closed terms of the field, one enumeration per list; it imports nothing.

Codes are stable: they stand in the database, in the API and in published files.
Words for people are made from them in ``labels.py``, so that they can be translated.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


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


class Cell(StrEnum):
    """What the core-function grid says of one standing deliverable."""

    NONE = "none"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    OUTDATED = "outdated"
    NOT_APPLICABLE = "not_applicable"


class StatusWord(StrEnum):
    """Progress label of an indicator, as UNICEF's partner reporting uses them."""

    MET = "met"
    ON_TRACK = "on_track"
    CONSTRAINED = "constrained"
    NO_PROGRESS = "no_progress"
    NO_STATUS = "no_status"


class TallyState(StrEnum):
    """Where an agency's tally of a period stands; only an accepted one counts."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


class IndicatorKind(StrEnum):
    """How an indicator is measured, which decides what a report of it holds."""

    NUMBER = "number"
    PER_CENT = "per_cent"
    MILESTONE = "milestone"


class Direction(StrEnum):
    """Whether more or less of it is better."""

    UP = "up"
    DOWN = "down"


class Combining(StrEnum):
    """How values of several agencies, or of several places, become one."""

    SUM = "sum"
    MAX = "max"


class OverTime(StrEnum):
    """How values of several periods become one."""

    SUM = "sum"
    LATEST = "latest"


class Frequency(StrEnum):
    """How often an indicator is reported: the length of its periods."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class PeriodState(StrEnum):
    """Where a reporting period stands today; follows from its days alone."""

    AHEAD = "ahead"
    OPEN = "open"
    DUE = "due"
    LOCKED = "locked"


class ReminderState(StrEnum):
    """What became of the mail of a reminder."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class ReportState(StrEnum):
    """Where an agency's report on an indicator stands; only an accepted one counts."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


class ReportKind(StrEnum):
    """Whose eyes a report is for: counts of persons have reviewers of their own."""

    PERSONS = "persons"
    PLAIN = "plain"


class ReportSource(StrEnum):
    """Where the figure of a report comes from."""

    REGISTER = "register"
    MONTHLY_SUMMARY = "monthly_summary"
    TRAINING_RECORDS = "training_records"
    ACTIVITY_REPORTS = "activity_reports"
    SURVEY = "survey"
    ESTIMATE = "estimate"
    OTHER = "other"


class ReleaseKind(StrEnum):
    """What a release publishes: the state of the work, or counts of persons."""

    PROGRESS = "progress"
    FIGURES = "figures"


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


class DocumentKind(StrEnum):
    """What a document is, in the library and as evidence."""

    TERMS_OF_REFERENCE = "terms_of_reference"
    SOP = "sop"
    AGREEMENT = "agreement"
    STRATEGY = "strategy"
    MINUTES = "minutes"
    REPORT = "report"
    TRAINING = "training"
    ADVOCACY = "advocacy"
    EVIDENCE = "evidence"
    OTHER = "other"


class UploadState(StrEnum):
    """Where an uploaded tracker stands; the first two hold its rows."""

    OPEN = "open"
    SAVING = "saving"
    COMMITTED = "committed"
    DROPPED = "dropped"
    EXPIRED = "expired"


class Violation(StrEnum):
    """The six grave violations against children (SCR 1612 and 1882)."""

    KILLING_MAIMING = "killing_maiming"
    RECRUITMENT_USE = "recruitment_use"
    ATTACKS_SCHOOLS_HOSPITALS = "attacks_schools_hospitals"
    SEXUAL_VIOLENCE = "sexual_violence"
    ABDUCTION = "abduction"
    DENIAL_ACCESS = "denial_access"


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
