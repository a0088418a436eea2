"""As whom somebody takes part stands nowhere but in the form: every page, mail, header and log is searched."""

import logging
import re

import pytest

from eventreg import clock
from eventreg.delivery import letters
from eventreg.domain import mail_matter
from eventreg.extensions import db
from eventreg.models import Category, CategoryAnswer, OutgoingMail, PassKind, Registration, Role
from tests.factories import at_hour, make_event, make_pass_with_token, make_project, make_user, scan_of, stored

CHOICES = ("municipality", "ministry", "roma", "ngo", "international", "not_stated")
OURS = ("Organisation or municipality",)  # words of ours in which the key of a category happens to stand


class Crawl:
    """Everything that a client is told and sends: addresses, headers, bodies."""

    def __init__(self, client) -> None:
        self.client = client
        self.told: list[str] = []

    def get(self, address, **more):
        """Open an address; it has to be there."""
        return self._keep(self.client.get(address, **more), 200)

    def post(self, address, *, expect=200, **more):
        """Send something."""
        return self._keep(self.client.post(address, **more), expect)

    def _keep(self, response, expect):
        assert response.status_code == expect, response.text[:500]
        self.told += [response.request.url, str(response.headers), response.text]
        return response


@pytest.fixture
def event(web_session):
    """An event whose project says nothing that could be taken for a category."""
    project = make_project(web_session, controller="Iestāde", controller_contact="a@x.lv", protection_contact="b@x.lv")
    return make_event(web_session, project)


def secret_words(session, project):
    """Return all that tells of a category: key, label, definition and number forms in both languages."""
    words = set()
    for category in stored(session, Category, project_id=project.id):
        texts = [*category.label.values(), *category.definition.values()]
        texts += [form for forms in category.forms.values() for form in forms]
        words |= {category.key, *(text.rstrip(".") for text in texts)}
    return words


def found_in(text, words):
    """Return which of the words stand in a text as words, whatever their case."""
    for known in OURS:
        text = text.replace(known, "")
    text = text.casefold()
    there = {word for word in words if word.casefold() in text}
    return {word for word in there if re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text)}


def sign_up_all(browser, crawl, event):
    """Let somebody sign up by the form for each choice; of the form only what it answers is kept."""
    form = browser.get("public.register", slug=event.slug).form()
    for number, category in enumerate(CHOICES):
        answers = {"name": "Ada", "surname": f"Nr{number}", "organisation": "Malta", "email": f"ada{number}@x.lv"}
        answers |= {"category": category, "consent": "yes"}
        crawl.post(browser.url("public.register", slug=event.slug), data=form | answers, expect=303)


def test_nobody_is_told_as_whom_somebody_takes_part(browser, web_session, event, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    organiser = make_user(web_session, Role.ORGANISER, project=event.project)
    passes = [make_pass_with_token(web_session, event, kind=kind) for kind in PassKind]
    web_session.commit()
    words = secret_words(web_session, event.project)
    crawl = Crawl(browser.client)

    sign_up_all(browser, crawl, event)
    guests = stored(web_session, Registration)
    assert len(stored(web_session, CategoryAnswer)) == len(CHOICES)
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))
    for guest in guests:
        crawl.get(f"/m/{guest.manage}")
        crawl.get(f"/t/{guest.ticket}")
        crawl.get(f"/m/{guest.manage}/cancel")
    meet_at_the_door(browser, crawl, event, guests, passes)
    browser.log_in(organiser)
    own = f"/organiser/events/{event.id}"
    for address in ("/organiser/", f"/organiser/projects/{event.project.slug}", own, f"{own}/registrations"):
        crawl.get(f"{address}?lang=lv")
        crawl.get(f"{address}?lang=en&q=Malta")
    sign_up_all(browser.read_in("en"), crawl, event)
    for guest in stored(web_session, Registration)[len(CHOICES) :]:
        token = browser.get("public.cancel", manage=guest.manage).form(f"/m/{guest.manage}/cancel")
        crawl.post(f"/m/{guest.manage}/cancel", data=token, expect=303)
        crawl.get(f"/m/{guest.manage}")
        crawl.get(f"/t/{guest.ticket}")
    crawl.told += write_mails(browser.app)

    assert len(crawl.told) > 100
    assert found_in("".join(crawl.told), words) == set()
    assert found_in(caplog.text, words) == set()


def meet_at_the_door(browser, crawl, event, guests, passes):
    """Scan everybody by ticket and by code, with and without JavaScript, and read the rosters."""
    for door_pass, token in passes:
        bearer = {"Authorization": f"Bearer {token}"}
        scans = [scan_of(guest) for guest in guests] + [scan_of(g, ticket=None, code=g.code) for g in guests]
        crawl.post(f"/api/v1/events/{event.id}/scans", json={"scans": scans}, headers=bearer)
        crawl.get(f"/api/v1/events/{event.id}/roster", headers=bearer)
        browser.take_pass(door_pass.id)
        for guest in guests:
            form = browser.get("door.scan").form("/door/scan")
            crawl.post("/door/scan", data=form | {"code": guest.code})


def write_mails(app):
    """Return all mails of the outbox: headers, text and HTML."""
    with app.app_context():
        written = [
            letters.write(row, mail_matter.find(db.session, row))._message()
            for row in db.session.query(OutgoingMail).order_by(OutgoingMail.id)
        ]
    assert len(written) == 3 * len(CHOICES)
    parts = [part for letter in written for part in letter.walk()]
    texts = [part.get_payload(decode=True).decode() for part in parts if part.get_content_maintype() == "text"]
    return [*texts, *(str(letter["Subject"]) for letter in written), *(str(part.items()) for part in parts)]


def test_the_search_finds_a_word_where_it_stands(web_session, event):
    """The test above can fail."""
    web_session.commit()
    words = secret_words(web_session, event.project)
    texts = ["Jūs esat romu pārstāvis!", '"category": "ngo"', "Organisation or municipality", "/x?c=roma", "aroma"]

    assert [found_in(text, words) for text in texts] == [
        {"romu pārstāvis", "Romu pārstāvis"},
        {"ngo"},
        set(),
        {"roma"},
        set(),
    ]
