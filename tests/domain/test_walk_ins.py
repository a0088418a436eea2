"""Somebody without a sign-up at the door: signed up as a form would do it, once, and let in."""

import uuid

import pytest
from sqlalchemy import func, select

from eventreg.domain import checkin, doorpass, event_life, tickets, walk_ins
from eventreg.domain.attendance import Counts
from eventreg.domain.checkin import Sent
from eventreg.domain.walk_ins import WalkIn
from eventreg.models import (
    Attendance,
    Category,
    CategoryAnswer,
    Consent,
    OutgoingMail,
    PassKind,
    Person,
    Registration,
    RegistrationStatus,
    ReviewItem,
    ReviewKind,
    Scan,
    Verdict,
    Way,
)
from tests.factories import KEY, at_hour, make_event, make_pass, make_registration
from tests.sealing import ZANE, seal, walk_in


@pytest.fixture
def desk(session):
    """A desk at an event with somebody, beside another event."""
    make_registration(session)
    event = make_event(session, capacity=5)
    make_registration(session, event)
    return make_pass(session, event, kind=PassKind.DESK)


def record(session, door, *scans, hour=8):
    return checkin.record(session, door, list(scans), now=at_hour(hour), person_key=KEY)


def answer_to(session, door, **said):
    (answer,), _ = record(session, door, walk_in(door.event_id, person_key=KEY, **said))
    return answer


def newest(session):
    return session.scalars(select(Registration).order_by(Registration.id.desc()).limit(1)).one()


def category_of(session, found):
    answer = session.get_one(CategoryAnswer, found.id)
    return session.get_one(Category, answer.category_id).key if answer.category_id else None


def count(session, *tables):
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_somebody_without_a_sign_up_gets_one_and_is_let_in(session, desk):
    mails = count(session, OutgoingMail)

    (answer,), counts = record(session, desk, walk_in(desk.event_id, person_key=KEY, category="ngo"))

    found = newest(session)
    assert (answer.verdict, answer.name, answer.organisation) == (Verdict.ADMITTED, "Zane Kalniņa", "Cerība")
    assert (answer.marks, answer.standing, answer.review) == (("no_photo",), (answer.id,), False)
    assert counts == Counts(present=1, confirmed=2)
    assert (found.event_id, found.status, found.country) == (desk.event_id, RegistrationStatus.CONFIRMED, "LV")
    assert (found.email, found.phone, found.signed_up_at) == (None, None, at_hour(8))
    assert found.folded.startswith("kalnina zane cerib")
    assert category_of(session, found) == "ngo"
    assert session.scalars(select(Attendance.registration_id)).all() == [found.id]
    kept = session.scalars(select(Scan)).one()
    assert (kept.way, kept.registration_id, kept.payload_hash) == (Way.WALK_IN, found.id, None)
    assert count(session, OutgoingMail, ReviewItem) == [*mails, 0]


def test_the_same_scan_again_is_one_registration(session, desk):
    scan = walk_in(desk.event_id, person_key=KEY)
    before = count(session, Registration, Person)

    answers = [record(session, desk, scan, hour=hour)[0][0] for hour in (8, 9)]
    answers += record(session, desk, scan, scan, hour=9)[0]

    assert answers == [answers[0]] * 4
    assert count(session, Registration, Person, Scan) == [before[0] + 1, before[1] + 1, 1]


def test_another_seal_under_the_same_id_is_an_error(session, desk):
    scan = walk_in(desk.event_id, person_key=KEY)
    record(session, desk, scan)

    (answer,), _ = record(session, desk, walk_in(desk.event_id, person_key=KEY, id=scan["id"]))

    assert answer.error == "Another scan with this id was received before."


@pytest.mark.parametrize(
    ("category", "consent", "stated"),
    [
        ("roma", True, "roma"),
        ("roma", False, None),
        ("roma", None, None),
        ("roma", "yes", None),
        ("ministry", None, "ministry"),
        ("not_stated", None, None),
        ("state_administration", True, None),  # a parent is nobody's answer
        ("dragons", True, None),
        (7, True, None),
        (None, None, None),
    ],
)
def test_a_sensitive_category_is_kept_only_with_the_consent_inside(session, desk, category, consent, stated):
    answer = answer_to(session, desk, category=category, consent=consent)

    found = newest(session)
    consents = session.scalars(select(Consent.purpose).where(Consent.registration_id == found.id)).all()
    assert answer.verdict is Verdict.ADMITTED
    assert category_of(session, found) == stated
    assert [purpose.value for purpose in consents] == (["category"] if stated == "roma" else [])


def test_over_the_capacity_is_a_warning(session, desk):
    answers = [answer_to(session, desk) for _ in range(5)]

    assert [answer.verdict for answer in answers] == [Verdict.ADMITTED] * 5
    assert [answer.marks for answer in answers] == [("no_photo",)] * 4 + [("no_photo", "over_capacity")]
    assert desk.event.capacity == 5
    session.refresh(desk.event)
    assert desk.event.places_taken == 6


@pytest.mark.parametrize(
    ("said", "organisation"),
    [
        ({"organisation": "", "municipality": "Balvu novads"}, "Balvu novads"),
        ({"municipality": "Balvu novads"}, "Cerība, Balvu novads"),
        ({"organisation": " Cerība\u200b \n"}, "Cerība"),
        ({"organisation": "A" * 300}, "A" * 200),
        ({"municipality": None}, "Cerība"),
    ],
)
def test_where_somebody_comes_from_is_one_line(session, desk, said, organisation):
    assert answer_to(session, desk, person=ZANE | said).organisation == organisation


@pytest.mark.parametrize(
    "inside",
    [
        [],
        None,
        "x",
        {},
        {"person": []},
        {"person": ZANE | {"name": ""}},
        {"person": ZANE | {"name": " \u200b"}},
        {"person": ZANE | {"surname": "A" * 101}},
        {"person": ZANE | {"organisation": ""}},
        {"person": ZANE | {"country": "Latvija"}},
        {"person": ZANE | {"name": ["Zane"]}},
    ],
)
def test_who_is_not_complete_goes_to_review_with_what_was_sealed(session, desk, inside):
    before = count(session, Registration, Person)
    scan = {"id": str(uuid.uuid4()), "sealed": seal(desk.event_id, inside, person_key=KEY)}

    answers = [record(session, desk, scan)[0][0] for _ in range(2)]

    assert [(answer.verdict, answer.review, answer.name) for answer in answers] == [(Verdict.UNKNOWN, True, None)] * 2
    item = session.scalars(select(ReviewItem)).one()
    assert (item.kind, item.sealed) == (ReviewKind.WALK_IN, scan["sealed"])
    assert count(session, Registration, Person) == before


@pytest.mark.parametrize("case", ["another event's", "another key", "no JWE", "no key here"])
def test_what_cannot_be_opened_goes_to_review(session, desk, case):
    scan = walk_in(desk.event_id, person_key=b"another" if case == "another key" else KEY)
    if case == "another event's":
        scan = walk_in(desk.event_id + 1, person_key=KEY)
    if case == "no JWE":
        scan["sealed"] = "a.b.c"
    key = None if case == "no key here" else KEY

    (answer,), counts = checkin.record(session, desk, [scan], now=at_hour(8), person_key=key)

    assert (answer.verdict, answer.review, answer.error) == (Verdict.UNKNOWN, True, None)
    assert counts == Counts(present=0, confirmed=1)
    assert session.scalars(select(ReviewItem.sealed)).all() == [scan["sealed"]]


def test_a_scanner_takes_nobody_without_a_ticket(session, desk):
    scanner = make_pass(session, desk.event, kind=PassKind.SCANNER)

    answer = answer_to(session, scanner)

    assert (answer.verdict, answer.error) == (None, "This kind of scan is not possible at this door.")
    assert count(session, Scan) == [0]


def test_at_a_sensitive_event_a_desk_takes_people_and_repeats_no_name(session):
    desk = make_pass(session, make_event(session, sensitive=True), kind=PassKind.DESK)

    answer = answer_to(session, desk)

    assert (answer.verdict, answer.name) == (Verdict.ADMITTED, None)


def test_on_no_day_of_the_event_nobody_is_signed_up(session, desk):
    before = count(session, Registration)
    night = "2019-01-22T20:00:00Z"
    scans = [
        walk_in(desk.event_id, person_key=KEY, day="2019-01-30"),
        walk_in(desk.event_id, person_key=KEY, at=night, offline=True),
    ]

    answers, _ = record(session, desk, *scans)

    assert [(answer.verdict, answer.review) for answer in answers] == [
        (Verdict.OTHER_DAY, False),
        (Verdict.OTHER_DAY, True),
    ]
    assert count(session, Registration) == before
    assert session.scalars(select(ReviewItem.sealed)).all() == [scans[1]["sealed"]]


def test_with_a_wrong_clock_somebody_is_signed_up_and_the_day_is_to_be_decided(session, desk):
    scan = walk_in(desk.event_id, person_key=KEY, at="1970-01-01T00:00:00Z", offline=True)

    (answer,), _ = record(session, desk, scan)

    assert (answer.verdict, answer.day, answer.review) == (Verdict.ADMITTED, None, True)
    item = session.scalars(select(ReviewItem)).one()
    assert (item.kind, item.sealed) == (ReviewKind.CLOCK, None)
    assert newest(session).surname == "Kalniņa"
    assert count(session, Attendance) == [0]


@pytest.mark.parametrize("end", ["revoked", "closed"])
def test_after_the_end_nobody_is_signed_up_before_an_organiser_says_so(session, end):
    event = make_event(session)
    before = count(session, Registration, Person)
    made, token = make_desk(session, event)
    if end == "revoked":
        doorpass.revoke(session, event, made.id, by=None, now=at_hour(7))
    else:
        event_life.close(session, event, by=None, now=at_hour(7))
    scan = walk_in(event.id, person_key=KEY, at=at_hour(6).isoformat(), offline=True)

    sent = [Sent(tickets.digest(token), checkin.read([scan], now=at_hour(8)))]
    (((answer,), _),) = checkin.record_all(session, sent, event_id=event.id, now=at_hour(8), person_key=KEY)

    assert (answer.verdict, answer.review, answer.name) == (Verdict.UNKNOWN, True, None)
    item = session.scalars(select(ReviewItem)).one()
    assert (item.kind, item.sealed) == (ReviewKind.PASS_ENDED, scan["sealed"])
    assert count(session, Registration, Person) == before


def make_desk(session, event):
    _, secret = doorpass.create(session, event, name="Galds", kind=PassKind.DESK, by=None, now=at_hour(5))
    return doorpass.redeem(session, secret, now=at_hour(5))


def test_reads_who_it_was_for_the_organiser():
    text = seal(7, {"person": ZANE, "category": "roma", "consent": True}, person_key=KEY)

    found = walk_ins.read(text, 7, person_key=KEY)

    assert found == WalkIn("Zane", "Kalniņa", "Cerība", "LV", "roma", consent=True)
    assert found.full_name == "Zane Kalniņa"
