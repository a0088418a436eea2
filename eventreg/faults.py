"""What may be written down of an error: where it happened and of which kind, never what the data were.

A database tells in its message which row it refused, with names and tickets; so no message is kept.
"""

import logging
import re
import traceback

QUERY = re.compile(r"\?[^\s\"')]*")
IPV4 = r"\d{1,3}(?:\.\d{1,3}){3}"
IPV6 = r"[0-9a-f:]*::[0-9a-f.:]*[0-9a-f]|[0-9a-f]+(?::[0-9a-f]+){4,7}"
ADDRESS = re.compile(rf"(?<![\w.:])(?:{IPV4}|{IPV6})(?!\w)", re.IGNORECASE)
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_.~=-]{16,}(?=[/?\s\"')]|$)")


def name(error: BaseException) -> str:
    """Return the kind of an error, with the database's code and constraint where it has them."""
    cause = getattr(error, "orig", None) or error
    diagnosis = getattr(cause, "diag", None)
    known = (type(cause).__name__, getattr(diagnosis, "sqlstate", None), getattr(diagnosis, "constraint_name", None))
    return " ".join(part for part in known if part)


def describe(error: BaseException) -> str:
    """Return the kind of an error and the way to it, for a log."""
    return f"{name(error)}\n{''.join(traceback.format_tb(error.__traceback__))}"


def masked(text: str) -> str:
    """Return a line of a log without what an address must not tell: tokens in paths, queries, who asked."""
    return ADDRESS.sub("*", TOKEN.sub("*", QUERY.sub("?*", text)))


class Masked(logging.Filter):
    """Lets a log of others write nothing that tells of people, nor what would open their pages."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record: masked, and instead of an error's message only its kind and place."""
        text = masked(record.getMessage())
        if record.exc_info and record.exc_info[1] is not None:
            text = f"{text}: {describe(record.exc_info[1])}"
        record.msg, record.args, record.exc_info, record.exc_text = text, (), None, None
        return True
