"""Why a decision about what happened at a door cannot be taken, in a sentence for the reader."""

from eventreg.domain.errors import N_, Refused


class DecidedMeanwhile(Refused):
    """Somebody else was faster, or a button was pressed twice."""

    message = N_("Somebody has decided about this already.")


class ReasonNeeded(Refused):
    """What changes the numbers of a closed event, or sets a scan aside, says why."""

    message = N_("Say why")
    field = "reason"


class NobodyToAdmit(Refused):
    """A scan that leads to nobody can only be attached to somebody."""

    message = N_("This scan leads to nobody at this event. Choose the person, or set it aside.")


class DayNeeded(Refused):
    """Somebody was present on a day of the event, or not at all."""

    message = N_("Choose a day of the event")
    field = "day"


class NothingToOpen(Refused):
    """What a walk-in said was not sealed to this event, is not complete, or comes too late."""

    message = N_("What this person said on the device cannot be read. Choose the person, or set it aside.")


class NoSuchPerson(Refused):
    """The registration to attach to is none of this event's, or cancelled in favour of another."""

    message = N_("Choose a person of this event")
    field = "registration"
