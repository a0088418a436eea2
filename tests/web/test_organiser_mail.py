"""The organiser's list of mails: what waits, what was sent, what failed and why; sending one again."""

from datetime import timedelta

import pytest

from eventreg.domain import moving, outbox
from eventreg.models import MailKind, Membership, Organisation, OutgoingMail, Role
from tests.conftest import NOW
from tests.factories import make_event, make_mail, make_registration, make_user, stored
from tests.web.reading import page_form, rows

PAGES = ("mail.outbox", "messages.write", "messages.invite")


@pytest.fixture
def event(web_session, project):
    """An event of the organiser, beside another one with a mail."""
    make_mail(web_session, make_event(web_session, project))
    return make_event(web_session, project)


def test_shows_what_became_of_each_mail_and_why(organiser, web_session, event):
    guest = make_registration(web_session, event, name="Ada", surname="Ozola", email="ada@x.lv")
    refused = "SMTPRecipientsRefused: {'b@x.lv': (550, b'No such user')}"
    make_mail(web_session, event, recipient="b@x.lv", error=refused, attempts=1, given_up_at=NOW)
    later = NOW + timedelta(minutes=4)
    make_mail(web_session, event, recipient="c@x.lv", error="ConnectionRefusedError: [Errno 111]", due_at=later)
    make_mail(web_session, event, recipient="d@x.lv", sent_at=NOW)
    make_mail(web_session, event, recipient="e@x.lv", withheld_at=NOW)
    web_session.commit()

    page = organiser.get("organiser_mail.outbox", event_id=event.id)

    told = [[cell for cell in row[:3]] for row in rows(page)]
    said = "What the mail server said"
    assert told == [
        ["e@x.lv", "Invitation", "Not to be sent"],
        ["d@x.lv", "Invitation", "Sent 10 January 2019 10:00"],
        [
            "c@x.lv",
            "Invitation",
            "Failed, will be tried again The mail server cannot be reached. Next try: 10 January 2019 10:04; "
            "tried until 13 January 2019 10:00 "
            f"{said} ConnectionRefusedError: [Errno 111]",
        ],
        [
            "b@x.lv",
            "Invitation",
            f"Given up The mail server does not accept this address. Check how it is written. {said} 550 No such user",
        ],
        ["Ada Ozola ada@x.lv", "Ticket", "Waiting tried until 13 January 2019 10:00"],
    ]
    assert guest.manage not in page.text
    actions = [row[4] for row in rows(page)]
    assert actions == ["", "Send again d@x.lv", "Try now c@x.lv", "Send again b@x.lv", ""]


def test_shows_one_state_when_it_is_asked_for(organiser, web_session, event):
    make_mail(web_session, event, recipient="d@x.lv", sent_at=NOW)
    make_mail(web_session, event, recipient="e@x.lv")
    web_session.commit()

    shown = {
        state: [row[0] for row in rows(organiser.get("organiser_mail.outbox", event_id=event.id, state=state))]
        for state in ("sent", "waiting", "given_up", "nonsense")
    }

    assert shown == {"sent": ["d@x.lv"], "waiting": ["e@x.lv"], "given_up": [], "nonsense": ["e@x.lv", "d@x.lv"]}


def test_an_address_with_such_a_number_is_not_taken_for_one_that_does_not_exist(organiser, web_session, event):
    later = "SMTPRecipientsRefused: {'550@x.lv': (451, b'4.7.1 Greylisted')}"
    make_mail(web_session, event, recipient="550@x.lv", error=later)
    web_session.commit()

    page = organiser.get("organiser_mail.outbox", event_id=event.id)

    assert "The mail server asked to try again later." in page.words()


def test_an_organiser_of_one_organisation_sees_the_mails_of_its_events_only(browser, web_session, project):
    organisation = Organisation(project_id=project.id, name="Tilts", created_at=NOW)
    web_session.add(organisation)
    web_session.flush()
    ours, theirs = make_event(web_session, project, organisation_id=organisation.id), make_event(web_session, project)
    for event, address in ((ours, "ours@x.lv"), (theirs, "theirs@x.lv")):
        make_mail(web_session, event, recipient=address, sent_at=NOW)
    user = make_user(web_session, Role.ORGANISER, project=project)
    web_session.query(Membership).filter_by(user_id=user.id).update({"organisation_id": organisation.id})
    web_session.commit()
    limited = browser.log_in(user).read_in("en")
    (their_mail,) = stored(web_session, OutgoingMail, event_id=theirs.id)
    page = limited.get("organiser_mail.outbox", event_id=ours.id)
    again = limited.url("organiser_mail.again", event_id=theirs.id, mail_id=their_mail.id)
    (our_mail,) = stored(web_session, OutgoingMail, event_id=ours.id)
    token = page.form(limited.url("organiser_mail.again", event_id=ours.id, mail_id=our_mail.id))

    foreign = [limited.client.get(limited.url(f"organiser_{name}", event_id=theirs.id)).status_code for name in PAGES]

    assert [row[0] for row in rows(page)] == ["ours@x.lv"]
    assert foreign == [404] * len(PAGES)
    assert limited.client.post(again, data=token).status_code == 404
    assert len(stored(web_session, OutgoingMail)) == 2


def test_pages_hold_a_hundred_and_cost_the_same(organiser, web_session, event, count_statements):
    make_mail(web_session, event)
    web_session.commit()
    few = count_statements(lambda: organiser.get("organiser_mail.outbox", event_id=event.id))
    for number in range(204):
        make_mail(web_session, event, recipient=f"p{number}@x.lv")
    web_session.commit()

    many = count_statements(lambda: organiser.get("organiser_mail.outbox", event_id=event.id))
    pages = [organiser.get("organiser_mail.outbox", event_id=event.id, page=page) for page in (1, 3, 99, 0)]

    assert many == few
    assert [len(rows(page)) for page in pages] == [100, 5, 5, 100]


def test_sends_again_what_was_sent_to_the_address_of_today_and_once(organiser, web_session, event):
    guest = make_registration(web_session, event, email="old@x.lv")
    guest.email = "new@x.lv"
    web_session.query(OutgoingMail).filter_by(event_id=event.id).update({"sent_at": NOW})
    web_session.commit()
    (old,) = stored(web_session, OutgoingMail, event_id=event.id)
    page = organiser.get("organiser_mail.outbox", event_id=event.id)
    form = page.form(organiser.url("organiser_mail.again", event_id=event.id, mail_id=old.id))

    for _ in range(2):
        organiser.client.post(organiser.url("organiser_mail.again", event_id=event.id, mail_id=old.id), data=form)

    kept, new = stored(web_session, OutgoingMail, event_id=event.id)
    assert (kept.recipient, kept.sent_at) == ("old@x.lv", NOW)
    assert (new.kind, new.registration_id, new.recipient) == (MailKind.CONFIRMATION, guest.id, "new@x.lv")
    assert (new.sent_at, new.due_at, new.attempts, new.error) == (None, NOW, 0, "")
    assert new.message_id != kept.message_id


def test_sends_the_mail_of_a_move_again_with_the_calendar_entry_that_it_takes_out(organiser, web_session, event):
    other = make_event(web_session, event.project)
    guest, by = (
        make_registration(web_session, other, email="ada@x.lv"),
        make_user(web_session, Role.ORGANISER, project=event.project),
    )
    moving.move(web_session, guest, event.id, all_the_same=True, by=by, now=NOW)
    web_session.flush()
    for mail in web_session.query(OutgoingMail).all():
        outbox.mark_sent(web_session, mail, now=NOW)
    web_session.commit()
    page = organiser.get("organiser_mail.outbox", event_id=event.id)
    (old,) = stored(web_session, OutgoingMail, event_id=event.id, kind=MailKind.CHANGE)

    organiser.press(page, "organiser_mail.again", event_id=event.id, mail_id=old.id, expect=303)

    assert [each.content for each in stored(web_session, OutgoingMail, event_id=event.id, kind=MailKind.CHANGE)] == [
        {"left": str(other.id)},
        {"left": str(other.id)},
    ]


def test_tries_at_once_what_failed_as_the_same_mail(organiser, web_session, event):
    mail = make_mail(web_session, event, error="TimeoutError: x", due_at=NOW + timedelta(hours=6), attempts=7)
    web_session.commit()
    page = organiser.get("organiser_mail.outbox", event_id=event.id)

    organiser.press(page, "organiser_mail.again", event_id=event.id, mail_id=mail.id, expect=303)

    (row,) = stored(web_session, OutgoingMail, event_id=event.id)
    assert (row.due_at, row.message_id, row.attempts) == (NOW, mail.message_id, 7)


def test_sends_no_mail_of_another_event_or_account_and_none_that_was_withheld(organiser, web_session, event, project):
    other = make_mail(web_session, make_event(web_session, project), sent_at=NOW)
    held = make_mail(web_session, event, withheld_at=NOW)
    account = make_mail(web_session, event, kind=MailKind.ACCOUNT, sent_at=NOW)
    web_session.commit()
    token = page_form(organiser, "organiser_messages.write", event_id=event.id)["csrf_token"]
    before = len(stored(web_session, OutgoingMail))

    for mail in (other, held, account):
        url = organiser.url("organiser_mail.again", event_id=event.id, mail_id=mail.id)
        assert organiser.client.post(url, data={"csrf_token": token, "press": "1"}).status_code == 404

    assert len(stored(web_session, OutgoingMail)) == before
    assert rows(organiser.get("organiser_mail.outbox", event_id=event.id, state="sent")) == []
