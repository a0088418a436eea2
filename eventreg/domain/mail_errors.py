"""Why a rule about mail stops the work, in a sentence for the reader."""

from eventreg.domain.errors import N_, Refused


class UnknownPlaceholder(Refused):
    """A text wants to be filled in with something that we do not have."""

    message = N_("We do not know {%(name)s}. You can use: %(known)s.")


class LooseBrace(Refused):
    """A brace that opens or closes no placeholder."""

    message = N_("A brace is missing or too many. A placeholder looks like this: {event}.")


class NobodyToWriteTo(Refused):
    """An audience, or a list of addresses, of which nobody is left."""

    message = N_("There is nobody to write to.")


class SentAlready(Refused):
    """The same form was sent before."""

    message = N_("This has been sent already.")


class TellsTooMuch(Refused):
    """A message about a sensitive event that names it."""

    message = N_("This event is sensitive, so its messages must not name it. Leave out “%(words)s”.")


class NotInvitable(Refused):
    """An event that nobody can sign up for."""

    message = N_("People can be invited once the event is public and as long as it takes place.")
