"""The tables, one file a noun."""

from eventreg.models.audit import AuditEntry
from eventreg.models.category import Category, CategoryAnswer, Consent, Purpose
from eventreg.models.doorpass import DoorPass, PassKind
from eventreg.models.event import Event, EventDay, EventStatus, EventType, Kind, Mode
from eventreg.models.mail import MailKind, OutgoingMail
from eventreg.models.project import Indicator, Notice, Programme, Project, ProjectStatus, Target
from eventreg.models.registration import KeyKind, Part, Person, PersonKey, Registration, RegistrationStatus
from eventreg.models.scan import Action, Attendance, DeletionPermit, Scan, Verdict, Way
from eventreg.models.user import Membership, Role, User

__all__ = [
    "Action",
    "Attendance",
    "AuditEntry",
    "Category",
    "CategoryAnswer",
    "Consent",
    "DeletionPermit",
    "DoorPass",
    "Event",
    "EventDay",
    "EventStatus",
    "EventType",
    "Indicator",
    "KeyKind",
    "Kind",
    "MailKind",
    "Membership",
    "Mode",
    "Notice",
    "OutgoingMail",
    "Part",
    "PassKind",
    "Person",
    "PersonKey",
    "Programme",
    "Project",
    "ProjectStatus",
    "Purpose",
    "Registration",
    "RegistrationStatus",
    "Role",
    "Scan",
    "Target",
    "User",
    "Verdict",
    "Way",
]
