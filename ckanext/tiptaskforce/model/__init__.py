"""Tables and their queries; one module per noun, and the only place with SQL."""

from ckanext.tiptaskforce.model.action_point import ActionPoint
from ckanext.tiptaskforce.model.agency import Agency
from ckanext.tiptaskforce.model.agreement import Agreement
from ckanext.tiptaskforce.model.alert import Alert
from ckanext.tiptaskforce.model.code import Code
from ckanext.tiptaskforce.model.comment import Comment
from ckanext.tiptaskforce.model.context_series import ContextSeries
from ckanext.tiptaskforce.model.contribution import Contribution
from ckanext.tiptaskforce.model.decision import Decision
from ckanext.tiptaskforce.model.deliverable import Deliverable
from ckanext.tiptaskforce.model.digest import Digest
from ckanext.tiptaskforce.model.document import Document
from ckanext.tiptaskforce.model.event import (
    Event,
    EventHead,
    EventRedaction,
    EventValue,
)
from ckanext.tiptaskforce.model.factor import Factor
from ckanext.tiptaskforce.model.feed import Feed
from ckanext.tiptaskforce.model.feedback_channel import FeedbackChannel
from ckanext.tiptaskforce.model.followup import Followup
from ckanext.tiptaskforce.model.funding import Funding
from ckanext.tiptaskforce.model.idempotency import Idempotency
from ckanext.tiptaskforce.model.indicator import Indicator
from ckanext.tiptaskforce.model.input import Input
from ckanext.tiptaskforce.model.invitation import Invitation
from ckanext.tiptaskforce.model.join import Join
from ckanext.tiptaskforce.model.letter import Letter
from ckanext.tiptaskforce.model.meeting import Meeting
from ckanext.tiptaskforce.model.notice import Notice
from ckanext.tiptaskforce.model.objective import Objective
from ckanext.tiptaskforce.model.partnership import Partnership
from ckanext.tiptaskforce.model.period import Period
from ckanext.tiptaskforce.model.place import Place
from ckanext.tiptaskforce.model.release import Release
from ckanext.tiptaskforce.model.reminder import Reminder
from ckanext.tiptaskforce.model.report import Report
from ckanext.tiptaskforce.model.report_value import ReportValue
from ckanext.tiptaskforce.model.request import Request
from ckanext.tiptaskforce.model.seat import Seat
from ckanext.tiptaskforce.model.staged import Staged
from ckanext.tiptaskforce.model.strategy import Strategy
from ckanext.tiptaskforce.model.subcommittee import Subcommittee
from ckanext.tiptaskforce.model.subscription import Subscription
from ckanext.tiptaskforce.model.tally import Tally
from ckanext.tiptaskforce.model.tally_row import TallyRow
from ckanext.tiptaskforce.model.taskforce import Taskforce
from ckanext.tiptaskforce.model.template import Template
from ckanext.tiptaskforce.model.upload import Upload

TABLES = (
    Taskforce,
    Place,
    Code,
    Template,
    Agency,
    Subcommittee,
    Seat,
    Invitation,
    Join,
    Notice,
    Strategy,
    Objective,
    Deliverable,
    Comment,
    Document,
    Agreement,
    Tally,
    TallyRow,
    Contribution,
    Indicator,
    Period,
    Report,
    ReportValue,
    Funding,
    Reminder,
    Digest,
    Alert,
    Meeting,
    Decision,
    ActionPoint,
    FeedbackChannel,
    Followup,
    ContextSeries,
    Partnership,
    Input,
    Feed,
    Release,
    Upload,
    Event,
    EventValue,
    EventHead,
    EventRedaction,
    Idempotency,
    Factor,
    Staged,
    Subscription,
    Request,
    Letter,
)
