"""How much comes at once: so much that a school of six hundred signs up from one address, and no more.

Counted in the memory of each process, so that a flood costs nothing; what guards a secret is counted in the
database (locks.py, wrong_links.py). Whoever has to wait gets the form back as it was filled in.
"""

import math
import threading
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, abort, current_app, g, request
from flask_babel import gettext

from eventreg import clock
from eventreg.domain.errors import N_, Refused
from eventreg.web.errors import problem

HOUSEHOLD = 64  # bits of an IPv6 address that one household or office has; the others it chooses
MOST_KEPT = 50_000


@dataclass(frozen=True)
class Limit:
    """So many at once, after which they come back evenly over so many seconds."""

    name: str
    number: int
    seconds: int


SIGN_UP = Limit("sign-up", 1200, 600)  # of a network
LOG_IN = Limit("log-in", 300, 600)  # of a network
RESET = Limit("reset", 60, 3600)  # of a network; of a mail address there are fewer (account_security.py)
INVITATION = Limit("invitation", 60, 3600)  # of colleagues, by one of us
MESSAGE = Limit("message", 60, 3600)  # to participants or guests, of whom each may have many, by one of us
DOOR = Limit("door", 1200, 60)  # requests with one pass, of which each may bring many scans


class TooOften(Refused):
    """Too much came at once from one network, or from one of us."""

    message = N_(
        "This was sent too often in a short time, by you or from your network. What you typed is still here:"
        " wait a minute, then send it again."
    )


class Tally:
    """Until when each who was counted has used up what may come at once (the generic cell rate algorithm)."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def take(self, limit: Limit, of: str, *, now: float) -> float:
        """Count one more; return 0, or for how many seconds to wait, and then nothing is counted."""
        key, each = (limit.name, of), limit.seconds / limit.number
        with self._lock:
            until = max(self._until.get(key, 0), now)
            if (wait := until + each - now - limit.seconds) > 1e-6:
                return wait
            self._until[key] = until + each
            if len(self._until) > MOST_KEPT:
                self._sweep(now)
            return 0

    def knows(self, limit: Limit, of: str) -> bool:
        """Say whether this one was counted, and not forgotten since."""
        return (limit.name, of) in self._until

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._until.clear()

    def _sweep(self, now: float) -> None:
        """Forget who may send as much as ever; if that leaves too many, also those who have used least."""
        standing = sorted(((until, key) for key, until in self._until.items() if until > now), reverse=True)
        self._until = {key: until for until, key in standing[: MOST_KEPT // 2]}


def guard(app: Flask) -> None:
    """Give an application its tally."""
    app.extensions["tally"] = Tally()
    app.after_request(tell)


def tell(response: Response) -> Response:
    """Say in the headers too that a form came back because of a limit, and when to try again."""
    if "wait" in g:
        response.status_code = 429
        response.headers["Retry-After"] = str(math.ceil(g.wait))
    return response


def take(limit: Limit, of: str | None = None) -> None:
    """Count something that somebody sends, by default from their network. Raises TooOften; the answer is then 429."""
    if is_full(limit, network() if of is None else of):
        raise TooOften


def is_full(limit: Limit, of: str) -> bool:
    """Count one more, unless that is one too many; say whether it is, and remember it for the answer."""
    if not current_app.config["SETTINGS"].limits:
        return False
    if wait := current_app.extensions["tally"].take(limit, of, now=clock.now().timestamp()):
        g.wait = wait
    return bool(wait)


def take_at_door(token_hash: str) -> None:
    """Count a request with a door pass; one too many is answered 429 in problem details.

    A token counts for the network that it comes from until its pass was found in force: whoever makes tokens up
    gets no count of their own for each.
    """
    if is_full(DOOR, token_hash if is_known_at_door(token_hash) else network()):
        abort(problem(429, gettext("Too much at once"), gettext("Wait a moment, then send it again.")))


def is_known_at_door(token_hash: str) -> bool:
    """Say whether a pass was found in force by this process."""
    return current_app.extensions["tally"].knows(DOOR, token_hash)


def know_at_door(token_hash: str) -> None:
    """Give a pass that was found in force a count of its own."""
    tally = current_app.extensions["tally"]
    if not tally.knows(DOOR, token_hash):
        tally.take(DOOR, token_hash, now=clock.now().timestamp())


def network() -> str:
    """Return from where the request comes, as far as its owner cannot choose it anew for each."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address.ipv4_mapped or address, 32 if address.ipv4_mapped else HOUSEHOLD), strict=False))
    return str(address)
