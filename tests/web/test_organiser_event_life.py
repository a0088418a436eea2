"""How organisers preview, close, cancel and copy an event, and tell those who signed up."""

from datetime import UTC, date, datetime

import pytest

from eventreg.domain import event_life, registration
from eventreg.domain.errors import NotPublic
from eventreg.models import AuditEntry, CategoryAnswer, Event, EventStatus, MailKind, OutgoingMail, Registration
from tests.conftest import NOW
from tests.factories import make_event, make_registration, stored
from tests.web.public_pages import tags
from tests.web.reading import page_form, read


@pytest.fixture
def ours(web_session, project):
    """A public event of the organiser's project, with one guest who gave an address and one who did not."""
    event = make_event(web_session, project, name={"lv": "Sanāksme", "en": "Meeting"})
    make_registration(web_session, event, email="ada@example.org")
    make_registration(web_session, event)
    make_registration(web_session, make_event(web_session, project), email="noise@example.org")
    web_session.commit()
    return event


def mails(session, kind):
    """To whom mails of a kind wait."""
    return [mail.recipient for mail in stored(session, OutgoingMail, kind=kind)]


def test_previews_a_draft_as_the_public_will_see_it(organiser, web_session, project):
    event = make_event(web_session, project, published=False, name={"lv": "Sanāksme", "en": "Meeting"})
    web_session.commit()

    page = organiser.get("organiser_event_life.preview", event_id=event.id)

    assert "Preview: this is what the public will see." in page.words() and "Meeting" in page.words()
    assert tags(page) == ["You can sign up"]
    assert not page.all("a", href=organiser.url("public.register", slug=event.slug))
    organiser.get("public.event", slug=event.slug, expect=404)


def test_closes_a_public_event_once(organiser, web_session, ours):
    page = organiser.get("organiser_events.show", event_id=ours.id)

    organiser.press(page, "organiser_event_life.close", event_id=ours.id, expect=303)
    organiser.press(page, "organiser_event_life.close", event_id=ours.id, expect=303)

    closed = read(web_session, Event, id=ours.id)
    assert (closed.status, closed.closed_at, closed.sequence) == (EventStatus.CLOSED, NOW, 0)
    words = organiser.get("organiser_events.show", event_id=ours.id).words()
    assert "nobody can sign up any more" in words and "Only a public event can be closed or cancelled." in words
    assert "Sign-up has closed." in organiser.get("public.event", slug=ours.slug).words()
    assert len(stored(web_session, AuditEntry, action="close", subject_id=ours.id)) == 1


def test_cancels_with_a_reason_and_tells_those_who_signed_up(organiser, web_session, ours):
    answers = {"reason_lv": "Lektors ir slims.", "reason_en": "The speaker is ill."}

    organiser.submit("organiser_event_life.cancel", answers, event_id=ours.id)

    gone = read(web_session, Event, id=ours.id)
    assert (gone.status, gone.cancelled_at, gone.sequence) == (EventStatus.CANCELLED, NOW, 1)
    assert gone.cancel_reason == {"lv": "Lektors ir slims.", "en": "The speaker is ill."}
    assert mails(web_session, MailKind.EVENT_CANCELLED) == ["ada@example.org"]
    words = organiser.get("organiser_events.show", event_id=ours.id).words()
    assert "The event is cancelled, and 1 person is told of it by e-mail." in words
    assert "The speaker is ill." in words


def test_cancelling_needs_a_reason_and_a_public_event(organiser, web_session, project, ours):
    assert organiser.fill("organiser_event_life.cancel", {}, event_id=ours.id).errors() == [
        "Enter the reason in Latvian"
    ]
    draft = make_event(web_session, project, published=False)
    web_session.commit()

    page = organiser.fill("organiser_event_life.cancel", {"reason_lv": "Nav naudas"}, event_id=draft.id)

    assert "Only a public event can be closed or cancelled." in page.words()
    assert read(web_session, Event, id=draft.id).status is EventStatus.DRAFT


def test_an_event_is_cancelled_once_and_told_once(web_session, ours):
    event_life.cancel(web_session, ours, {"lv": "Vētra"}, by=None, now=NOW)

    with pytest.raises(NotPublic):
        event_life.cancel(web_session, ours, {"lv": "Cits"}, by=None, now=NOW)

    web_session.commit()
    assert mails(web_session, MailKind.EVENT_CANCELLED) == ["ada@example.org"]
    assert read(web_session, Event, id=ours.id).cancel_reason == {"lv": "Vētra"}


@pytest.mark.parametrize(("tell", "told"), [({}, []), ({"tell": "y"}, ["ada@example.org"])])
def test_tells_of_a_change_only_if_asked(tell, told, organiser, web_session, ours):
    organiser.submit("organiser_events.edit", {"place": "Ludza", **tell}, event_id=ours.id)

    assert mails(web_session, MailKind.EVENT_CHANGED) == told
    words = organiser.get("organiser_events.show", event_id=ours.id).words()
    assert ("1 person is told of them by e-mail" in words) is bool(told)


def test_nobody_is_told_of_a_draft(organiser, web_session, project):
    draft = make_event(web_session, project, published=False)
    web_session.commit()

    assert "tell" not in organiser.get("organiser_events.edit", event_id=draft.id).form()
    organiser.submit("organiser_events.edit", {"tell": "y"}, event_id=draft.id)

    assert mails(web_session, MailKind.EVENT_CHANGED) == []


def test_copies_an_event_with_its_days_moved(organiser, web_session, project):
    opens = datetime(2019, 1, 20, 7, 0, tzinfo=UTC)  # nine o'clock in winter
    event = make_event(
        web_session, project, opens_at=opens, capacity=9, conclusions={"lv": "Bija labi"}, programme={"lv": "Kafija"}
    )
    make_registration(web_session, event, now=datetime(2019, 1, 21, tzinfo=UTC))
    web_session.commit()

    form = page_form(organiser, "organiser_event_life.copy", event_id=event.id)
    assert form["number"] == "2"
    organiser.submit("organiser_event_life.copy", {"first_day": "2019-04-24"}, event_id=event.id)

    made = read(web_session, Event, number=2)
    assert (made.status, made.places_taken, made.capacity) == (EventStatus.DRAFT, 0, 9)
    assert (made.name, made.programme, made.conclusions) == (event.name, {"lv": "Kafija"}, {})
    assert [day.date for day in made.days] == [date(2019, 4, 24), date(2019, 4, 25), date(2019, 4, 26)]
    assert made.days[0].starts_at == event.days[0].starts_at
    assert made.opens_at == datetime(2019, 4, 21, 6, 0, tzinfo=UTC)  # nine o'clock in summer
    assert made.slug != event.slug


def test_a_copy_without_a_day_is_a_draft_without_days(organiser, web_session, ours):
    organiser.submit("organiser_event_life.copy", {"number": "77"}, event_id=ours.id)

    made = read(web_session, Event, number=77)
    assert (made.days, made.first_day, made.opens_at) == ([], None, None)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"number": "1"}, "Another event of this project has this number."),
        ({"number": "x"}, "Enter a whole number"),
        ({"first_day": "2020-01-01"}, "A date lies outside the project's period. Correct it, or say why."),
        ({"first_day": "soon"}, "Check the date: it should look like 2026-03-23"),
    ],
)
def test_a_wrong_answer_about_a_copy_is_named(answers, sentence, organiser, web_session, ours):
    page = organiser.fill("organiser_event_life.copy", answers, event_id=ours.id)

    assert page.errors() == [sentence]


def test_a_copy_with_its_people_is_public_and_confirms_each_person_once(organiser, web_session, project):
    event = make_event(web_session, project, capacity=3)
    make_registration(web_session, make_event(web_session, project), email="noise@example.lv")
    ada = {"name": "Ada", "surname": "Ozola", "email": "ada@example.lv", "language": "en"}
    twice = [make_registration(web_session, event, **ada, category="roma", consent=True) for _ in range(2)]
    gone = make_registration(web_session, event, email="gone@example.lv")
    registration.cancel(web_session, gone, now=NOW)
    alone = make_registration(web_session, event, name="Zane")
    web_session.query(OutgoingMail).delete()
    web_session.commit()

    organiser.submit("organiser_event_life.copy", {"first_day": "2019-04-24", "people": "y"}, event_id=event.id)

    made = read(web_session, Event, number=3)
    people = stored(web_session, Registration, event_id=made.id)
    assert (made.status, made.places_taken) == (EventStatus.PUBLISHED, 2)
    assert {found.person_id: found.full_name for found in people} == {
        twice[0].person_id: "Ada Ozola",
        alone.person_id: alone.full_name,
    }
    assert not {found.ticket for found in people} & {found.ticket for found in [*twice, alone]}
    answers = [stored(web_session, CategoryAnswer, registration_id=found.id) for found in people]
    assert [(answer.category_id, answer.consent_id) for (answer,) in answers] == [(None, None)] * 2
    assert [(mail.kind, mail.recipient, mail.language) for mail in stored(web_session, OutgoingMail)] == [
        (MailKind.CONFIRMATION, "ada@example.lv", "en")
    ]


def test_a_copy_without_a_day_cannot_take_people_along(organiser, web_session, ours):
    before = len(stored(web_session, Event))

    page = organiser.fill("organiser_event_life.copy", {"people": "y"}, event_id=ours.id)

    assert "Give the event at least one day: the public sees it." in page.words()
    assert len(stored(web_session, Event)) == before
