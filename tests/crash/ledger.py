"""What has to be in the database after a round, and what is: everything answered, once, and nothing else."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventreg.domain import results
from eventreg.models import (
    Attendance,
    DayCount,
    Event,
    EventDay,
    MailKind,
    OutgoingMail,
    Registration,
    RegistrationStatus,
    Scan,
)
from tests.crash.load import Cancellation, Delivery, Round, SignUp
from tests.domain.naive import present_by_definition, recount

GONE = RegistrationStatus.CANCELLED


def faults_of(session: Session, played: Round, seeded: set[str]) -> list[str]:
    """Return what is wrong after a round; `seeded` are the manage links of those who were there before it."""
    rows = session.scalars(select(Registration).where(Registration.event_id == played.event_id)).all()
    return [
        *dict.fromkeys(played.faults),
        *_of_sign_ups(played, [row for row in rows if row.manage not in seeded]),
        *_of_cancellations(played, rows),
        *_of_scans(session, played),
        *_of_outbox(session, played, rows),
        *_of_counts(session, played, rows),
    ]


def _of_sign_ups(played: Round, rows: list[Registration]) -> Iterator[str]:
    """Whoever was answered with a page has it, once; whoever was refused has no place; nobody else is there."""
    there = Counter(row.email for row in rows)
    manage = {row.email: row.manage for row in rows}
    wanted = {deed.email: set(deed.answers) - {""} for deed in played.of(SignUp) if any(deed.answers)}
    for email, pages in wanted.items():
        if there[email] != 1 or pages != {manage[email]}:
            yield f"sign-up {email}: answered {len(pages)} page(s), {there[email]} registration(s)"
    yield from (f"sign-up {email}: is there and was not answered" for email in there if email not in wanted)


def _of_cancellations(played: Round, rows: list[Registration]) -> Iterator[str]:
    """A place is given back by one answer at most, and none comes back by itself."""
    status = {row.manage: row.status for row in rows}
    answers: dict[str, list[bool]] = {}
    for deed in played.of(Cancellation):
        answers.setdefault(deed.manage, []).extend(deed.answers)
    for manage, given in answers.items():
        if sum(given) > 1 or (sum(given) and status.get(manage) is not GONE):
            yield f"cancellation: {sum(given)} time(s) answered, and the place is {status.get(manage)}"
    yield from (
        "a place is given back, and nobody did" for m, held in status.items() if held is GONE and m not in answers
    )


def _of_scans(session: Session, played: Round) -> Iterator[str]:
    """Every scan is there once, with the verdict that was answered each time; and no other."""
    kept = session.execute(select(Scan.uuid, Scan.verdict).where(Scan.event_id == played.event_id)).all()
    times, verdicts = Counter(row.uuid for row in kept), {row.uuid: row.verdict.value for row in kept}
    wanted: dict[str, set[str | None]] = {}
    for deed in played.of(Delivery):
        for answer in deed.answers:
            for scan, verdict in zip(deed.scans, answer, strict=True):
                wanted.setdefault(scan["id"], set()).add(verdict)
    for uuid, said in wanted.items():
        if times[uuid] != 1 or said != {verdicts[uuid]}:
            yield f"scan {uuid}: answered {said}, kept {times[uuid]} time(s) as {verdicts.get(uuid)}"
    yield from (f"scan {uuid}: is there and was not answered" for uuid in times if uuid not in wanted)


def _of_outbox(session: Session, played: Round, rows: list[Registration]) -> Iterator[str]:
    """Whoever signed up and gave an address is written to once, and once more if the place was given back."""
    mails = session.scalars(select(OutgoingMail).where(OutgoingMail.event_id == played.event_id)).all()
    written = Counter((mail.registration_id, mail.kind) for mail in mails)
    wanted = Counter((row.id, MailKind.CONFIRMATION) for row in rows if row.email)
    wanted += Counter((row.id, MailKind.CANCELLATION) for row in rows if row.email and row.status is GONE)
    for key in written.keys() | wanted.keys():
        if written[key] != wanted[key]:
            yield f"mail {key[1]} to registration {key[0]}: {written[key]} instead of {wanted[key]}"


def _of_counts(session: Session, played: Round, rows: list[Registration]) -> Iterator[str]:
    """What is kept as it changes equals what is counted from the scans."""
    event = session.get_one(Event, played.event_id)
    days = {day.id for day in session.scalars(select(EventDay).where(EventDay.event_id == event.id))}
    present = {each for each in present_by_definition(session) if each[1] in days}
    kept = select(Attendance.registration_id, Attendance.day_id).where(Attendance.event_id == event.id)
    if {tuple(row) for row in session.execute(kept)} != present:
        yield "attendance is not what the scans say"
    counts = select(DayCount.day_id, func.sum(DayCount.present)).where(DayCount.day_id.in_(days))
    kept_counts = +Counter(dict(session.execute(counts.group_by(DayCount.day_id)).tuples().all()))
    if kept_counts != Counter(day for _, day in present):
        yield f"day_count is {dict(kept_counts)}, and present are {len(present)}"
    confirmed = sum(row.status is RegistrationStatus.CONFIRMED for row in rows)
    if event.places_taken != confirmed or confirmed > (event.capacity or confirmed):
        yield f"places_taken is {event.places_taken} of {event.capacity}, and {confirmed} are confirmed"
    found, expected = results.read(session, event.project), recount(session, event.project)
    naive = (expected["persons"].total(), expected["participations"].total())
    if (found.persons, found.participations) != naive:
        yield f"the results are {found.persons}, {found.participations}, counted {naive}"


def unsent(session: Session, delivered: set[str]) -> Iterator[str]:
    """Say which mails have not come, or came and are not ours; one that is not true any more is not sent."""
    mails = session.execute(
        select(OutgoingMail.message_id, OutgoingMail.kind, OutgoingMail.sent_at, OutgoingMail.withheld_at)
    ).all()
    for mail in mails:
        if not mail.sent_at and not mail.withheld_at:
            yield f"mail {mail.message_id} waits"
        if mail.sent_at and mail.message_id not in delivered:
            yield f"mail {mail.message_id} is called sent, and has not come"
        if mail.withheld_at and mail.kind is not MailKind.CONFIRMATION:
            yield f"mail {mail.message_id} ({mail.kind}) is withheld"
    yield from (f"mail {each} came and is none of ours" for each in delivered - {mail.message_id for mail in mails})
