"""Somebody goes back, changes an answer and sends the same form again; or gives back a place that was used."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from eventreg.domain import categories, mail_matter, outbox, registration
from eventreg.domain.errors import AlreadyThere
from eventreg.models import CategoryAnswer, Consent, Event, MailKind, Purpose, RegistrationStatus
from tests.factories import KEY, NOW, admit, at_hour, make_event, make_registration, sign_up


def send(session, event, **answers):
    """Send the same form of the same person."""
    given = {"submission": "form", "surname": "Bērziņa"} | answers
    return registration.register(session, event, sign_up(**given), identity_key=KEY, now=NOW)


def standing(session, somebody):
    """The category answer's key or None, and the purposes that are agreed to."""
    answer = session.get(CategoryAnswer, somebody.id, populate_existing=True)
    keys = {category.id: category.key for category in categories.list_all(session, somebody.project_id)}
    agreed = session.scalars(
        select(Consent.purpose).where(Consent.registration_id == somebody.id, Consent.withdrawn_at.is_(None))
    )
    return keys.get(answer.category_id), sorted(agreed)


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ({"category": "not_stated", "photo": False}, (None, [])),
        ({"category": "roma", "consent": False, "photo": True}, (None, [Purpose.PHOTO])),
        ({"category": "ngo", "photo": True}, ("ngo", [Purpose.PHOTO])),
        ({"category": "roma", "consent": True, "photo": True}, ("roma", [Purpose.CATEGORY, Purpose.PHOTO])),
    ],
)
def test_the_last_answers_of_a_form_hold(session, again, expected):
    event = make_event(session)
    first = send(session, event, category="roma", consent=True, photo=True)
    noise = make_registration(session, event, category="roma", consent=True)

    second = send(session, event, **again)

    assert second.id == first.id
    assert standing(session, second) == expected
    assert standing(session, noise) == ("roma", [Purpose.CATEGORY])


def test_who_declares_later_is_asked_for_consent_then(session):
    event = make_event(session)
    first = send(session, event, category=None)

    send(session, event, category="roma", consent=True)

    assert standing(session, first) == ("roma", [Purpose.CATEGORY])


def test_who_came_keeps_the_place(session):
    event = make_event(session, capacity=1)
    somebody = make_registration(session, event)
    admit(session, somebody)

    with pytest.raises(AlreadyThere):
        registration.cancel(session, somebody, now=at_hour(9))

    assert somebody.status is RegistrationStatus.CONFIRMED
    assert session.scalar(select(Event.places_taken).where(Event.id == event.id)) == 1


def test_consent_to_photos_is_no_consent_to_a_category(session):
    somebody = make_registration(session, category=None, photo=True)
    photo = session.scalars(select(Consent).where(Consent.registration_id == somebody.id)).one()
    roma = next(c for c in categories.list_all(session, somebody.project_id) if c.sensitive)
    session.delete(session.get(CategoryAnswer, somebody.id))
    session.flush()

    answer = insert(CategoryAnswer).values(
        registration_id=somebody.id,
        project_id=somebody.project_id,
        category_id=roma.id,
        sensitive=True,
        consent_id=photo.id,
        consent_purpose="category",
        declared_at=NOW,
    )
    with pytest.raises(IntegrityError):
        session.execute(answer)


def test_a_confirmation_of_a_place_that_was_given_back_has_nothing_to_tell(session):
    somebody = make_registration(session, email="liga@guests.example")
    confirmation = outbox.claim(session, now=NOW)
    before = is_still_true(session, confirmation)

    registration.cancel(session, somebody, now=NOW)
    cancellation = outbox.claim(session, now=NOW)

    assert (confirmation.kind, before) == (MailKind.CONFIRMATION, True)
    assert not is_still_true(session, confirmation)
    assert is_still_true(session, cancellation)


def is_still_true(session, mail):
    """Whether the worker would still send this."""
    return mail_matter.is_still_true(mail, mail_matter.find(session, mail))
