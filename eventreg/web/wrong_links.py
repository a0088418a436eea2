"""Links that hold a secret (a registration's, a ticket's): who tries many wrong ones hears no more than that.

A right link always opens, whoever tried wrong ones from the same address: a whole school may share one
(docs/decisions/0008).
"""

from typing import TypeVar

from flask import abort
from werkzeug.exceptions import TooManyRequests

from eventreg.domain.tries import WINDOW
from eventreg.web import limits, locks

Found = TypeVar("Found")


def or_404(found: Found | None) -> Found:
    """Return what a link led to; a wrong one is counted and not found."""
    if found is None:
        count()
        abort(404)
    return found


def count() -> None:
    """Count a wrong link; after ten of one address it is answered 429."""
    if not locks.take(locks.name_of("link of an address", limits.network())):
        raise TooManyRequests(retry_after=int(WINDOW.total_seconds()))
