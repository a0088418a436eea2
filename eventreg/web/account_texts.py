"""Texts of Flask-Security that a visitor may meet, marked so that they stand in our catalogue."""

from eventreg.domain.errors import N_

TEXTS = (
    N_("You must sign in to view this resource."),
    N_("You do not have permission to view this resource."),
    N_("Please log in to access this page."),
    N_("Please reauthenticate to access this page."),
    N_("Authentication failed - identity or password/passcode invalid"),
)
