"""The closed terms of the field, one enumeration per list; it imports nothing else.

Codes are stable: they stand in the database, in the API and in published files.
Words for people are made from them in ``labels``, so that they can be translated.
"""

from ckanext.tiptaskforce.vocabulary.asking import (
    LetterKind as LetterKind,
)
from ckanext.tiptaskforce.vocabulary.asking import (
    RequestKind as RequestKind,
)
from ckanext.tiptaskforce.vocabulary.asking import (
    RequestState as RequestState,
)
from ckanext.tiptaskforce.vocabulary.counting import (
    AgeGroup as AgeGroup,
)
from ckanext.tiptaskforce.vocabulary.counting import (
    FormOfExploitation as FormOfExploitation,
)
from ckanext.tiptaskforce.vocabulary.counting import (
    Sex as Sex,
)
from ckanext.tiptaskforce.vocabulary.counting import (
    Step as Step,
)
from ckanext.tiptaskforce.vocabulary.counting import (
    TallyState as TallyState,
)
from ckanext.tiptaskforce.vocabulary.meeting import (
    ActionPointState as ActionPointState,
)
from ckanext.tiptaskforce.vocabulary.meeting import (
    DecisionState as DecisionState,
)
from ckanext.tiptaskforce.vocabulary.meeting import (
    MeetingPlace as MeetingPlace,
)
from ckanext.tiptaskforce.vocabulary.meeting import (
    MeetingState as MeetingState,
)
from ckanext.tiptaskforce.vocabulary.meeting import (
    Weekday as Weekday,
)
from ckanext.tiptaskforce.vocabulary.meeting import (
    WeekOfMonth as WeekOfMonth,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    NO_VIOLATION as NO_VIOLATION,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    AcknowledgingBody as AcknowledgingBody,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    AlertChannel as AlertChannel,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    AlertState as AlertState,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    FollowupKind as FollowupKind,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    FollowupStatus as FollowupStatus,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    Licence as Licence,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    PartyType as PartyType,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    ServiceArea as ServiceArea,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    TraffickingAct as TraffickingAct,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    TraffickingMeans as TraffickingMeans,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    Violation as Violation,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    ViolationLink as ViolationLink,
)
from ckanext.tiptaskforce.vocabulary.mrm import (
    WiderViolation as WiderViolation,
)
from ckanext.tiptaskforce.vocabulary.people import (
    AgencyType as AgencyType,
)
from ckanext.tiptaskforce.vocabulary.people import (
    InvitationState as InvitationState,
)
from ckanext.tiptaskforce.vocabulary.people import (
    JoinState as JoinState,
)
from ckanext.tiptaskforce.vocabulary.people import (
    MailChoice as MailChoice,
)
from ckanext.tiptaskforce.vocabulary.people import (
    MailState as MailState,
)
from ckanext.tiptaskforce.vocabulary.people import (
    Mandate as Mandate,
)
from ckanext.tiptaskforce.vocabulary.people import (
    Role as Role,
)
from ckanext.tiptaskforce.vocabulary.people import (
    Sensitivity as Sensitivity,
)
from ckanext.tiptaskforce.vocabulary.people import (
    Visibility as Visibility,
)
from ckanext.tiptaskforce.vocabulary.register import (
    InputKind as InputKind,
)
from ckanext.tiptaskforce.vocabulary.register import (
    InputState as InputState,
)
from ckanext.tiptaskforce.vocabulary.register import (
    PartnershipKind as PartnershipKind,
)
from ckanext.tiptaskforce.vocabulary.register import (
    PartnershipState as PartnershipState,
)
from ckanext.tiptaskforce.vocabulary.releasing import (
    ALERTS as ALERTS,
)
from ckanext.tiptaskforce.vocabulary.releasing import (
    Pillar as Pillar,
)
from ckanext.tiptaskforce.vocabulary.releasing import (
    ProgressTable as ProgressTable,
)
from ckanext.tiptaskforce.vocabulary.releasing import (
    Reached as Reached,
)
from ckanext.tiptaskforce.vocabulary.releasing import (
    ReleaseKind as ReleaseKind,
)
from ckanext.tiptaskforce.vocabulary.releasing import (
    ReleaseState as ReleaseState,
)
from ckanext.tiptaskforce.vocabulary.releasing import (
    WithdrawReason as WithdrawReason,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    Combining as Combining,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    Direction as Direction,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    Frequency as Frequency,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    IndicatorKind as IndicatorKind,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    OverTime as OverTime,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    PeriodState as PeriodState,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    ReminderState as ReminderState,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    ReportKind as ReportKind,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    ReportSource as ReportSource,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    ReportState as ReportState,
)
from ckanext.tiptaskforce.vocabulary.reporting import (
    StatusWord as StatusWord,
)
from ckanext.tiptaskforce.vocabulary.work import (
    DETAILS as DETAILS,
)
from ckanext.tiptaskforce.vocabulary.work import (
    Cell as Cell,
)
from ckanext.tiptaskforce.vocabulary.work import (
    ChannelKind as ChannelKind,
)
from ckanext.tiptaskforce.vocabulary.work import (
    CommentState as CommentState,
)
from ckanext.tiptaskforce.vocabulary.work import (
    Consulted as Consulted,
)
from ckanext.tiptaskforce.vocabulary.work import (
    CoreFunction as CoreFunction,
)
from ckanext.tiptaskforce.vocabulary.work import (
    DeliverableState as DeliverableState,
)
from ckanext.tiptaskforce.vocabulary.work import (
    DocumentKind as DocumentKind,
)
from ckanext.tiptaskforce.vocabulary.work import (
    StrategyState as StrategyState,
)
from ckanext.tiptaskforce.vocabulary.work import (
    TemplateKind as TemplateKind,
)
from ckanext.tiptaskforce.vocabulary.work import (
    UploadState as UploadState,
)
