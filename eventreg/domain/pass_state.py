"""How far a door pass has come, for the organiser's list."""

from datetime import datetime
from enum import StrEnum

from eventreg.models import DoorPass


class PassState(StrEnum):
    """What one can expect of a pass now."""

    WAITING = "waiting"  # its link can still be opened
    MISSED = "missed"  # nobody opened the link in time
    IN_USE = "in_use"
    ENDED = "ended"


def of(door_pass: DoorPass, *, now: datetime) -> PassState:
    """Return the state of a pass at this moment."""
    if door_pass.revoked_at is not None or door_pass.expires_at <= now:
        return PassState.ENDED
    if door_pass.redeemed_at is not None:
        return PassState.IN_USE
    waiting = door_pass.secret_expires_at is not None and door_pass.secret_expires_at > now
    return PassState.WAITING if waiting else PassState.MISSED
