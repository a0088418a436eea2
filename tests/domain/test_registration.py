"""Signing up: what is kept, what is sent, and that one form is one registration."""

import pytest
from sqlalchemy import func, select

from eventreg.domain import notices, registration, tickets
from eventreg.models import (
    Consent,
    Event,
    MailKind,
    OutgoingMail,
    Purpose,
    Registration,
    RegistrationStatus,
)
from tests.factories import KEY, NOW, make_event, make_project, make_registration, sign_up


def register(session, event, *, now=NOW, **answers):
    return registration.register(session, event, sign_up(**answers), identity_key=KEY, now=now)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def places_taken(session, event):
    return session.scalar(select(Event.places_taken).where(Event.id == event.id))


def mails(session):
    rows = select(OutgoingMail.kind, OutgoingMail.registration_id, OutgoingMail.recipient, OutgoingMail.language)
    return session.execute(rows.order_by(OutgoingMail.id)).all()


def test_keeps_what_was_written(session):
    event = make_event(session)
    make_registration(session)

    found = register(
        session,
        event,
        name="Ilze",
        surname="Paņko",
        organisation="Rūjienas novads",
        country="EE",
        language="en",
        email="ilze@example.lv",
        phone="+371 20000000",
    )

    session.expire_all()
    assert (found.name, found.surname, found.full_name) == ("Ilze", "Paņko", "Ilze Paņko")
    assert (found.organisation, found.country, found.language) == ("Rūjienas novads", "EE", "en")
    assert (found.email, found.phone) == ("ilze@example.lv", "+371 20000000")
    assert (found.status, found.signed_up_at, found.changed_at) == (RegistrationStatus.CONFIRMED, NOW, NOW)
    assert (found.event, found.cancelled_at, places_taken(session, event)) == (event, None, 1)


def test_gives_three_identifiers_that_have_nothing_in_common(session):
    event = make_event(session)

    found = [register(session, event) for _ in range(2)]

    identifiers = {word for each in found for word in (each.ticket, each.manage, each.code, each.ticket_hash)}
    assert len(identifiers) == 8
    assert [each.ticket_hash for each in found] == [tickets.ticket_hash(each.ticket) for each in found]


def test_writes_the_confirmation_into_the_outbox(session):
    event = make_event(session)

    found = register(session, event, email="ilze@example.lv", language="en")

    assert mails(session) == [(MailKind.CONFIRMATION, found.id, "ilze@example.lv", "en")]


def test_the_confirmation_is_part_of_the_same_transaction(session):
    event = make_event(session)
    session.commit()

    register(session, event, email="ilze@example.lv")
    session.rollback()

    assert (count(session, Registration), count(session, OutgoingMail), places_taken(session, event)) == (0, 0, 0)


def test_without_an_address_there_is_no_mail(session):
    register(session, make_event(session), email=None)

    assert mails(session) == []


def test_remembers_the_notice_that_was_in_force(session):
    event = make_event(session)
    before = register(session, event)
    second = notices.publish(session, event.project, short={"lv": "Īsi"}, full={"lv": "Viss"}, now=NOW)
    make_project(session)

    after = register(session, event)

    assert (after.notice_id, second.version) == (second.id, 2)
    assert before.notice_id != after.notice_id


@pytest.mark.parametrize(("photo", "purposes"), [(False, []), (True, [Purpose.PHOTO])])
def test_photo_consent_is_kept_only_when_given(session, photo, purposes):
    found = register(session, make_event(session), photo=photo)

    consents = select(Consent.purpose).where(Consent.registration_id == found.id)
    assert list(session.scalars(consents)) == purposes


def test_the_same_form_twice_is_one_registration(session):
    event = make_event(session)
    form = sign_up(email="ilze@example.lv")

    found = [registration.register(session, event, form, identity_key=KEY, now=NOW) for _ in range(2)]

    assert found[0] is found[1]
    assert (count(session, Registration), len(mails(session)), places_taken(session, event)) == (1, 1, 1)


def test_another_person_in_the_same_form_is_another_registration(session):
    event = make_event(session)

    found = [register(session, event, submission="form", name=name, surname="Paņko") for name in ("Ilze", "Jānis")]

    assert [each.name for each in found] == ["Ilze", "Jānis"]
    assert (count(session, Registration), places_taken(session, event)) == (2, 2)


def test_the_same_form_at_another_event_is_another_registration(session):
    form = sign_up()
    events = [make_event(session) for _ in range(2)]

    found = [registration.register(session, event, form, identity_key=KEY, now=NOW) for event in events]

    assert [each.event_id for each in found] == [event.id for event in events]


def test_the_same_data_in_another_form_is_another_registration_of_the_same_person(session):
    event = make_event(session)

    found = [register(session, event, name="Ilze", surname="Paņko", email="ilze@example.lv") for _ in range(2)]

    assert found[0].id != found[1].id
    assert found[0].person_id == found[1].person_id


def test_a_double_click_for_the_last_place_gives_that_place(session):
    event = make_event(session, capacity=1)
    form = sign_up()
    first = registration.register(session, event, form, identity_key=KEY, now=NOW)

    assert registration.register(session, event, form, identity_key=KEY, now=NOW) is first
    assert places_taken(session, event) == 1


def test_a_second_click_that_comes_between_gives_the_same_place(session, monkeypatch):
    event = make_event(session, capacity=1)
    form = sign_up()
    first = registration.register(session, event, form, identity_key=KEY, now=NOW)
    finds, looked = registration.find_by_submission, []

    def too_early_at_first(*where):
        looked.append(where)
        return finds(*where) if len(looked) > 1 else None

    monkeypatch.setattr(registration, "find_by_submission", too_early_at_first)

    assert registration.register(session, event, form, identity_key=KEY, now=NOW) is first
    assert (places_taken(session, event), count(session, Registration)) == (1, 1)


def test_a_taken_code_is_drawn_again(session, monkeypatch):
    event = make_event(session)
    taken = register(session, event).code
    codes = iter([taken, taken, "ACDEFGHJ"])
    monkeypatch.setattr(tickets, "new_code", lambda: next(codes))

    assert register(session, event).code == "ACDEFGHJ"
    assert (count(session, Registration), places_taken(session, event)) == (2, 2)


def test_a_code_may_be_taken_at_another_event(session, monkeypatch):
    monkeypatch.setattr(tickets, "new_code", lambda: "ACDEFGHJ")

    codes = [register(session, make_event(session)).code for _ in range(2)]

    assert codes == ["ACDEFGHJ", "ACDEFGHJ"]


def test_finds_a_registration_by_each_identifier_and_by_no_other(session):
    register(session, make_event(session))
    found = register(session, make_event(session))

    assert registration.find_by_manage(session, found.manage) is found
    assert registration.find_by_ticket(session, found.ticket.lower()) is found
    assert registration.find_by_submission(session, found.submission) is found
    assert registration.find_by_manage(session, found.ticket) is None
    assert registration.find_by_ticket(session, found.manage) is None
    assert registration.find_by_ticket(session, found.ticket_hash) is None
