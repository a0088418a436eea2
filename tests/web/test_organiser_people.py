"""The people of an organiser's event: door passes, and the list of those who signed up."""

import itertools
import re
from datetime import date, timedelta

from sqlalchemy import select

from eventreg.domain import categories, doorpass
from eventreg.models import DoorPass
from tests.conftest import NOW
from tests.factories import admit, at_hour, make_event, make_pass, make_registration
from tests.web.reading import figures, page_form, read, rows


def test_shows_the_link_of_a_door_pass_once(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()
    answers = {"name": "Sānu durvis", "operator": "Anna", "kind": "desk"}

    page = organiser.fill("organiser_people.new_pass", answers, event_id=event.id)

    assert page.response.headers["Cache-Control"] == "no-store"
    secret = re.search(r"http://localhost/door/#([\w-]+)", page.words())[1]
    assert page.qr_code() == f"http://localhost/door/#{secret}"
    door_pass, _ = doorpass.redeem(web_session, secret, now=NOW + timedelta(minutes=14))
    web_session.commit()
    assert (door_pass.event_id, door_pass.name, door_pass.kind) == (event.id, "Sānu durvis", "desk")
    assert secret not in organiser.get("organiser_events.show", event_id=event.id).text


def test_the_form_of_a_pass_proposes_the_lesser_power(organiser, web_session, project):
    event = make_event(web_session, project)
    web_session.commit()

    assert page_form(organiser, "organiser_people.new_pass", event_id=event.id)["kind"] == "scanner"
    page = organiser.fill("organiser_people.new_pass", {"operator": "Anna"}, event_id=event.id)

    assert page.errors() == ["Enter which door it is"]
    assert web_session.scalars(select(DoorPass)).all() == []


def test_lists_door_passes_with_their_states(organiser, web_session, project):
    event = make_event(web_session, project)
    make_pass(web_session, event, name="Opened")
    for name, made_at in (("Fresh", NOW), ("Missed", NOW - timedelta(minutes=16))):
        doorpass.create(web_session, event, name=name, operator="Anna", by=None, now=made_at)
    ended, _ = doorpass.create(web_session, event, name="Over", operator="Anna", by=None, now=NOW)
    doorpass.revoke(web_session, event, ended.id, by=None, now=NOW)
    web_session.commit()

    page = organiser.get("organiser_events.show", event_id=event.id)

    assert sorted(row for row in rows(page) if len(row) == 5) == [
        ["Fresh", "Anna", "Scanner", "Waiting to be opened", "End Fresh"],
        ["Missed", "Anna", "Scanner", "Link not opened in time", ""],
        ["Opened", "Anna", "Scanner", "In use since 10 January 2019 10:00", "End Opened"],
        ["Over", "Anna", "Scanner", "Ended", ""],
    ]


def test_ends_a_door_pass_and_not_that_of_another_event(organiser, web_session, project):
    event, other = make_event(web_session, project), make_event(web_session, project)
    door_pass, kept = make_pass(web_session, event), make_pass(web_session, other)
    web_session.commit()
    page = organiser.get("organiser_events.show", event_id=event.id)

    organiser.press(page, "organiser_people.revoke_pass", event_id=event.id, pass_id=door_pass.id, expect=303)
    token = {"csrf_token": page_form(organiser, "organiser_people.new_pass", event_id=event.id)["csrf_token"]}
    organiser.client.post(organiser.url("organiser_people.revoke_pass", event_id=event.id, pass_id=kept.id), data=token)

    assert read(web_session, DoorPass, id=door_pass.id).revoked_at == NOW
    assert read(web_session, DoorPass, id=kept.id).revoked_at is None


def test_lists_who_signed_up_with_contacts_days_and_second_sign_ups(organiser, web_session, project):
    event = make_event(web_session, project)
    liga = {"name": "Līga", "surname": "Bērziņa", "email": "liga@example.org"}
    first = make_registration(web_session, event, **liga)
    make_registration(web_session, event, **liga)
    make_registration(
        web_session, event, name="Matti", surname="Virtanen", organisation="THL", country="FI", phone="+358 9 123456"
    )
    make_registration(web_session, make_event(web_session, project), surname="Citur")
    admit(web_session, first)
    admit(web_session, first, now=at_hour(8, day=date(2019, 1, 24)))
    web_session.commit()

    page = organiser.get("organiser_people.registrations", event_id=event.id)

    assert figures(page) == {"Confirmed": "3 room for everyone", "Cancelled": "0", "Came on one day or more": "1"}
    assert [row[:6] for row in rows(page)] == [
        ["Matti Virtanen", "THL, Finland", "Confirmed", "–", "+358 9 123456", "LV"],
        ["Līga Bērziņa second sign-up", "Balvu novads", "Confirmed", "–", "liga@example.org", "LV"],
        ["Līga Bērziņa second sign-up", "Balvu novads", "Came", "2", "liga@example.org", "LV"],
    ]


def test_the_list_never_says_as_whom_somebody_takes_part(organiser, web_session, project):
    event = make_event(web_session, project)
    for choice in categories.list_choices(web_session, project.id):
        make_registration(web_session, event, category=choice.key, consent=choice.sensitive or None)
    make_registration(web_session, event, category=None)
    telling = [
        word.lower()
        for category in categories.list_all(web_session, project.id)
        for word in (
            category.key,
            *category.label.values(),
            *(form for each in category.forms.values() for form in each),
        )
    ]
    web_session.commit()

    for endpoint in ("organiser_people.registrations", "organiser_events.show"):
        main = " ".join(itertools.chain(*rows(organiser.get(endpoint, event_id=event.id)))).lower()
        assert [word for word in [*telling, "not stated"] if word in main] == []


def test_an_empty_list_says_where_to_send_people(organiser, web_session, project):
    event, draft = make_event(web_session, project), make_event(web_session, project, published=False)
    web_session.commit()

    listed = organiser.get("organiser_people.registrations", event_id=event.id).words()
    assert "Nobody has signed up yet. Send this address" in listed
    assert f"http://localhost/events/{event.slug}" in listed
    assert "the event is a draft" in organiser.get("organiser_people.registrations", event_id=draft.id).words()


def test_more_people_need_no_more_statements(organiser, web_session, project, count_statements):
    event = make_event(web_session, project)
    make_registration(web_session, event)
    web_session.commit()
    pages = [
        ("organiser_people.registrations", {"event_id": event.id}),
        ("organiser_events.show", {"event_id": event.id}),
    ]
    few = [count_statements(lambda page=page: organiser.get(page[0], **page[1])) for page in pages]
    for _ in range(2):
        make_registration(web_session, event)
        make_pass(web_session, event)
    web_session.commit()

    assert [count_statements(lambda page=page: organiser.get(page[0], **page[1])) for page in pages] == few
