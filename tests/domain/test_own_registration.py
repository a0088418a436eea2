"""What participants change in their own registration, and what stays as it was."""

import pytest
from sqlalchemy import select

from eventreg.domain import notices, own_registration, registration
from eventreg.domain.errors import ConsentNeeded, EventIsClosed, PlaceGivenBack, UnknownCategory
from eventreg.domain.own_registration import OwnData
from eventreg.models import CategoryAnswer, Consent, EventStatus, MailKind, OutgoingMail, Purpose
from tests.factories import KEY, NOW, at_hour, make_event, make_registration

LATER = at_hour(9)
AFTERWARDS = at_hour(9).replace(month=2)
ILZE = {"name": "Ilze", "surname": "Paņko", "email": "ilze@example.lv"}


def correct(session, found, *, now=LATER, **changes):
    """Correct some of somebody's data."""
    kept = {name: getattr(found, name) for name in OwnData.__annotations__}
    own_registration.correct(session, found, OwnData(**(kept | changes)), identity_key=KEY, now=now)


def mails(session, found):
    """The kinds of the mails to somebody and where they go, besides the first one."""
    rows = session.scalars(select(OutgoingMail).filter_by(registration_id=found.id).order_by(OutgoingMail.id))
    return [(mail.kind, mail.recipient) for mail in rows if mail.created_at != NOW]


def consents(session, found):
    """The purposes that stand, and those that were withdrawn."""
    rows = session.scalars(select(Consent).filter_by(registration_id=found.id).order_by(Consent.id)).all()
    return [row.purpose for row in rows if not row.withdrawn_at], [row.purpose for row in rows if row.withdrawn_at]


def test_a_correction_is_what_organiser_door_and_search_see(session):
    found, noise = make_registration(session, **ILZE), make_registration(session)

    correct(session, found, surname="Ņikuļina", organisation="Malta", phone="+371 20 000 000")

    assert (found.full_name, found.organisation, found.changed_at) == ("Ilze Ņikuļina", "Malta", LATER)
    assert found.folded == registration.search_text(found)
    assert "nikulina" in found.folded
    assert (noise.changed_at, noise.organisation) == (NOW, "Balvu novads")


@pytest.mark.parametrize(
    ("before", "changes", "expected"),
    [
        (None, {"email": "new@example.lv"}, [(MailKind.CONFIRMATION, "new@example.lv")]),
        ("old@example.lv", {"email": "new@example.lv"}, [(MailKind.CONFIRMATION, "new@example.lv")]),
        ("old@example.lv", {"email": None}, []),
        ("old@example.lv", {"name": "Ilze"}, [(MailKind.CHANGE, "old@example.lv")]),
        ("old@example.lv", {"language": "en"}, []),
        ("old@example.lv", {}, []),
        (None, {"name": "Ilze"}, []),
    ],
)
def test_a_mail_says_what_was_changed_and_a_new_address_gets_the_ticket(before, changes, expected, session):
    found = make_registration(session, email=before)

    correct(session, found, **changes)

    assert mails(session, found) == expected


def test_nobody_is_sent_a_ticket_to_what_is_over(session):
    found = make_registration(session)

    correct(session, found, now=AFTERWARDS, email="new@example.lv")

    assert mails(session, found) == [(MailKind.CHANGE, "new@example.lv")]


def test_who_gives_a_known_address_later_is_the_same_person(session):
    event = make_event(session)
    known = make_registration(session, event, **ILZE)
    found = make_registration(session, make_event(session, event.project), **(ILZE | {"email": None}))
    namesake = make_registration(session, event, **(ILZE | {"email": None}))

    correct(session, found, email="Ilze@Example.lv")

    assert found.person_id == known.person_id
    assert namesake.person_id != known.person_id


def test_who_gives_a_new_address_stays_the_same_person_and_is_known_by_it(session):
    event = make_event(session)
    found = make_registration(session, event, **ILZE)
    before = found.person_id

    correct(session, found, email="new@example.lv")
    again = make_registration(session, make_event(session, event.project), **(ILZE | {"email": "new@example.lv"}))

    assert (found.person_id, again.person_id) == (before, before)


@pytest.mark.parametrize(
    ("key", "consent", "expected"),
    [
        ("ngo", None, ("ngo", ([], []))),
        ("roma", True, ("roma", ([Purpose.CATEGORY], []))),
        ("roma", False, (None, ([], []))),
        ("not_stated", None, (None, ([], []))),
        (None, None, (None, ([], []))),
    ],
)
def test_an_answer_can_be_declared_later(key, consent, expected, session):
    found = make_registration(session, category="municipality")

    own_registration.declare_anew(session, found, key, consent=consent, notice=None, now=LATER)

    answer = own_registration.answer_of(session, found)
    assert (answer.key if answer else None, consents(session, found)) == expected


def test_a_sensitive_answer_is_kept_under_the_notice_that_was_read(session):
    found = make_registration(session)
    project = found.event.project
    newer = notices.publish(session, project, short={"lv": "Jauns"}, full={"lv": "Jauns"}, now=LATER)

    own_registration.declare_anew(session, found, "roma", consent=True, notice=newer.id, now=LATER)

    (given,) = session.scalars(select(Consent).filter_by(registration_id=found.id))
    assert (given.notice_id, found.notice_id != newer.id) == (newer.id, True)


@pytest.mark.parametrize(
    ("key", "consent", "refusal"), [("roma", None, ConsentNeeded), ("state_administration", None, UnknownCategory)]
)
def test_an_answer_that_cannot_be_kept_changes_nothing(key, consent, refusal, session):
    found = make_registration(session, category="ngo")

    with pytest.raises(refusal):
        own_registration.declare_anew(session, found, key, consent=consent, notice=None, now=LATER)

    assert own_registration.answer_of(session, found).key == "ngo"


def test_a_withdrawn_consent_makes_the_answer_not_stated(session):
    event = make_event(session)
    found = make_registration(session, event, category="roma", consent=True, photo=True)
    noise = make_registration(session, event, category="roma", consent=True)

    own_registration.withdraw(session, found, Purpose.CATEGORY, now=LATER)

    assert own_registration.answer_of(session, found) is None
    assert session.get_one(CategoryAnswer, found.id).consent_id is None
    assert consents(session, found) == ([Purpose.PHOTO], [Purpose.CATEGORY])
    assert own_registration.answer_of(session, noise).key == "roma"


def test_withdrawing_twice_or_without_a_consent_changes_nothing(session):
    found = make_registration(session, category="ngo")

    for _ in range(2):
        own_registration.withdraw(session, found, Purpose.CATEGORY, now=LATER)

    assert own_registration.answer_of(session, found).key == "ngo"


def test_photos_are_allowed_and_forbidden_again(session):
    found = make_registration(session)
    for _ in range(2):
        own_registration.allow_photos(session, found, now=LATER)
    allowed = consents(session, found)

    own_registration.withdraw(session, found, Purpose.PHOTO, now=LATER)

    assert (allowed, consents(session, found)) == (([Purpose.PHOTO], []), ([], [Purpose.PHOTO]))
    assert found.changed_at == LATER


@pytest.mark.parametrize("reason", [EventIsClosed, PlaceGivenBack])
def test_what_is_closed_or_given_back_stays_except_for_a_consent(reason, session):
    found = make_registration(session, category="roma", consent=True)
    if reason is EventIsClosed:
        found.event.status = EventStatus.CLOSED
    else:
        registration.cancel(session, found, now=NOW)
    session.flush()

    with pytest.raises(reason):
        correct(session, found, name="Ilze")
    with pytest.raises(reason):
        own_registration.declare_anew(session, found, "ngo", consent=None, notice=None, now=LATER)
    with pytest.raises(reason):
        own_registration.allow_photos(session, found, now=LATER)
    assert (found.name, own_registration.answer_of(session, found).key) == ("Līga", "roma")
    own_registration.withdraw(session, found, Purpose.CATEGORY, now=LATER)
    assert own_registration.answer_of(session, found) is None
