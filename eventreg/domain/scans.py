"""Reading a scan as a device sends it (DESIGN.md 6): its shape is checked here, its meaning in checkin."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from eventreg.domain.errors import N_
from eventreg.domain.tickets import CODE_LENGTH, TICKET, digest, read_code, ticket_hash
from eventreg.models import Action, Way

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CODE = re.compile(f"[0-9A-Z]{{{CODE_LENGTH}}}")
HASH = re.compile(r"[A-Za-z0-9_-]{43}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST = 200
WAYS = (Way.QR, Way.CODE)
OTHER_CONTENT = N_("Another scan with this id was received before.")
UNDO_OF_UNDO = N_("An undo cannot be undone.")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class Malformed(Exception):
    """A scan cannot be read; the message is for the program that sent it."""


@dataclass(frozen=True)
class Scan:
    """A scan that can be read; just one of `ticket_hash`, `code` and `undoes` is set.

    `named` says that the device holds the ticket itself, and so may learn the name.
    """

    uuid: str
    action: Action
    way: Way
    at: datetime
    day: date | None
    offline: bool
    ticket_hash: str | None
    named: bool
    code: str | None
    undoes: str | None
    digest: str


def read(element: object, *, now: datetime) -> Scan:
    """Return the scan that a JSON element means; raises Malformed with the first thing that is wrong.

    `at` is the device's time (ISO 8601 with zone, else now); a time to come is taken as now.
    """
    if not isinstance(element, dict):
        raise Malformed(N_("A scan is a JSON object."))
    unavailable = [name for name in ("registration", "sealed", "override") if element.get(name)]
    if unavailable:
        raise Malformed(N_("This kind of scan is not possible at this door."))
    action = _word(element, "action", Action, default=Action.ADMIT)
    undoes = _uuid(element.get("undoes")) if action is Action.UNDO else None
    hashed, named, code = (None, False, None) if undoes else _payload(element)
    return Scan(
        uuid=_uuid(element.get("id")),
        action=action,
        way=_way(element),
        at=_moment(element, now),
        day=_day(element),
        offline=element.get("offline") is True,
        ticket_hash=hashed,
        named=named,
        code=code,
        undoes=undoes,
        digest=_digest(element),
    )


def read_id(element: object) -> str | None:
    """Return the id that an element gives itself, so that even an unreadable one is answered by name."""
    given = element.get("id") if isinstance(element, dict) else None
    return given if isinstance(given, str) and len(given) <= LONGEST else None


def _digest(element: dict[str, object]) -> str:
    content = {name: value for name, value in element.items() if name not in ("id", "offline")}
    try:
        return digest(json.dumps(content, sort_keys=True))
    except (RecursionError, ValueError) as error:  # nested without end, or a number of thousands of digits
        raise Malformed(N_("A scan is a JSON object.")) from error


def _payload(element: dict[str, object]) -> tuple[str | None, bool, str | None]:
    given = [name for name in ("ticket", "ticket_hash", "code") if element.get(name) is not None]
    if len(given) != 1:
        raise Malformed(N_("A scan names one of ticket, ticket_hash and code."))
    value = element[given[0]]
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        raise Malformed(N_("What was scanned is a text of at most 200 characters."))
    if given[0] == "code":
        code = read_code(value)
        return (None, False, code) if CODE.fullmatch(code) else (digest(value), False, None)
    if given[0] == "ticket":
        known = TICKET.fullmatch(value.upper())
        return (ticket_hash(value) if known else digest(value)), bool(known), None
    if not HASH.fullmatch(value):
        raise Malformed(N_("A ticket_hash is 43 characters of base64url."))
    return value, False, None


def _uuid(value: object) -> str:
    if not isinstance(value, str) or not UUID.fullmatch(value.lower()):
        raise Malformed(N_("id and undoes are UUIDs."))
    return value.lower()


def _word(element: dict[str, object], name: str, words: type, *, default: object) -> object:
    value = element.get(name, default)
    try:
        return words(value)
    except ValueError as error:
        raise Malformed(N_("action is admit or undo; way is qr or code.")) from error


def _way(element: dict[str, object]) -> Way:
    way = _word(element, "way", Way, default=Way.QR)
    if way not in WAYS:
        raise Malformed(N_("action is admit or undo; way is qr or code."))
    return way  # type: ignore[return-value]


def _moment(element: dict[str, object], now: datetime) -> datetime:
    value = element.get("at")
    if value is None:
        return now
    try:
        at = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise Malformed(N_("at is an ISO 8601 time with its zone.")) from error
    if at.tzinfo is None or at < EARLIEST:
        raise Malformed(N_("at is an ISO 8601 time with its zone."))
    return now if at > now else at.astimezone(UTC)


def _day(element: dict[str, object]) -> date | None:
    value = element.get("day")
    if value is None:
        return None
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise Malformed(N_("day is a date as YYYY-MM-DD."))
    try:
        return date.fromisoformat(value)
    except ValueError as error:  # such as the thirtieth of February
        raise Malformed(N_("day is a date as YYYY-MM-DD.")) from error
