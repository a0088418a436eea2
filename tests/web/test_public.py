"""What everybody sees: the list, an event, the ticket, one's own registration, and giving a place back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import update

from eventreg import clock
from eventreg.delivery import mail
from eventreg.domain import tickets
from eventreg.domain.events import Day
from eventreg.models import (
    Attendance,
    Event,
    EventStatus,
    Kind,
    MailKind,
    OutgoingMail,
    Registration,
    RegistrationStatus,
    Role,
    Scan,
)
from tests.browser import Page
from tests.conftest import NOW
from tests.factories import (
    at_hour,
    make_event,
    make_pass,
    make_project,
    make_registration,
    make_user,
    stored,
)

SEEN_BY_ALL = ("public.index", "public.privacy", "public.accessibility", "door.start", "security.login")


@pytest.fixture
def reader(browser):
    """A reader of pages who reads English."""
    return browser.read_in("en")


@pytest.fixture
def guest(web_session):
    """Somebody with a place at an event, beside somebody else there."""
    event = make_event(web_session, name={"lv": "Sanāksme", "en": "Meeting"}, capacity=10)
    make_registration(web_session, event)
    found = make_registration(web_session, event, name="Ādams", surname="Āboliņš", email="adams@example.lv")
    web_session.commit()
    return found


def words(element):
    """Return what a reader sees in an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def tags(page):
    """Return the words of the page's tags: the state of what it shows."""
    found = [each for kind in ("p", "span") for each in page.all(kind)]
    return [words(each) for each in found if (each.get("class") or "").split()[:1] == ["tag"]]


def facts(page):
    """Return what the page's lists of facts say: what it is, to what stands beside it."""
    boxes = [box for box in page.all("dl") if (box.get("class") or "").split()[:1] == ["facts"]]
    return {words(pair[0]): words(pair[1]) for box in boxes for pair in box}


def set_event(session, event, **values):
    """Change columns of an event behind the back of its rules."""
    session.execute(update(Event).where(Event.id == event.id).values(id=event.id, **values))
    session.commit()


def on(*days):
    """Return days of an event in January 2019, from ten to five."""
    return tuple(Day(date(2019, 1, day), time(10), time(17)) for day in days)


# --- the list ---


def test_lists_what_is_to_come_and_below_it_what_is_over(reader, web_session):
    project = make_project(web_session)
    names = {"later": (23,), "running": (9, 10, 11), "long over": (2,), "next": (12,), "today": (10,), "over": (8, 9)}
    for name, days in names.items():
        make_event(web_session, project, name={"lv": name}, days=on(*days))
    web_session.commit()

    page = reader.get("public.index")

    (past,) = page.all("ul", class_="past")
    assert [words(each) for each in page.all("h3")] == ["running", "today", "next", "later"]
    assert [words(each) for each in past] == ["8–9 January 2019 over", "2 January 2019 long over"]


def test_lists_only_what_is_for_everybody(reader, web_session):
    project = make_project(web_session)
    make_event(web_session, project, name={"lv": "shown"}, days=on(20))
    for days in (on(20), on(5)):
        make_event(web_session, project, name={"lv": "draft"}, days=days, published=False)
        make_event(web_session, project, name={"lv": "by invitation"}, days=days, by_invitation=True)
        make_event(web_session, project, name={"lv": "service"}, days=days, kind=Kind.SERVICE)
    web_session.commit()

    page = reader.get("public.index")

    assert [words(each) for each in page.all("h3")] == ["shown"]
    assert page.all("ul", class_="past") == []


def test_an_empty_list_says_that_more_will_come(reader):
    page = reader.get("public.index")

    assert "No event is open for sign-up now." in page.words()
    assert page.all("h3") == []


def test_an_event_is_listed_as_to_come_until_its_night_is_over(reader, web_session, monkeypatch):
    make_event(web_session, name={"lv": "with a ball"}, days=on(10))
    web_session.commit()
    listed = []
    for hour in (1, 3):  # 03:00 and 05:00 in Riga: a day ends at 04:00
        monkeypatch.setattr(clock, "now", lambda hour=hour: at_hour(hour, date(2019, 1, 11)))
        listed.append(len(reader.get("public.index").all("h3")))

    assert listed == [1, 0]


def test_more_events_need_no_more_statements(reader, web_session, count_statements):
    project = make_project(web_session)
    counts = []
    for number in (1, 49):
        for _ in range(number):
            make_event(web_session, project)
            make_event(web_session, project, days=on(2, 3), capacity=5)
        web_session.commit()
        counts.append(count_statements(lambda: reader.get("public.index")))

    assert counts == [counts[0]] * 2
    assert len(reader.get("public.index").all("h3")) == 50


# --- one event ---


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({}, "You can sign up"),
        ({"capacity": 1}, "1 place left"),
        ({"capacity": 2}, "2 places left"),
        ({"capacity": 21}, "21 places left"),
        ({"capacity": 7, "places_taken": 7}, "All places are taken."),
        ({"opens_at": NOW + timedelta(minutes=1)}, "Sign-up has not opened yet."),
        ({"opens_at": NOW}, "You can sign up"),
        ({"closes_at": NOW}, "Sign-up has closed."),
        ({"closes_at": NOW + timedelta(minutes=1)}, "You can sign up"),
        ({"status": EventStatus.CLOSED}, "Sign-up has closed."),
        ({"status": EventStatus.CANCELLED}, "This event has been cancelled."),
        ({"last_day": date(2019, 1, 9), "first_day": date(2019, 1, 9)}, "This event is over."),
        ({"by_invitation": True}, "You can sign up"),
    ],
)
def test_an_event_says_whether_one_can_sign_up(terms, said, reader, web_session):
    event = make_event(web_session)
    web_session.commit()
    set_event(web_session, event, **terms)
    can = said == "You can sign up" or said.endswith("left")

    page, form = reader.get("public.event", slug=event.slug), reader.get("public.register", slug=event.slug)

    assert (tags(page), tags(form)) == ([said], [said])
    address = reader.url("public.register", slug=event.slug)
    assert len(page.all("a", href=address)) == can
    assert len(form.all("form", action=address)) == can


@pytest.mark.parametrize("language", ["lv", "en"])
def test_counts_the_places_left_with_the_right_form(language, browser, web_session):
    event = make_event(web_session)
    web_session.commit()
    browser.read_in(language)
    found, expected = [], []
    for left in (1, 2, 10, 11, 20, 21, 111):
        set_event(web_session, event, capacity=left)
        found += tags(browser.get("public.event", slug=event.slug))
        expected.append(browser.translate(language, "%(num)s place left", "%(num)s places left", left))

    assert found == expected
    assert found[0] != found[1].replace("2", "1")


def test_an_event_shows_when_where_with_whom_and_about_what(reader, web_session):
    event = make_event(
        web_session,
        make_project(web_session, name={"lv": "Platforma", "en": "Platform"}),
        name={"lv": "Sanāksme", "en": "Meeting"},
        description={"lv": "Latviski", "en": "First.\n\n## Programme\n\nSecond, see https://example.lv/x"},
        place="Maltas vidusskola",
        partners="Rēzeknes novads",
        closes_at=datetime(2019, 1, 20, 10, 0, tzinfo=UTC),
    )
    web_session.commit()

    page = reader.get("public.event", slug=event.slug)

    assert [words(each) for each in page.all("h1")] == ["Meeting"]
    assert facts(page) == {
        "When": "23–25 January 2019, 10:00",
        "Where": "Maltas vidusskola",
        "Sign-up": "until 20 January 2019 12:00",
        "Partners": "Rēzeknes novads",
    }
    assert [words(each) for each in page.all("h3")] == ["Programme"]
    assert len(page.all("a", href="https://example.lv/x")) == 1
    assert [words(day) for day in page.all("ol", class_="past")[0]] == [
        f"{day} January 2019 10:00 to 17:00" for day in (23, 24, 25)
    ]


def test_says_when_sign_up_opens(reader, web_session):
    event = make_event(web_session, opens_at=datetime(2019, 1, 20, 7, 0, tzinfo=UTC))
    web_session.commit()

    assert facts(reader.get("public.event", slug=event.slug))["Sign-up"] == "opens 20 January 2019 9:00"


@pytest.mark.parametrize("terms", [{"published": False}, {"kind": Kind.SERVICE, "days": ()}])
@pytest.mark.parametrize("endpoint", ["public.event", "public.register"])
def test_what_is_not_for_the_public_is_not_found(endpoint, terms, reader, web_session):
    event = make_event(web_session, **terms)
    web_session.commit()

    page = reader.get(endpoint, slug=event.slug, expect=404)

    assert event.name["lv"] not in page.text


@pytest.mark.parametrize("language", ["lv", "en"])
def test_every_public_page_is_in_the_language_of_its_reader(language, browser, web_session, guest):
    browser.read_in(language)
    values = {"slug": guest.event.slug, "manage": guest.manage, "ticket": guest.ticket}
    name = {"lv": "Sanāksme", "en": "Meeting"}[language]
    titles = {
        "public.index": browser.translate(language, "Events"),
        "public.event": name,
        "public.register": name,
        "public.mine": browser.translate(language, "See you there, %(name)s!", name="Ādams"),
        "public.cancel": browser.translate(language, "Cancel your registration?"),
        "public.ticket": browser.translate(language, "Ticket"),
        "public.privacy": browser.translate(language, "Privacy"),
        "public.accessibility": browser.translate(language, "Accessibility statement"),
        "door.start": browser.translate(language, "Open a door"),
        "security.login": browser.translate(language, "Log in"),
    }
    pages = {
        endpoint: browser.get(endpoint, **({} if endpoint in SEEN_BY_ALL else chosen(endpoint, values)))
        for endpoint in titles
    }
    pages["public.notice"] = browser.get("public.notice", slug=guest.event.project.slug)
    titles["public.notice"] = browser.translate(language, "Privacy notice")

    assert {endpoint: [words(h1) for h1 in page.all("h1")] for endpoint, page in pages.items()} == {
        endpoint: [title] for endpoint, title in titles.items()
    }
    assert {page.all("html")[0].get("lang") for page in pages.values()} == {language}


def chosen(endpoint, values):
    """Return what the address of an endpoint needs."""
    needed = {"public.mine": "manage", "public.cancel": "manage", "public.ticket": "ticket"}
    name = needed.get(endpoint, "slug")
    return {name: values[name]}


def test_a_notice_stands_in_the_language_of_its_reader(reader, guest):
    short = facts_of_notice(reader.get("public.notice", slug=guest.event.project.slug))

    assert short == ["Privacy notice", "In short", "In full"]


def facts_of_notice(page):
    """Return the headings of a notice, without those of its own text."""
    return [words(each) for level in ("h1", "h2") for each in page.all(level)]


# --- one's own registration ---


def test_a_registration_shows_ticket_code_link_and_what_was_told(reader, guest, app):
    settings = app.config["SETTINGS"]

    page = reader.get("public.mine", manage=guest.manage)

    assert [words(each) for each in page.all("h1")] == ["See you there, Ādams!"]
    assert tags(page) == ["You have a place"]
    assert page.qr_code() == mail.ticket_url(settings, guest) == f"HTTP://LOCALHOST/T/{guest.ticket}"
    assert [words(each) for each in page.all("p", class_="code")] == [tickets.show_code(guest.code)]
    assert [words(each) for each in page.all("p", class_="link-text")] == [f"http://localhost/m/{guest.manage}"]
    assert facts(page) == {
        "When": "23–25 January 2019, 10:00",
        "Where": "Malta",
        "Name and surname": "Ādams Āboliņš",
        "Organisation or municipality": "Balvu novads",
        "Country": "Latvia",
        "E-mail": "adams@example.lv",
        "Phone": "not given",
        "Photos": "Must not be published",
    }


def test_without_an_address_no_mail_is_promised(reader, web_session, guest):
    other = make_registration(web_session, guest.event)
    web_session.commit()
    promise = "We are sending the ticket to adams@example.lv."

    pages = [reader.get("public.mine", manage=each.manage).words() for each in (guest, other)]

    assert [promise in page for page in pages] == [True, False]
    assert ["We are sending" in page for page in pages] == [True, False]


@pytest.mark.parametrize(
    ("status", "title", "tag"),
    [
        (RegistrationStatus.PENDING, "We have your registration, Ādams", "Not confirmed yet"),
        (RegistrationStatus.WAITING, "We have your registration, Ādams", "On the waiting list"),
    ],
)
def test_a_registration_that_is_no_place_yet_has_no_ticket(status, title, tag, reader, web_session, guest):
    web_session.execute(update(Registration).where(Registration.id == guest.id).values(status=status))
    web_session.commit()

    mine, ticket = reader.get("public.mine", manage=guest.manage), reader.get("public.ticket", ticket=guest.ticket)

    assert [words(each) for each in mine.all("h1")] == [title]
    assert (tags(mine), tags(ticket)) == ([tag], [tag])
    assert 'class="qr-code"' not in mine.text + ticket.text


def test_when_the_event_is_over_it_thanks(reader, guest, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at_hour(3, date(2019, 1, 26)))

    page = reader.get("public.mine", manage=guest.manage)

    assert [words(each) for each in page.all("h1")] == ["Thank you, Ādams"]
    assert page.all("a", href=reader.url("public.cancel", manage=guest.manage)) == []


def test_when_the_event_is_cancelled_it_says_so_first(reader, web_session, guest):
    set_event(web_session, guest.event, status=EventStatus.CANCELLED)

    pages = [reader.get("public.mine", manage=guest.manage), reader.get("public.ticket", ticket=guest.ticket)]

    assert [tags(page) for page in pages] == [["This event has been cancelled."]] * 2
    assert ['class="qr-code"' in page.text for page in pages] == [False, False]


@pytest.mark.parametrize("endpoint", ["public.mine", "public.cancel", "public.ticket"])
def test_a_page_about_one_person_is_kept_by_nobody(endpoint, reader, guest):
    response = reader.get(endpoint, **chosen(endpoint, {"manage": guest.manage, "ticket": guest.ticket})).response

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_token_opens_only_its_own_pages(reader, guest):
    """A ticket does not open the registration, nor does the manage token open the ticket."""
    tokens = {"manage": guest.manage, "ticket": guest.ticket, "nobody's": "A" * 26}
    opened = {
        (endpoint, name)
        for endpoint, needed in {"public.mine": "manage", "public.cancel": "manage", "public.ticket": "ticket"}.items()
        for name, token in tokens.items()
        if reader.client.get(reader.url(endpoint, **{needed: token})).status_code != 404
    }

    assert opened == {("public.mine", "manage"), ("public.cancel", "manage"), ("public.ticket", "ticket")}


# --- the ticket ---


def test_a_ticket_opens_in_any_case(reader, guest):
    lower = guest.ticket.lower()
    for path in (f"/t/{guest.ticket}", f"/T/{guest.ticket}", f"/t/{lower}", f"/T/{lower}"):
        page = Page(reader.client.get(path))

        assert tags(page) == ["Valid ticket"], path
        assert [words(each) for each in page.all("p", class_="holder")] == ["Ādams Āboliņš"]
        assert page.qr_code() == f"HTTP://LOCALHOST/T/{guest.ticket}"


def test_a_ticket_shows_no_way_to_change_the_registration(reader, guest):
    page = reader.get("public.ticket", ticket=guest.ticket)

    assert guest.manage not in page.text
    assert "adams@example.lv" not in page.text
    assert page.all("form") == []


def test_looking_at_a_ticket_admits_nobody(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, guest.event, name="Ziemeļu durvis")
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))

    reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    assert (stored(web_session, Scan), stored(web_session, Attendance)) == ([], [])


def test_a_device_with_a_door_pass_lets_the_holder_in_from_the_ticket(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, guest.event, name="Ziemeļu durvis")
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))
    page = reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    verdict = Page(reader.press(page, "door.check_in", expect=200))

    assert "This device has a door pass: Meeting, Ziemeļu durvis" in page.words()
    assert [words(each) for each in verdict.all("h2")] == ["Welcome!"]
    assert [row.registration_id for row in stored(web_session, Attendance)] == [guest.id]


def test_a_ticket_pressed_twice_is_one_scan(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, guest.event)
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))
    page = reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    said = [Page(reader.press(page, "door.check_in", expect=200)).all("h2") for _ in range(2)]

    assert [[words(each) for each in h2] for h2 in said] == [["Welcome!"]] * 2
    assert len(stored(web_session, Scan)) == 1


def test_the_ticket_of_another_event_is_told_so(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, make_event(web_session))
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: at_hour(8))
    page = reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    verdict = Page(reader.press(page, "door.check_in", expect=200))

    assert [words(each) for each in verdict.all("h2")] == ["Another event"]
    assert "Ādams" not in verdict.text
    assert stored(web_session, Attendance) == []


def test_without_a_pass_in_force_the_ticket_offers_no_check_in(reader, web_session, guest, monkeypatch):
    door_pass = make_pass(web_session, guest.event)
    web_session.commit()
    monkeypatch.setattr(clock, "now", lambda: door_pass.expires_at)

    page = reader.take_pass(door_pass.id).get("public.ticket", ticket=guest.ticket)

    assert page.all("form") == []


# --- giving the place back ---


def test_a_place_is_given_back_after_a_question(reader, web_session, guest):
    question = reader.get("public.cancel", manage=guest.manage)
    before = stored(web_session, Registration, id=guest.id)[0].status

    response = reader.press(question, "public.cancel", manage=guest.manage, expect=303)

    page = reader.get("public.mine", manage=guest.manage)
    assert before == RegistrationStatus.CONFIRMED
    assert response.location == reader.url("public.mine", manage=guest.manage)
    assert [words(each) for each in page.all("h1")] == ["Your registration is cancelled"]
    assert tags(page) == ["Cancelled 10 January 2019 10:00"]
    assert 'class="qr-code"' not in page.text
    assert [words(a) for a in page.all("a", href=reader.url("public.register", slug=guest.event.slug))] == [
        "Sign up again"
    ]


def test_a_place_given_back_is_free_for_others_and_the_mail_says_so(reader, web_session, guest):
    reader.submit("public.cancel", {}, manage=guest.manage)

    (gone,) = stored(web_session, Registration, id=guest.id)
    (event,) = stored(web_session, Event)
    assert (gone.status, gone.cancelled_at, gone.changed_at) == (RegistrationStatus.CANCELLED, NOW, NOW)
    assert event.places_taken == 1
    assert [mail.kind for mail in stored(web_session, OutgoingMail, registration_id=guest.id)] == [
        MailKind.CONFIRMATION,
        MailKind.CANCELLATION,
    ]
    assert tags(reader.get("public.ticket", ticket=guest.ticket)) == ["Cancelled 10 January 2019 10:00"]


def test_a_place_is_given_back_once(reader, web_session, guest):
    question = reader.get("public.cancel", manage=guest.manage)
    reader.press(question, "public.cancel", manage=guest.manage, expect=303)

    page = Page(reader.press(question, "public.cancel", manage=guest.manage, expect=200))

    assert "This registration is cancelled already." in page.words()
    assert stored(web_session, Event)[0].places_taken == 1
    assert len(stored(web_session, OutgoingMail, kind=MailKind.CANCELLATION)) == 1


def test_when_the_event_is_over_nothing_is_cancelled(reader, web_session, guest, monkeypatch):
    question = reader.get("public.cancel", manage=guest.manage)
    monkeypatch.setattr(clock, "now", lambda: at_hour(2, date(2019, 1, 26)))  # 04:00 in Riga

    page = Page(reader.press(question, "public.cancel", manage=guest.manage, expect=200))

    assert "The event is over, so nothing can be cancelled any more." in page.words()
    assert page.all("form", method="post") == []
    assert stored(web_session, Registration, id=guest.id)[0].status == RegistrationStatus.CONFIRMED


def test_an_organisers_draft_gives_its_project_no_public_notice(reader, web_session):
    """The name of a project that has shown nothing yet is the organiser's own affair."""
    hidden, shown = make_project(web_session), make_project(web_session)
    make_event(web_session, hidden, published=False)
    make_event(web_session, shown)
    make_user(web_session, Role.ORGANISER, project=hidden)
    web_session.commit()

    page = reader.get("public.privacy")

    assert [words(a) for a in page.all("a") if "/privacy/" in a.get("href")] == [shown.name["en"]]
    reader.get("public.notice", slug=hidden.slug, expect=404)
