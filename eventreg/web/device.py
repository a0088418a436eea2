"""The door pass that a device keeps in its session, for pages without JavaScript and for the phone's own camera."""

from flask import request, session

from eventreg import clock
from eventreg.domain import doorpass
from eventreg.extensions import db
from eventreg.models import DoorPass

KEPT = "door_pass"


def keep(door_pass: DoorPass) -> None:
    """Let this device's pages use a pass."""
    session[KEPT] = door_pass.id


def forget() -> None:
    """Let this device forget its pass."""
    session.pop(KEPT, None)


def held_pass() -> DoorPass | None:
    """Return the pass of this device as long as it is in force; one that has ended is forgotten."""
    kept, now = session.get(KEPT), clock.now()
    found = doorpass.find_active(db.session, kept, now=now) if kept else None
    if kept and found is None:
        forget()
    if found and request.method == "POST" and doorpass.must_be_noted(found, now=now):
        doorpass.note_seen(db.session, found.id, now=now)
    return found
