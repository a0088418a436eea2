"""The tables, one file a noun."""

from eventreg.models.audit import AuditEntry
from eventreg.models.beat import Beat
from eventreg.models.category import Category, CategoryAnswer, Consent, Purpose
from eventreg.models.doorpass import DoorPass, PassKind
from eventreg.models.event import Document, Event, EventDay, EventStatus, EventType, Kind, Mode, RemovedDay
from eventreg.models.mail import Announcement, MailKind, MailText, OutgoingMail, Unsubscription
from eventreg.models.project import Indicator, Notice, Organisation, Programme, Project, ProjectStatus, Target
from eventreg.models.registration import KeyKind, Part, Person, PersonKey, Registration, RegistrationStatus
from eventreg.models.review import Decision, ReviewItem, ReviewKind
from eventreg.models.roster import ROSTER_TRIGGERS, RosterChange
from eventreg.models.scan import Action, Attendance, DayCount, DeletionPermit, Scan, ScanNote, Verdict, Way
from eventreg.models.scan_triggers import TRIGGERS
from eventreg.models.tally import EventTally, Measure, PersonAtEvent, PersonTally, Stale
from eventreg.models.tally_triggers import TALLY_TRIGGERS
from eventreg.models.user import FailedTry, Invitation, Membership, Role, User, UserSession

__all__ = [
    "ROSTER_TRIGGERS",
    "TALLY_TRIGGERS",
    "TRIGGERS",
    "Action",
    "Announcement",
    "Attendance",
    "AuditEntry",
    "Beat",
    "Category",
    "CategoryAnswer",
    "Consent",
    "DayCount",
    "Decision",
    "DeletionPermit",
    "Document",
    "DoorPass",
    "Event",
    "EventDay",
    "EventStatus",
    "EventTally",
    "EventType",
    "FailedTry",
    "Indicator",
    "Invitation",
    "KeyKind",
    "Kind",
    "MailKind",
    "MailText",
    "Measure",
    "Membership",
    "Mode",
    "Notice",
    "Organisation",
    "OutgoingMail",
    "Part",
    "PassKind",
    "Person",
    "PersonAtEvent",
    "PersonKey",
    "PersonTally",
    "Programme",
    "Project",
    "ProjectStatus",
    "Purpose",
    "Registration",
    "RegistrationStatus",
    "RemovedDay",
    "ReviewItem",
    "ReviewKind",
    "Role",
    "RosterChange",
    "Scan",
    "ScanNote",
    "Stale",
    "Target",
    "Unsubscription",
    "User",
    "UserSession",
    "Verdict",
    "Way",
]
