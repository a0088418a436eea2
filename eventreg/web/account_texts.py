"""What Flask-Security says to a visitor, in our words and in our catalogue."""

from eventreg.domain.errors import N_

KEPT = (
    N_("You must sign in to view this resource."),
    N_("You do not have permission to view this resource."),
    N_("Please log in to access this page."),
    N_("Please reauthenticate to access this page."),
    N_("Authentication failed - identity or password/passcode invalid"),
)
OURS = {
    "PASSWORD_RESET_EXPIRED": (N_("This link has run out. Ask for a new one."), "error"),
    "CHANGE_EMAIL_EXPIRED": (N_("This link has run out. Ask for a new one."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (N_("This link does not work any more. Ask for a new one."), "error"),
    "API_ERROR": (N_("This link does not work any more. Ask for a new one."), "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (N_("This took too long. Please start anew."), "error"),
    "PASSWORD_RESET_REQUEST": (N_("If there is an account with this address, the link is on its way."), "success"),
    "PASSWORD_RESET_NO_LOGIN": (N_("Your password is new. Log in with it."), "success"),
    "PASSWORD_IS_THE_SAME": (N_("Choose a password other than the present one"), "error"),
    "PASSWORD_CHANGE": (N_("Your password is changed."), "success"),
    "PASSWORD_INVALID_LENGTH": (N_("This password is too short. Lengthen it with another word"), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Enter the password"), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two passwords differ"), "error"),
    "INVALID_PASSWORD": (N_("This is not your password"), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (N_("This code is not right. Type the one that the app shows now"), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Enter the e-mail address"), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("Check the e-mail address: it should look like name@example.lv"), "error"),
    "INVALID_INPUT": (N_("Check this answer"), "error"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Thank you. You can go on now."), "success"),
    "REAUTHENTICATION_REQUIRED": (N_("Type your password once more, please."), "info"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("You are logged in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        N_("The second factor is switched on. Make recovery codes next."),
        "success",
    ),
    "TWO_FACTOR_DISABLED": (N_("The second factor is switched off."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (N_("Please log in anew."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (N_("Check this answer"), "error"),
    "INVALID_RECOVERY_CODE": (N_("This code is not one of yours, or it was used already"), "error"),
    "NO_RECOVERY_CODES_SETUP": (N_("You have no recovery codes yet."), "info"),
    "CHANGE_EMAIL_SENT": (N_("The link is on its way to %(email)s."), "success"),
    "CHANGE_EMAIL_CONFIRMED": (N_("You log in with the new address from now on."), "success"),
}
SETTINGS = {f"SECURITY_MSG_{name}": words for name, words in OURS.items()}
