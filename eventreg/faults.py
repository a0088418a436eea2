"""What may be written down of an error: where it happened and of which kind, never what the data were.

A database tells in its message which row it refused, with names and tickets; so no message is kept.
"""

import traceback


def name(error: BaseException) -> str:
    """Return the kind of an error, with the database's code and constraint where it has them."""
    cause = getattr(error, "orig", None) or error
    diagnosis = getattr(cause, "diag", None)
    known = (type(cause).__name__, getattr(diagnosis, "sqlstate", None), getattr(diagnosis, "constraint_name", None))
    return " ".join(part for part in known if part)


def describe(error: BaseException) -> str:
    """Return the kind of an error and the way to it, for a log."""
    return f"{name(error)}\n{''.join(traceback.format_tb(error.__traceback__))}"
