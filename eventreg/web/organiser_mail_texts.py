"""The words of a project's mails: which are its own, changing them, seeing how they read, going back to ours."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.delivery import mail_preview
from eventreg.delivery.letters import Letter
from eventreg.domain import mail_texts, mail_words
from eventreg.domain.errors import Refused
from eventreg.extensions import db
from eventreg.models import Event, EventDay, EventStatus, MailKind, MailText, Project
from eventreg.web import letter_frame, refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.organiser_mail import READ_IN
from eventreg.web.forms.organiser_mail_texts import MailTextForm
from eventreg.web.mail_words import KINDS
from eventreg.web.organiser_project import own_project

bp = Blueprint("organiser_mail_texts", __name__, url_prefix="/organiser")


@bp.get("/projects/<slug>/mail-texts")
@requires(Access.ORGANISER)
def show(slug):
    """List the kinds of mail, and in which languages their words are the project's own."""
    project = own_project(slug)
    facts = {"own": mail_texts.list_of(db.session, project), "of": mail_texts.KINDS}
    return render_template("organiser/mail_texts.html", project=project, kinds=KINDS, read_in=READ_IN, **facts)


@bp.route("/projects/<slug>/mail-texts/<kind>/<code>", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def edit(slug, kind, code):
    """Change the words of a kind of mail in a language; "step" says whether to look at them, keep them or drop them."""
    project, about = own_project(slug), _kind(kind, code)
    form, letter = MailTextForm(obj=mail_texts.find(db.session, project, about, code)), None
    step = request.form.get("step")
    if form.validate_on_submit() or (step == "drop" and not form.errors.get("csrf_token")):
        try:
            if step in ("save", "drop"):
                return _keep(project, about, code, form if step == "save" else None)
            letter = _preview(project, about, code, form)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            project = own_project(slug)
    facts = {"own": mail_texts.find(db.session, project, about, code), "letter": letter, "about": about, "code": code}
    names = ", ".join(f"{{{name}}}" for name in mail_words.placeholders_of(about))
    words = {"kinds": KINDS, "read_in": READ_IN, "names": names}
    return render_template("organiser/mail_text.html", form=form, project=project, **facts, **words)


def _keep(project: Project, kind: MailKind, code: str, form: MailTextForm | None) -> object:
    slug, terms = project.slug, {"by": user(), "now": clock.now()}
    if form is None:
        mail_texts.remove(db.session, project, kind, code, **terms)
    else:
        words = {"subject": form.subject.data, "body": form.body.data}
        mail_texts.save(db.session, project, kind, code, **words, **terms)
    db.session.commit()
    flash(gettext("The changes are saved."), "success")
    return redirect(url_for(".show", slug=slug), 303)


def _preview(project: Project, kind: MailKind, code: str, form: MailTextForm) -> Letter:
    """Return the mail as it will read for an invented event."""
    mail_texts.check(kind, form.subject.data, form.body.data)
    event = Event(
        id=0,
        name={"lv": "Seminārs", "en": "Seminar"},
        place="Rīga",
        slug="seminar",
        project=project,
        days=[EventDay(date=project.starts_on, number=1)],
        description={"lv": ""},
        cancel_reason={},
        sensitive=False,
        status=EventStatus.PUBLISHED,
        sequence=0,
        changed_at=clock.now(),
    )
    own = MailText(subject=form.subject.data, body=form.body.data)
    ((_, letter),) = letter_frame.let_in([(code, mail_preview.write(event, kind, code, now=clock.now(), own=own))])
    return letter


def _kind(kind: str, code: str) -> MailKind:
    known = kind in list(mail_texts.KINDS) and code in language.LANGUAGES
    return MailKind(or_404(kind if known else None))
