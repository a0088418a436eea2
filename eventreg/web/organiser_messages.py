"""Writing to people: a message to a part of an event's registrations, invitations to those who are not signed up."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, gettext, ngettext
from flask_wtf import FlaskForm

from eventreg import clock, language
from eventreg.delivery import mail_preview
from eventreg.delivery.letters import Letter
from eventreg.domain import announcements, guest_invitations
from eventreg.domain.announcements import Audience, Readers, Sending, Words
from eventreg.domain.errors import Refused
from eventreg.domain.guest_invitations import Guest
from eventreg.domain.mail_errors import SentAlready
from eventreg.extensions import db
from eventreg.models import Announcement, Event, MailKind, Part
from eventreg.web import letter_frame, limits, refusals
from eventreg.web.access import Access, csrf_in_form, requires, user
from eventreg.web.forms.organiser_mail import READ_IN, GuestsForm, MessageForm
from eventreg.web.organiser_events import own_event

bp = Blueprint("organiser_messages", __name__, url_prefix="/organiser")

Sends = Callable[[], int]  # puts mails into the outbox and returns how many


@bp.route("/events/<int:event_id>/mail/write", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def write(event_id):
    """Write a message: first it is shown with the number of its readers, then it is sent."""
    return _write(event_id, MessageForm(), "organiser/write_mail.html", show=_show_message, send=_send_message)


@bp.route("/events/<int:event_id>/mail/invite", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def invite(event_id):
    """Invite people by their addresses: first it is shown who will be invited and who not, then they are."""
    return _write(event_id, GuestsForm(), "organiser/invite_guests.html", show=_show_invitation, send=_send_invitations)


def _write(
    event_id: int,
    form: MessageForm | GuestsForm,
    page: str,
    *,
    show: Callable[[Event, FlaskForm], dict[str, object]],
    send: Callable[[Event, FlaskForm], Sends],
) -> object:
    """Show what was written and whom it reaches; once that was seen, and is wanted, send it."""
    event, shown = own_event(event_id), {}
    if form.validate_on_submit():
        try:
            if form.looked_at() and request.form.get("step") == "send":
                limits.take(limits.MESSAGE, str(user().id))
                return _sent(event, send(event, form))
            shown = show(event, form)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            event = own_event(event_id)
    return render_template(page, form=form, event=event, project=event.project, shown=shown)


def _send_message(event: Event, form: MessageForm) -> Sends:
    words, sending = Words(**form.words()), Sending(form.submission.data, _identity_key())
    terms = {"by": user(), "now": clock.now()}
    return lambda: announcements.send(db.session, event, _audience(form), words, sending, **terms)


def _show_message(event: Event, form: MessageForm) -> dict[str, object]:
    """Return how a message will read in each language, and how many it reaches."""
    announcements.check(event, Words(**form.words()))
    message = Announcement(**form.words())
    reach = announcements.reach(db.session, event, _audience(form), identity_key=_identity_key())
    wanted = {*message.subject, *(code for code, _number in reach.languages)}
    codes = [code for code in language.LANGUAGES if code in wanted]
    letters = [(code, _preview(event, MailKind.ANNOUNCEMENT, code, announcement=message)) for code in codes]
    return {"letters": letter_frame.let_in(letters), "reach": reach, "read_in": READ_IN}


def _send_invitations(event: Event, form: GuestsForm) -> Sends:
    guests, sending = [Guest(*each) for each in form.list_guests()], Sending(form.submission.data, _identity_key())
    terms = {"language": form.language.data, "by": user(), "now": clock.now()}
    return lambda: guest_invitations.invite(db.session, event, guests, sending, **terms)


def _sent(event: Event, send: Sends) -> object:
    """Send, and say how many mails are on their way; a second click says nothing and sends nothing."""
    back = url_for("organiser_mail.outbox", event_id=event.id)
    try:
        number = send()
    except SentAlready:
        db.session.rollback()
        return redirect(back, 303)
    db.session.commit()
    flash(ngettext("%(num)s mail is on its way.", "%(num)s mails are on their way.", number), "success")
    return redirect(back, 303)


def _show_invitation(event: Event, form: GuestsForm) -> dict[str, object]:
    """Return how an invitation will read, and who of the list gets it."""
    code = form.language.data
    guests = [Guest(*each) for each in form.list_guests()]
    found = guest_invitations.sort_out(db.session, event, guests, identity_key=_identity_key())
    left_out = {
        gettext("Twice in your list:"): found.twice,
        gettext("Signed up already:"): found.signed_up,
        gettext("Invited before:"): found.before,
        gettext("Do not want such mails any more:"): found.unsubscribed,
    }
    letters = letter_frame.let_in([(code, _preview(event, MailKind.INVITATION, code))])
    return {"letters": letters, "invited": found.invited, "left_out": left_out, "read_in": READ_IN}


def _preview(event: Event, kind: MailKind, code: str, **words: object) -> Letter:
    with force_locale(code):
        return mail_preview.write(event, kind, code, now=clock.now(), **words)


def _audience(form: MessageForm) -> Audience:
    return Audience(Readers(form.readers.data), Part(form.part.data) if form.part.data else None)


def _identity_key() -> bytes:
    return current_app.config["SETTINGS"].person_key.encode()
