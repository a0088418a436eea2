"""A project's own words for its mails: placeholders are checked, what they look like is shown, ours come back."""

import html5lib
import pytest

from eventreg.models import MailKind, MailText
from tests.browser import words
from tests.factories import stored
from tests.web.reading import rows

WHERE = {"kind": "confirmation", "code": "lv"}
KNOWN = "{name}, {event}, {dates}, {place}, {project}"
GOOD = {"subject": "Gaidām: {event}", "body": "Sveiki, {name}!\n\n{dates}, {place}, {project}"}


def test_keeps_a_projects_own_words_and_goes_back_to_ours(organiser, web_session, project):
    web_session.commit()

    organiser.submit("organiser_mail_texts.edit", GOOD | {"step": "save"}, slug=project.slug, **WHERE)
    (text,) = stored(web_session, MailText)
    listed = rows(organiser.get("organiser_mail_texts.show", slug=project.slug))[0]
    organiser.submit("organiser_mail_texts.edit", {"step": "drop"}, slug=project.slug, **WHERE)

    assert (text.project_id, text.kind, text.language) == (project.id, MailKind.CONFIRMATION, "lv")
    assert (text.subject, text.body) == (GOOD["subject"], GOOD["body"])
    assert listed == ["Ticket", "Your words Ticket, In Latvian", "Our words Ticket, In English"]
    assert stored(web_session, MailText) == []


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (
            {"subject": "{surname}"},
            f"We do not know {{surname}}. You can use: {KNOWN}.",
        ),
        ({"body": "{event"}, "A brace is missing or too many. A placeholder looks like this: {event}."),
        ({"body": "event}"}, "A brace is missing or too many. A placeholder looks like this: {event}."),
        ({"body": "{ event }"}, f"We do not know {{ event }}. You can use: {KNOWN}."),
        ({"subject": "{<b>%(x)s{{"}, "A brace is missing or too many. A placeholder looks like this: {event}."),
        ({"subject": "x" * 201}, "This is too long. Shorten it"),
        ({"body": "x" * 3001}, "This is too long. Shorten it"),
        ({"subject": ""}, "Enter the subject"),
        ({"body": ""}, "Enter how the mail begins"),
    ],
)
@pytest.mark.parametrize("step", ["save", "preview"])
def test_placeholders_are_checked_and_what_was_typed_is_kept(organiser, web_session, project, wrong, error, step):
    web_session.commit()

    page = organiser.fill("organiser_mail_texts.edit", GOOD | wrong | {"step": step}, slug=project.slug, **WHERE)

    form = page.form(organiser.url("organiser_mail_texts.edit", slug=project.slug, **WHERE))
    assert page.errors() == [error]
    assert {name: form[name] for name in GOOD} == GOOD | wrong
    assert stored(web_session, MailText) == []


def test_shows_how_it_will_read(organiser, web_session, project):
    web_session.commit()

    page = organiser.fill("organiser_mail_texts.edit", GOOD | {"step": "preview"}, slug=project.slug, **WHERE)

    (frame,) = page.all("iframe")
    code, flag = html5lib.parse(frame.get("srcdoc")).iter("{http://www.w3.org/2000/svg}svg")
    assert (code.get("aria-label"), code.get("width")) == ("Jūsu biļetes QR kods", "246")
    assert (flag.get("aria-label"), flag.get("width")) == ("Eiropas Savienības emblēma", "96")
    (letter,) = [words(each) for each in page.all("div") if each.get("class") == "card letter"]
    assert letter.startswith("Gaidām: SeminārsSveiki, Anna! 15.07.2018., Rīga, Mūsu projekts Seminārs")
    assert stored(web_session, MailText) == []


def test_there_are_no_words_for_other_mails_and_languages(organiser, web_session, project):
    web_session.commit()

    for kind, code in (("account", "lv"), ("announcement", "lv"), ("x", "lv"), ("change", "de")):
        url = organiser.url("organiser_mail_texts.edit", slug=project.slug, kind=kind, code=code)
        assert organiser.client.get(url).status_code == 404
