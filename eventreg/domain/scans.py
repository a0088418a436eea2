"""Reading a scan as a device sends it (DESIGN.md 6): its shape is checked here, its meaning in judging."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from eventreg.domain.errors import N_
from eventreg.domain.lines import clean
from eventreg.domain.tickets import CODE_LENGTH, TICKET, digest, read_code, ticket_hash
from eventreg.models import Action, Way

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CODE = re.compile(f"[0-9A-Z]{{{CODE_LENGTH}}}")
HASH = re.compile(r"[A-Za-z0-9_-]{43}")
SEALED = re.compile(r"[A-Za-z0-9_.-]{1,8000}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST = 200
LONGEST_REASON = 500
LARGEST = 2**53  # what a number of JSON can hold exactly
SCANNED = (Way.QR, Way.CODE, Way.PAPER)
NAMED_BY = {  # what an admission may name, and how somebody is found by it; the first way is meant where none is said
    "ticket": SCANNED,
    "ticket_hash": SCANNED,
    "code": SCANNED,
    "registration": (Way.SEARCH, Way.PAPER),
    "sealed": (Way.WALK_IN,),
}
OTHER_CONTENT = N_("Another scan with this id was received before.")
UNDO_OF_UNDO = N_("An undo cannot be undone.")
NO_WORD = N_("action is admit or undo; way is qr, code, search, walk_in or paper.")
OTHER_WAY = N_("The way does not fit to what the scan names.")
NO_TIME = N_("at is an ISO 8601 time with its zone.")
NO_DAY = N_("day is a date as YYYY-MM-DD.")
NO_REASON = N_("An override needs a reason of at most 500 characters.")
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # where a clock begins that was never set
FAR_AHEAD = timedelta(hours=12)


class Malformed(Exception):
    """A scan cannot be read; the message is for the program that sent it."""


@dataclass(frozen=True)
class Scan:
    """A scan that can be read; just one of `ticket_hash`, `code`, `registration`, `sealed` and `undoes` is set.

    `named` says that the device holds the ticket itself, and so may learn the name. `ahead` says that the device's
    clock is hours ahead, so that `at` says nothing. `override` comes with its reason.
    """

    uuid: str
    action: Action
    way: Way
    at: datetime
    day: date | None
    offline: bool
    digest: str
    ticket_hash: str | None = None
    named: bool = False
    code: str | None = None
    registration: int | None = None
    sealed: str | None = None
    undoes: str | None = None
    override: bool = False
    reason: str | None = None
    ahead: bool = False

    @property
    def payload(self) -> str:
        """Return the hash of what was scanned, which is kept where it leads to nobody."""
        return self.ticket_hash or digest(self.sealed or self.code or str(self.registration))


def read(element: object, *, now: datetime) -> Scan:
    """Return the scan that a JSON element means; raises Malformed with the first thing that is wrong.

    `at` is the device's time (ISO 8601 with zone, else now); a time to come is taken as now.
    """
    if not isinstance(element, dict):
        raise Malformed(N_("A scan is a JSON object."))
    action = _word(element, "action", Action, Action.ADMIT)
    undoes = _uuid(element.get("undoes")) if action is Action.UNDO else None
    named = {"way": _word(element, "way", Way, Way.QR), "undoes": undoes} if undoes else _payload(element)
    at = _moment(element, now)
    return Scan(
        uuid=_uuid(element.get("id")),
        action=action,  # type: ignore[arg-type]
        at=min(at, now),
        ahead=at > now + FAR_AHEAD,
        day=_day(element),
        offline=element.get("offline") is True,
        digest=_digest(element, named.get("ticket_hash")),
        **(named if undoes else named | _override(element)),  # type: ignore[arg-type]
    )


def read_id(element: object) -> str | None:
    """Return the id that an element gives itself, so that even an unreadable one is answered by name."""
    given = element.get("id") if isinstance(element, dict) else None
    return given if isinstance(given, str) and len(given) <= LONGEST else None


def _digest(element: dict[str, object], hashed: object) -> str:
    """Return what tells a scan from others: all it says but how it came; a ticket by its hash, as devices keep it."""
    content = {name: value for name, value in element.items() if name not in ("id", "offline")}
    if content.get("ticket") is not None and hashed:
        del content["ticket"]
        content["ticket_hash"] = hashed
    try:
        return digest(json.dumps(content, sort_keys=True))
    except (RecursionError, ValueError) as error:  # nested without end, or a number of thousands of digits
        raise Malformed(N_("A scan is a JSON object.")) from error


def _payload(element: dict[str, object]) -> dict[str, object]:
    given = [name for name in NAMED_BY if element.get(name) is not None]
    if len(given) != 1:
        raise Malformed(N_("A scan names one of ticket, ticket_hash, code, registration and sealed."))
    (name,) = given
    way = _word(element, "way", Way, NAMED_BY[name][0])
    if way not in NAMED_BY[name]:
        raise Malformed(OTHER_WAY)
    if name == "registration":
        return {"way": way, "registration": _number(element[name])}
    value = element[name]
    if name == "sealed":
        if not isinstance(value, str) or not SEALED.fullmatch(value):
            raise Malformed(N_("sealed is a compact JWE of at most 8000 characters."))
        return {"way": way, "sealed": value}
    return {"way": way, **_scanned(name, value)}


def _scanned(name: str, value: object) -> dict[str, object]:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        raise Malformed(N_("What was scanned is a text of at most 200 characters."))
    if name == "code":
        code = read_code(value)
        return {"code": code} if CODE.fullmatch(code) else {"ticket_hash": digest(value)}
    if name == "ticket":
        known = TICKET.fullmatch(value.upper())
        return {"ticket_hash": ticket_hash(value) if known else digest(value), "named": bool(known)}
    if not HASH.fullmatch(value):
        raise Malformed(N_("A ticket_hash is 43 characters of base64url."))
    return {"ticket_hash": value}


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < LARGEST:
        raise Malformed(N_("registration is the number of an entry of the roster."))
    return value


def _override(element: dict[str, object]) -> dict[str, object]:
    if element.get("override") is not True:
        return {}
    reason = element.get("reason")
    said = clean(reason) if isinstance(reason, str) else ""
    if not 0 < len(said) <= LONGEST_REASON:
        raise Malformed(NO_REASON)
    return {"override": True, "reason": said}


def _uuid(value: object) -> str:
    if not isinstance(value, str) or not UUID.fullmatch(value.lower()):
        raise Malformed(N_("id and undoes are UUIDs."))
    return value.lower()


def _word(element: dict[str, object], name: str, words: type, default: object) -> object:
    try:
        return words(element.get(name, default))
    except ValueError as error:
        raise Malformed(NO_WORD) from error


def _moment(element: dict[str, object], now: datetime) -> datetime:
    value = element.get("at")
    if value is None:
        return now
    try:
        at = datetime.fromisoformat(value)  # type: ignore[arg-type]
        if at.tzinfo is None or at < EARLIEST:
            raise Malformed(NO_TIME)
        return at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise Malformed(NO_TIME) from error


def _day(element: dict[str, object]) -> date | None:
    value = element.get("day")
    if value is None:
        return None
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise Malformed(NO_DAY)
    try:
        return date.fromisoformat(value)
    except ValueError as error:  # such as the thirtieth of February
        raise Malformed(NO_DAY) from error
