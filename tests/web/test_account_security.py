"""What somebody with access changes about logging in: password, address, second factor; and what locks."""

from datetime import timedelta

import pytest

from eventreg import clock
from eventreg.models import FailedTry, OutgoingMail, Role, User, UserSession
from tests.browser import Browser, Page
from tests.conftest import NOW
from tests.factories import make_project, make_user, stored
from tests.web.passwords import PASSWORD, code_of, give_password, log_in, set_up_second_factor

NEW = "Moonlight over the Gauja"
TOO_MANY = "Too many wrong tries. Wait a quarter of an hour, then try again."


@pytest.fixture(autouse=True)
def quick_hashes(app, monkeypatch):
    """Passwords are hashed as always, but with little effort."""
    security = app.extensions["security"]
    quick = security.pwd_context.copy(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)
    monkeypatch.setattr(security, "pwd_context", quick)


@pytest.fixture
def ada(app, web_session):
    """A coordinator with a password and no second factor."""
    user = make_user(web_session, Role.COORDINATOR, project=make_project(web_session))
    user.language = "en"
    return give_password(app, web_session, user)


def _leave(reader):
    """Go on in another browser, which reads English too."""
    reader.client.delete_cookie("session")
    reader.read_in("en")


def row(session, user):
    """The user as the database has them now."""
    return stored(session, User, id=user.id)[0]


def letters(session):
    """What was written to accounts: to whom, about what, the text."""
    return [(m.recipient, m.content["subject"], m.content["text"]) for m in stored(session, OutgoingMail)]


def link_in(text):
    """The path of the link in a letter."""
    (link,) = [line for line in text.splitlines() if line.startswith("http://localhost/")]
    return link.removeprefix("http://localhost")


def test_changes_the_password(reader, web_session, ada):
    log_in(reader, ada.email)
    form = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}

    reader.submit("security.change_password", form, expect=302)
    reader.get("account.home")
    _leave(reader)

    assert [log_in(reader, ada.email, word).status_code for word in (PASSWORD, NEW)] == [200, 302]
    assert [letter[:2] for letter in letters(web_session)] == [(ada.email, "Your password is new")]


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, ["This is not your password"]),
        (PASSWORD, "short", "short", ["This password is too short. Lengthen it with another word"]),
        (PASSWORD, NEW, "another", ["The two passwords differ"]),
        (PASSWORD, PASSWORD, PASSWORD, ["Choose a password other than the present one"]),
        (PASSWORD, "", "", ["Enter the password", "Enter the password"]),
    ],
)
def test_says_what_is_wrong_with_a_new_password(old, new, again, said, reader, ada):
    log_in(reader, ada.email)

    page = reader.fill(
        "security.change_password", {"password": old, "new_password": new, "new_password_confirm": again}
    )

    assert page.errors() == said


def test_a_forgotten_password_is_chosen_anew_by_the_link_of_a_mail(reader, web_session, ada):
    reader.fill("security.forgot_password", {"email": ada.email})
    ((to, subject, text),) = letters(web_session)
    page = Page(reader.client.get(link_in(text)))
    (action,) = [form.get("action") for form in page.all("form")]

    done = reader.client.post(action, data=page.form() | {"password": NEW, "password_confirm": NEW})
    again = reader.client.get(link_in(text))

    assert (to, subject) == (ada.email, "Choose a new password")
    assert (done.status_code, again.status_code) == (302, 302)
    assert log_in(reader, ada.email, NEW).status_code == 302


def test_says_the_same_whoever_forgot_and_writes_to_nobody_else(reader, web_session, ada):
    said = [
        reader.fill("security.forgot_password", {"email": email}).words().replace(email, "…")
        for email in (ada.email, "nobody@events.example")
    ]

    assert said[0] == said[1]
    assert len(letters(web_session)) == 1


def test_a_mail_is_in_the_language_of_its_reader(reader, web_session, ada):
    ada.language = "lv"
    web_session.commit()

    reader.fill("security.forgot_password", {"email": ada.email})

    ((_, subject, text),) = letters(web_session)
    assert (subject, "Labdien, " in text) == ("Izvēlieties jaunu paroli", True)


def test_the_link_leads_to_our_address_whatever_the_request_said(reader, web_session, ada):
    form = reader.get("security.forgot_password").form() | {"email": ada.email}
    reader.client.post("/account/reset", data=form, headers={"Host": "localhost"}, base_url="http://evil.example")
    reader.fill("security.forgot_password", {"email": ada.email})

    assert [text for _, _, text in letters(web_session) if "evil.example" in text] == []


def test_a_new_address_counts_once_its_link_was_opened(reader, web_session, ada):
    log_in(reader, ada.email)
    reader.fill("security.change_email", {"email": "ada@new.example"})
    before = row(web_session, ada).email
    ((to, _, text),) = letters(web_session)

    reader.client.get(link_in(text))

    assert (to, before, row(web_session, ada).email) == ("ada@new.example", ada.email, "ada@new.example")


def test_a_coordinator_is_led_to_the_second_factor_first(reader, ada):
    log_in(reader, ada.email)

    led = reader.client.get(reader.url("results.home"))
    by_program = reader.client.get(reader.url("api.read_results", slug="any"))

    assert (led.status_code, led.location) == (302, reader.url("security.two_factor_setup"))
    assert (by_program.status_code, by_program.json["status"]) == (403, 403)


def test_sets_up_a_second_factor_and_logs_in_with_it(app, reader, web_session, ada):
    log_in(reader, ada.email)
    set_up_second_factor(reader, app)
    reader.get("results.home")
    kept = row(web_session, ada)
    _leave(reader)
    asked = log_in(reader, ada.email)
    locked_out = reader.client.get(reader.url("results.home")).status_code
    page = Page(reader.client.get(asked.location))
    (form,) = page.all("form")
    entered = reader.client.post(form.get("action"), data=page.form() | {"code": code_of(app, kept)})

    assert (asked.location.split("?")[0], locked_out) == (reader.url("security.two_factor_token_validation"), 302)
    assert (entered.status_code, entered.location) == (302, "http://localhost" + reader.url("security.login"))
    reader.get("results.home")
    assert "enckey" in kept.tf_totp_secret  # encrypted


def test_a_recovery_code_opens_once(app, reader, web_session, ada):
    log_in(reader, ada.email)
    set_up_second_factor(reader, app)
    page = reader.fill("security.mf_recovery_codes", {})
    codes = [code.text for code in page.all("code")]
    answers = []
    for _ in range(2):
        _leave(reader)
        log_in(reader, ada.email)
        url = reader.url("security.mf_recovery")
        data = reader.get("security.mf_recovery").form(url) | {"code": f" {codes[0].upper()} "}
        answers.append(reader.client.post(url, data=data).status_code)

    assert (len(codes), answers) == (8, [302, 200])
    assert codes[0] not in str(row(web_session, ada).mf_recovery_codes)
    assert len(row(web_session, ada).mf_recovery_codes) == 7


def test_whoever_has_the_password_only_tries_ten_codes(app, reader, web_session, ada):
    log_in(reader, ada.email)
    set_up_second_factor(reader, app)
    _leave(reader)
    log_in(reader, ada.email)
    said = [reader.fill("security.two_factor_token_validation", {"code": "000000"}).errors() for _ in range(11)]
    right = {"code": code_of(app, row(web_session, ada))}

    page = reader.fill("security.two_factor_token_validation", right)

    assert said[9] == ["This code is not right. Type the one that the app shows now"]
    assert said[10] == page.errors() == [TOO_MANY]


def test_a_code_of_the_app_opens_once(app, reader, web_session, ada):
    log_in(reader, ada.email)
    set_up_second_factor(reader, app)
    used, fresh = [code_of(app, row(web_session, ada), after=steps) for steps in (0, 1)]
    answers = []
    for code in (used, fresh, fresh):
        _leave(reader)
        log_in(reader, ada.email)
        url = reader.url("security.two_factor_token_validation")
        data = reader.get("security.two_factor_token_validation").form(url) | {"code": code}
        answers.append(reader.client.post(url, data=data).status_code)

    assert answers == [200, 302, 200]


def test_wrong_recovery_codes_and_wrong_codes_of_the_app_count_together(app, reader, web_session, ada):
    log_in(reader, ada.email)
    set_up_second_factor(reader, app)
    (code, *_) = [code.text for code in reader.fill("security.mf_recovery_codes", {}).all("code")]
    _leave(reader)
    log_in(reader, ada.email)
    for _ in range(5):
        reader.fill("security.two_factor_token_validation", {"code": "000000"})
        reader.fill("security.mf_recovery", {"code": "0000-0000-0000"})

    assert reader.fill("security.mf_recovery", {"code": code}).errors() == [TOO_MANY]
    assert len(row(web_session, ada).mf_recovery_codes) == 8


@pytest.mark.parametrize("where", ["security.verify", "security.change_password"])
def test_who_finds_a_browser_open_tries_ten_passwords(where, reader, ada, monkeypatch):
    log_in(reader, ada.email)
    form = {"new_password": NEW, "new_password_confirm": NEW} if "change" in where else {}
    said = [reader.fill(where, form | {"password": "wrong"}).errors() for _ in range(10)]
    locked = reader.fill(where, form | {"password": PASSWORD}).errors()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=15))

    assert [len(each) for each in said] == [1] * 10
    assert (locked, TOO_MANY in str(said)) == ([TOO_MANY], False)
    assert reader.submit(where, form | {"password": PASSWORD}, expect=302)


def test_a_new_password_that_will_not_do_is_no_way_round_the_lock(reader, ada):
    log_in(reader, ada.email)
    wrong = {"password": "wrong", "new_password": "short", "new_password_confirm": "another"}
    for _ in range(10):
        reader.fill("security.change_password", wrong)

    assert reader.fill("security.verify", {"password": PASSWORD}).errors() == [TOO_MANY]


def test_the_right_old_password_is_no_wrong_try(reader, ada):
    log_in(reader, ada.email)
    short = {"password": PASSWORD, "new_password": "short", "new_password_confirm": "short"}

    said = {reader.fill("security.change_password", short).errors()[0] for _ in range(11)}

    assert said == {"This password is too short. Lengthen it with another word"}


@pytest.mark.parametrize("known", [True, False])
def test_ten_wrong_passwords_lock_an_address_whether_or_not_somebody_has_it(
    known, reader, web_session, ada, monkeypatch
):
    email = ada.email if known else "nobody@events.example"
    words = [Page(log_in(reader, email, "wrong")).words() for _ in range(10)]
    locked = Page(log_in(reader, email, PASSWORD))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=15))
    later = log_in(reader, email, PASSWORD).status_code

    assert len(set(words)) == 1
    assert TOO_MANY in locked.words()
    assert later == (302 if known else 200)
    assert len(stored(web_session, FailedTry)) == (0 if known else 1)


def test_a_demo_account_needs_none_while_there_is_only_the_demo(reader, app, web_session):
    user = make_user(web_session, Role.COORDINATOR, project=make_project(web_session, demo=True), second_factor=False)
    user.demo = True
    web_session.commit()
    reader.log_in(user).get("results.home")

    make_project(web_session)
    web_session.commit()

    assert reader.client.get(reader.url("results.home")).location == reader.url("security.two_factor_setup")


def test_says_name_and_language(reader, web_session, ada):
    log_in(reader, ada.email)

    reader.submit("account.home", {"name": "Ada Ņikuļina", "language": "lv"})

    assert (row(web_session, ada).name, row(web_session, ada).language) == ("Ada Ņikuļina", "lv")
    assert reader.get("account.home").all("html")[0].get("lang") == "lv"


def test_lists_and_ends_the_browsers_of_an_account(app, reader, web_session, ada):
    other = Browser(app).read_in("en")
    for each in (reader, other):
        log_in(each, ada.email)
    page = reader.get("account.home")
    assert page.words().count("Log out there") == 1

    reader.press(page, "account.end_others", expect=303)

    assert other.client.get(other.url("account.home")).status_code == 302
    assert "Log out there" not in reader.get("account.home").words()


def test_ends_one_browser_and_none_of_anybody_else(app, reader, web_session, ada):
    other, foreign = Browser(app).read_in("en"), Browser(app).log_in(make_user_of(web_session))
    for each in (other, reader):
        log_in(each, ada.email)
    rows = stored(web_session, UserSession)
    token = {"csrf_token": reader.get("account.home").form()["csrf_token"]}
    for row_id in [row.id for row in rows if row.user_id != ada.id] + [rows[1].id]:
        reader.client.post(reader.url("account.end_session", session_id=row_id), data=token)

    opened = [each.client.get("/account/").status_code for each in (reader, other, foreign)]
    assert opened == [200, 302, 200]


def test_a_new_password_ends_the_other_browsers(app, reader, web_session, ada):
    other = Browser(app).read_in("en")
    for each in (other, reader):
        log_in(each, ada.email)

    form = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    reader.submit("security.change_password", form, expect=302)

    opened = [each.client.get("/account/").status_code for each in (reader, other)]
    assert (opened, [bool(row.ended_at) for row in stored(web_session, UserSession)]) == (
        [200, 302],
        [True, True, False],
    )


def test_logging_out_ends_the_session_for_whoever_kept_its_cookie(reader, ada):
    log_in(reader, ada.email)
    with reader.client.session_transaction() as session:
        kept = dict(session)
    reader.press(reader.get("account.home"), "security.logout")
    with reader.client.session_transaction() as session:
        session.update(kept)

    assert reader.client.get("/account/").status_code == 302


def make_user_of(session):
    """Somebody else."""
    user = make_user(session)
    session.commit()
    return user
