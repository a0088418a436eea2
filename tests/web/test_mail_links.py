"""The links of an invitation or a message: out of such mails with one click, and to the event."""

import pytest

from eventreg import config
from eventreg.domain import mail_links
from eventreg.models import MailKind, OutgoingMail, Unsubscription
from tests.conftest import MAIL_KEY, NOW, SETTINGS
from tests.factories import make_event, make_mail, make_project, stored


@pytest.fixture
def mail(web_session, event):
    """An invitation, beside mails of another project and of another kind."""
    make_mail(web_session, make_event(web_session), recipient="ada@x.lv")
    found = make_mail(web_session, event, recipient="Ada@x.lv")
    web_session.commit()
    return found


def token_of(mail):
    """What stands in the links of a mail."""
    return mail_links.token(mail.id, MAIL_KEY)


def test_a_reader_is_asked_and_then_gets_no_more(reader, web_session, mail, event):
    waiting = make_mail(web_session, event, kind=MailKind.ANNOUNCEMENT, recipient="ada@X.lv")
    own = make_mail(web_session, event, kind=MailKind.CHANGE, recipient="ada@x.lv")
    web_session.commit()
    page = reader.get("mail_links.unsubscribe", signed=token_of(mail))
    before = stored(web_session, Unsubscription)

    done = reader.post("mail_links.unsubscribe", {}, signed=token_of(mail))

    (row,) = stored(web_session, Unsubscription)
    withheld = {each.id for each in stored(web_session, OutgoingMail) if each.withheld_at == NOW}
    assert "Press the button" in page.words()
    assert before == []
    assert "We will send you no more invitations and messages" in done.words()
    assert (row.project_id, row.created_at, len(row.digest)) == (event.project_id, NOW, 64)
    assert "ada" not in row.digest
    assert withheld == {mail.id, waiting.id}
    assert own.id not in withheld


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_program_unsubscribes_with_one_click_and_without_a_token(reader, web_session, mail, kind):
    """RFC 8058: a POST of List-Unsubscribe=One-Click, without cookies; twice is once."""
    address = f"/u/{token_of(mail)}"

    answers = [
        reader.client.post(address, data={"List-Unsubscribe": "One-Click"}, content_type=kind).status_code
        for _ in range(2)
    ]

    assert answers == [200, 200]
    assert len(stored(web_session, Unsubscription)) == 1


def test_a_link_that_nobody_signed_opens_nothing(reader, web_session, mail, event):
    own = make_mail(web_session, event, kind=MailKind.CONFIRMATION)
    web_session.commit()
    good = token_of(mail)
    for wrong in (
        f"{mail.id}-",
        f"{mail.id + 1}-{good.split('-')[1]}",
        "x",
        "1" * 30,
        "²-1",
        token_of(own),
        good + "0",
    ):
        for path in ("/u/", "/i/"):
            assert reader.client.get(path + wrong).status_code == 404, wrong
        assert reader.client.post(f"/u/{wrong}").status_code == 404
    assert stored(web_session, Unsubscription) == []


def test_the_page_about_a_sensitive_event_names_the_contract_only(reader, web_session):
    project = make_project(web_session, name={"lv": "Romu platforma", "en": "Roma platform"})
    mail = make_mail(web_session, make_event(web_session, project, sensitive=True))
    web_session.commit()

    page = reader.get("mail_links.unsubscribe", signed=token_of(mail))

    assert "792550-NRP3-LV" in page.words()
    assert "Roma platform" not in page.text


def test_the_link_of_an_invitation_leads_to_the_event(reader, web_session, mail, event):
    hidden = make_mail(web_session, make_event(web_session, published=False))
    web_session.commit()

    answer = reader.client.get(f"/i/{token_of(mail)}")

    assert (answer.status_code, answer.location) == (303, f"/events/{event.slug}")
    assert reader.client.get(f"/i/{token_of(hidden)}").status_code == 404


def test_a_new_secret_key_leaves_the_links_of_old_mails_good():
    """RFC 8058: the reader of an old mail must still get out of such mails; PERSON_KEY is never changed."""
    old, new = (config.Settings(**SETTINGS | {"secret_key": key}, database_url="") for key in ("a" * 32, "b" * 32))
    other = config.Settings(**SETTINGS | {"person_key": "c" * 32}, database_url="")

    assert mail_links.token(1, old.mail_key) == mail_links.token(1, new.mail_key) == mail_links.token(1, MAIL_KEY)
    assert mail_links.token(1, other.mail_key) != mail_links.token(1, old.mail_key)
    assert old.mail_key not in (SETTINGS["person_key"].encode(), config.derive(old, "recovery codes 1"))
