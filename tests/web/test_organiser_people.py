"""The people of an organiser's event: the list of those who signed up."""

import itertools
from datetime import date

from eventreg.domain import categories
from tests.factories import admit, at_hour, make_event, make_pass, make_registration
from tests.web.reading import figures, rows


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
