"""Links that hold a secret (a registration's, a ticket's): who tries many wrong ones hears no more than that.

A right link always opens, whoever tried wrong ones from the same address: a whole school may share one
(docs/decisions/0008).
"""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TypeVar

from flask import abort, request
from werkzeug.exceptions import TooManyRequests

from eventreg.domain.tries import WINDOW
from eventreg.web import locks

Found = TypeVar("Found")
HOUSEHOLD = 64  # bits of an IPv6 address that one household or office has; the others it chooses


def or_404(found: Found | None) -> Found:
    """Return what a link led to; a wrong one is counted and not found."""
    if found is None:
        count()
        abort(404)
    return found


def count() -> None:
    """Count a wrong link; after ten of one address it is answered 429."""
    if not locks.take(locks.name_of("link of an address", _address())):
        raise TooManyRequests(retry_after=int(WINDOW.total_seconds()))


def _address() -> str:
    """Return from where the request comes, as far as its owner cannot choose it anew for each."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address.ipv4_mapped or address, 32 if address.ipv4_mapped else HOUSEHOLD), strict=False))
    return str(address)
