"""The table of cases that the server and a device at the door share: tests/cases/door.json."""

import json
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from eventreg.domain import checkin, registration
from eventreg.domain.events import Day
from eventreg.models import Attendance, PassKind, RegistrationStatus, Verdict
from tests.factories import NOW, make_event, make_pass, make_registration

TABLE = json.loads((Path(__file__).parents[1] / "cases" / "door.json").read_text())
CASES = {case["case"]: case for case in TABLE["cases"]}
CANCELLED_AT = datetime.fromisoformat("2019-01-15T09:00:00Z")


@pytest.mark.parametrize("name", CASES)
def test_the_table_of_cases(session, name):
    case = CASES[name]
    days = tuple(Day(date.fromisoformat(day)) for day in case.get("days", TABLE["days"]))
    sensitive = case.get("sensitive", False)
    event = make_event(session, days=days, sensitive=sensitive, period_reason="summer time ends after the project")
    make_registration(session, event)
    held = make_held(session, event, case["registration"])
    doors = [make_pass(session, event, now=event_start(event), **as_pass(case)) for _ in range(2)]

    for scan in case.get("before", []):
        read_case(session, doors, held, scan)
    become(session, held, case.get("becomes"))
    answer = read_case(session, doors, held, case["scan"])

    assert said(answer) | {"present": present(session, held)} == as_table_says(case["server"])


def make_held(session, event, kind):
    """The registration that a case is about; its identifiers alone where it is nobody's."""
    if kind.startswith("elsewhere"):
        elsewhere = make_event(session, days=(Day(date(2019, 2, 1)),), sensitive=kind.endswith("sensitive"))
        return make_registration(session, elsewhere)
    found = make_registration(session, event)
    if kind == "cancelled":
        registration.cancel(session, found, now=CANCELLED_AT)
    elif kind == "nobody":
        session.expunge(found)
        found.ticket, found.code = "ABCDEFGHIJKLMNOPQRSTUVWX23", "ACDEFGHJ"
    elif kind != "confirmed":
        found.status = RegistrationStatus(kind)
    session.flush()
    return found


def as_pass(case):
    """What the pass of a case is."""
    terms = case.get("pass", {})
    return terms | {"kind": PassKind(terms.get("kind", "scanner"))}


def become(session, held, status):
    """Change the registration of a case, if it changes."""
    if status == "cancelled":
        registration.cancel(session, held, now=CANCELLED_AT)
    elif status:
        held.status = RegistrationStatus(status)
    session.flush()


def read_case(session, doors, held, scan):
    payload = {
        "ticket": {"ticket": held.ticket},
        "ticket in small letters": {"ticket": held.ticket.lower()},
        "ticket_hash": {"ticket_hash": held.ticket_hash},
        "code": {"code": held.code},
        "registration": {"registration": held.id},
        "code as typed": {"code": f"{held.code[:4]}-{held.code[4:]}".lower()},
        "not a code": {"code": "hello"},
        "not a ticket": {"ticket": "https://example.org/"},
        None: {},
    }[scan.get("with")]
    sent = {name: value for name, value in scan.items() if name not in ("with", "now", "door", "unheard")} | payload
    for name in {"id", "undoes"} & set(sent):
        sent[name] = str(uuid.uuid5(uuid.NAMESPACE_OID, sent[name]))
    door = doors["door" in scan]
    (answer,), _ = checkin.record(session, door, [sent], now=datetime.fromisoformat(scan["now"]))
    return answer


def event_start(event):
    """The moment before the door opens, at which its pass is made."""
    return datetime.combine(event.first_day, datetime.min.time(), NOW.tzinfo) - timedelta(days=10)


def said(answer):
    """Return what a case says of an answer."""
    return {
        "verdict": answer.verdict,
        "day": answer.day.isoformat() if answer.day else None,
        "day_number": answer.day_number,
        "event": answer.event_name is not None,
        "cancelled_at": answer.cancelled_at.isoformat() if answer.cancelled_at else None,
        "review": answer.review,
        "error": answer.error,
    }


def present(session, held):
    """Return the dates on which the registration of a case is present."""
    if held not in session:
        return []
    rows = session.scalars(select(Attendance.day_id).where(Attendance.registration_id == held.id))
    days = set(rows)
    return [day.date.isoformat() for day in held.event.days if day.id in days]


def as_table_says(server):
    rest = dict.fromkeys(("verdict", "day", "day_number", "cancelled_at", "error")) | {"event": False, "review": False}
    return rest | server


def test_the_table_holds_every_verdict():
    assert {case["server"].get("verdict") for case in CASES.values()} == {*map(str, Verdict), None}
    assert len(CASES) == len(TABLE["cases"])
