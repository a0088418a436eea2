"""The outbox: each mail is claimed by one worker, tried again after a pause, and sent once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from eventreg.domain import mail_matter, outbox
from eventreg.models import MailKind, OutgoingMail
from tests.domain.together import in_threads
from tests.factories import NOW, make_event, make_project, make_registration

MOMENT = timedelta(microseconds=1)
FIVE_MINUTES = timedelta(minutes=5)


def write(session, registration=None, *, now=NOW, kind=MailKind.CANCELLATION):
    """One more mail."""
    registration = registration or make_registration(session)
    registration.email = "ilze@example.lv"
    mail = outbox.write(session, registration, kind, now=now)
    session.flush()
    return mail


def test_a_mail_waits_from_the_moment_it_was_written(session):
    registration = make_registration(session, language="en")

    mail = write(session, registration)

    assert (mail.kind, mail.registration_id) == (MailKind.CANCELLATION, registration.id)
    assert (mail.recipient, mail.language) == ("ilze@example.lv", "en")
    assert (mail.created_at, mail.due_at, mail.attempts) == (NOW, NOW, 0)
    assert (mail.error, mail.sent_at, mail.withheld_at) == ("", None, None)
    assert len(mail.message_id) == 32
    assert mail.message_id != write(session, registration).message_id


def test_without_an_address_nothing_is_written(session):
    registration = make_registration(session, email=None)

    assert outbox.write(session, registration, MailKind.CANCELLATION, now=NOW) is None
    assert outbox.claim(session, now=NOW) is None


def test_the_mail_that_has_waited_longest_is_claimed_first(session):
    late, early, same = write(session, now=NOW), write(session, now=NOW - MOMENT), write(session, now=NOW)

    assert [outbox.claim(session, now=NOW) for _ in range(4)] == [early, late, same, None]


def test_a_mail_is_not_claimed_before_it_is_due(session):
    mail = write(session, now=NOW)

    assert outbox.claim(session, now=NOW - MOMENT) is None
    assert outbox.claim(session, now=NOW) is mail


def test_a_claimed_mail_is_left_to_its_worker_for_five_minutes(session):
    mail = write(session)

    outbox.claim(session, now=NOW)

    session.expire_all()
    assert (mail.attempts, mail.due_at) == (1, NOW + FIVE_MINUTES)
    assert outbox.claim(session, now=NOW + FIVE_MINUTES - MOMENT) is None
    assert outbox.claim(session, now=NOW + FIVE_MINUTES) is mail
    session.expire_all()
    assert (mail.attempts, mail.due_at) == (2, NOW + 2 * FIVE_MINUTES)


def test_a_mail_that_was_sent_is_never_sent_again(session):
    mail = outbox.claim(session, now=write(session).due_at)
    outbox.mark_failed(session, mail, "the server was away", now=NOW)

    outbox.mark_sent(session, mail, now=NOW + MOMENT)
    session.flush()

    assert (mail.sent_at, mail.error) == (NOW + MOMENT, "")
    assert outbox.claim(session, now=NOW + timedelta(days=365)) is None


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 2), (2, 4), (3, 8), (8, 256), (9, 360), (10, 360), (11, 360), (1000, 360)]
)
def test_a_failed_mail_is_tried_again_after_a_growing_pause(session, attempts, minutes):
    mail = write(session)
    mail.attempts = attempts

    outbox.mark_failed(session, mail, "x" * 600, now=NOW)
    session.flush()

    pause = timedelta(minutes=minutes)
    assert (mail.due_at, mail.error, mail.sent_at) == (NOW + pause, "x" * 500, None)
    assert outbox.claim(session, now=NOW + pause - MOMENT) is None
    assert outbox.claim(session, now=NOW + pause) is mail


def test_after_three_days_a_mail_is_given_up(session):
    mail = write(session)
    three_days = timedelta(days=3)

    outbox.mark_failed(session, mail, "away", now=NOW + three_days - MOMENT)
    session.flush()
    before = mail.given_up_at
    outbox.mark_failed(session, mail, "still away", now=NOW + three_days)
    session.expire_all()

    assert (before, mail.given_up_at, mail.error) == (None, NOW + three_days, "still away")
    assert outbox.claim(session, now=NOW + timedelta(days=365)) is None


def test_what_is_refused_for_good_is_given_up_at_once(session):
    mail = write(session)

    outbox.mark_failed(session, mail, "no such user", now=NOW, for_good=True)
    session.expire_all()

    assert (mail.given_up_at, mail.error, mail.sent_at) == (NOW, "no such user", None)


def test_the_mails_of_a_project_can_be_withheld(session):
    project = make_project(session, demo=True)
    sent, waiting = (write(session, make_registration(session, make_event(session, project))) for _ in range(2))
    outbox.mark_sent(session, sent, now=NOW)
    other = write(session)

    outbox.withhold_for_project(session, project.id, now=NOW)

    session.expire_all()
    assert [mail.withheld_at for mail in (sent, waiting, other)] == [None, NOW, None]
    assert [outbox.claim(session, now=NOW) for _ in range(2)] == [other, None]


def test_a_mail_knows_all_that_it_tells_of(session):
    write(session)
    registration = make_registration(session)
    mail = write(session, registration)
    session.expire_all()

    found = mail_matter.find(session, mail).registration
    session.expunge_all()  # whatever is asked of it now was read before

    assert found is registration
    assert (found.event.project.contract_number, len(found.event.days)) == ("792550-NRP3-LV", 3)


def test_each_mail_is_claimed_by_one_of_several_workers(shared):
    with Session(shared) as session:
        registration = make_registration(session)
        mails = [write(session, registration).id for _ in range(20)]
        session.commit()

    def work(_worker):
        claimed = []
        while True:
            with Session(shared) as session:
                mail = outbox.claim(session, now=NOW)
                if mail is None:
                    return claimed
                claimed.append(mail.id)
                session.commit()

    claimed = in_threads(work, range(4))

    assert sorted(mail for worker in claimed for mail in worker) == mails
    with Session(shared) as session:
        assert session.scalar(select(func.sum(OutgoingMail.attempts))) == 20


@pytest.mark.parametrize("file_url", ["postgresql"], indirect=True)  # on SQLite one writes at a time
def test_a_worker_does_not_wait_for_what_another_has_claimed(shared):
    with Session(shared) as first, Session(shared) as second:
        registration = make_registration(first)
        mails = [write(first, registration).id for _ in range(2)]
        first.commit()

        assert [outbox.claim(each, now=NOW).id for each in (first, second)] == mails
