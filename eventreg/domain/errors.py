"""Why a rule stops the work, in a sentence for the reader.

Messages are English message ids; whoever shows one translates it and fills in `values`.
"""


def N_(message: str) -> str:
    """Mark a message for the catalogue; return it unchanged."""
    return message


class Refused(Exception):
    """A rule stops the work; `field` names the input that it is about, if one is."""

    message = N_("This is not possible now.")
    field: str | None = None

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.message % values if values else self.message)


class EventFull(Refused):
    """No place is left."""

    message = N_("All places are taken.")


class SignUpNotOpen(Refused):
    """The sign-up window has not begun."""

    message = N_("Sign-up has not opened yet.")


class SignUpClosed(Refused):
    """The sign-up window, or the event, is over."""

    message = N_("Sign-up has closed.")


class EventCancelled(Refused):
    """The event does not take place."""

    message = N_("This event has been cancelled.")


class ConsentNeeded(Refused):
    """A sensitive category was chosen, and the question of consent not yet answered."""

    message = N_("Say whether we may keep this answer.")
    field = "consent"


class UnknownCategory(Refused):
    """The answer is none of the project's choices."""

    message = N_("Choose one of the answers.")
    field = "category"


class AlreadyCancelled(Refused):
    """The place was given back before."""

    message = N_("This registration is cancelled already.")


class AlreadyThere(Refused):
    """Somebody who has come keeps the place; the evidence stays."""

    message = N_("You have been at this event already, so the registration stays.")


class TooLateToCancel(Refused):
    """The event is over; what happened stays."""

    message = N_("The event is over, so nothing can be cancelled any more.")


class NumberTaken(Refused):
    """Another event of the project has this number."""

    message = N_("Another event of this project has this number.")
    field = "number"


class Meanwhile(Refused):
    """Somebody else was faster; the same again may well succeed."""

    message = N_("Somebody changed this at the same moment. Please send it again.")


class ChangedMeanwhile(Refused):
    """Somebody else saved first; nothing of theirs is overwritten unseen."""

    message = N_("Somebody else changed this while you were writing. Nothing is saved yet: compare, then save again.")


class OutsidePeriod(Refused):
    """A date outside the project's period needs a reason."""

    message = N_("A date lies outside the project's period. Correct it, or say why.")
    field = "period_reason"


class DayHasScans(Refused):
    """A day cannot go once somebody was scanned on it."""

    message = N_("People have been scanned on a day that you removed.")
    field = "days"


class NotEnoughPlaces(Refused):
    """The capacity is below the places already taken."""

    message = N_("More people have signed up than this.")
    field = "capacity"


class NoDays(Refused):
    """An event needs a day before the public may see it."""

    message = N_("Give the event at least one day: the public sees it.")
    field = "days"


class NotADraft(Refused):
    """Only a draft can be published."""

    message = N_("This event is not a draft.")


class NotPublic(Refused):
    """Only what the public sees can be closed or cancelled."""

    message = N_("Only a public event can be closed or cancelled.")


class NoCountedPart(Refused):
    """A project in which nobody counts reports nothing."""

    message = N_("Choose at least one part that counts.")
    field = "counted_parts"


class NotADocument(Refused):
    """What is in the file is none of the kinds that we keep, whatever its name says."""

    message = N_("This is no PDF, PNG or JPEG file.")
    field = "file"


class DocumentTooLarge(Refused):
    """A document that nobody would want to wait for."""

    message = N_("The file is larger than 10 MB.")
    field = "file"


class SlugTaken(Refused):
    """Another project has this short name."""

    message = N_("Another project has this short name.")
    field = "slug"


class EmailTaken(Refused):
    """Somebody has this address already."""

    message = N_("Somebody has this e-mail address already.")
    field = "email"


class NotATarget(Refused):
    """A target cannot be typed for this category."""

    message = N_("This category is not one of the project's.")


class PassUnknown(Refused):
    """No pass has this secret."""

    message = N_("This door pass is not known. Ask the organiser for a new one.")
    field = "secret"


class PassUsed(Refused):
    """The link was opened on another device."""

    message = N_("This link has been used already. Ask the organiser for a new one.")
    field = "secret"


class PassExpired(Refused):
    """The link, or the pass, has run out."""

    message = N_("This link has run out. Ask the organiser for a new one.")
    field = "secret"


class Frozen(Refused):
    """A closed event's numbers do not move."""

    message = N_("This event is closed, so its registrations stay as they are.")


class HasCome(AlreadyThere):
    """An organiser cannot cancel, merge or move somebody who was let in."""

    message = N_("This person has been at the event, so the registration stays.")


class NotCancelled(Refused):
    """Only what is cancelled can be restored."""

    message = N_("This registration is not cancelled.")


class NoAddress(Refused):
    """There is nobody to send a mail to."""

    message = N_("There is no e-mail address in this registration.")


class OnlyAllTheSame(EventFull):
    """The event is full, and an organiser has not said that it does not matter."""

    message = N_("All places are taken. Tick “all the same” if one more fits in.")
    field = "all_the_same"


class WasScanned(Refused):
    """What happened at a door stays with its event."""

    message = N_("This ticket has been scanned at the door, so it cannot move to another event.")


class StandsForOthers(Refused):
    """Merged sign-ups belong to the event of the one that stands for them."""

    message = N_("Another sign-up was merged into this one. Part them first.")


class NoSuchTarget(Refused):
    """The event to move to is not among those offered."""

    message = N_("Choose an event from the list")
    field = "target"


class EventIsClosed(Refused):
    """The numbers of a closed event stand; only a consent can still be withdrawn."""

    message = N_("The event is closed, so this cannot be changed any more. Write to the organiser.")


class PlaceGivenBack(Refused):
    """Nothing is corrected in a registration that was cancelled."""

    message = N_("This registration is cancelled, so nothing in it can be changed.")


class InvitationOver(Refused):
    """An invitation was taken up, withdrawn, or has run out."""

    message = N_("This invitation does not stand any more. Ask for a new one.")


class OrganisationThere(Refused):
    """The project has an organisation of this name."""

    message = N_("The project has an organisation of this name already.")
    field = "organisation_name"


class OrganisationInUse(Refused):
    """Something belongs to an organisation, so it stays."""

    message = N_("This organisation has events, colleagues or invitations, so it cannot be removed. You can rename it.")


class InvitedElsewhere(Refused):
    """The invitation was written to another address than that of who is logged in."""

    message = N_("This invitation is for another e-mail address. Log out first.")
