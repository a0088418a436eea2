"""Numbers of the results that are kept, and marks of what has changed since they were counted (docs/decisions/0013).

All of it follows from other tables and refers to them by id alone: whoever counts holds no row that
somebody else wants, and `flask results PROJECT --rebuild` makes it anew.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from eventreg.extensions import db
from eventreg.models.columns import Ref, one_of


class Stale(db.Model):
    """Something has changed of a person at an event, by this registration; triggers write it.

    Nought for person and registration is everybody at the event, nought for the event too is the whole
    project. `turn` counts the changes, so that whoever marks again has to write, and on PostgreSQL waits
    for whoever takes the mark meanwhile.
    """

    __tablename__ = "stale"

    project_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    registration_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    turn: Mapped[int]


class PersonAtEvent(db.Model):
    """A person who has a place at an event or came; who attended is a participation, in its category."""

    __tablename__ = "person_at_event"
    __table_args__ = (Index("ix_person_at_event_person_id", "person_id"),)

    event_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[Ref]
    registered: Mapped[bool]
    attended: Mapped[bool]
    category_id: Mapped[Ref | None]
    said_on: Mapped[date | None]  # the day by which the category is ordered, none if it is not stated


class PersonTally(db.Model):
    """A unique person of a project, in the category that decides; none is *not stated*."""

    __tablename__ = "person_tally"
    __table_args__ = (Index("ix_person_tally_project_id_category_id", "project_id", "category_id"),)

    person_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[Ref]
    category_id: Mapped[Ref | None]


class Measure(StrEnum):
    """What a number of an event counts."""

    REGISTERED = "registered"
    CATEGORY = "category"  # participations of one category
    DAY = "day"  # persons present on one day


class EventTally(db.Model):
    """One number of an event; `ref` is the category or the day, nought for *not stated* and for all registered."""

    __tablename__ = "event_tally"
    __table_args__ = (Index("ix_event_tally_event_id", "event_id"),)

    project_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    measure: Mapped[Measure] = mapped_column(one_of(Measure), primary_key=True)
    ref: Mapped[Ref] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
