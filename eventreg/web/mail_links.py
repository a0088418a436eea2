"""What the links of an invitation or a message open: the way to the event, and the way out of such mails."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from eventreg import clock
from eventreg.domain import mail_links, unsubscription
from eventreg.extensions import db
from eventreg.models import Event, EventStatus, OutgoingMail
from eventreg.web.access import Access, one_click, or_404, requires

bp = Blueprint("mail_links", __name__)


@bp.route("/u/<signed>", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@one_click
def unsubscribe(signed):
    """Ask whether no more such mails are wanted; a POST, also of a mail program by itself (RFC 8058), says so."""
    mail, event = _find(signed)
    done = request.method == "POST"
    if done:
        key = current_app.config["SETTINGS"].person_key.encode()
        unsubscription.unsubscribe(db.session, mail, event, identity_key=key, now=clock.now())
        db.session.commit()
        mail, event = _find(signed)
    return render_template("public/unsubscribe.html", event=event, signed=signed, done=done)


@bp.get("/i/<signed>")
@requires(Access.PUBLIC)
def invitation(signed):
    """Lead the reader of an invitation to the page of the event, whose address must not stand in the mail."""
    _, event = _find(signed)
    or_404(event if event.status is not EventStatus.DRAFT else None)
    return redirect(url_for("public.event", slug=event.slug), 303)


def _find(signed: str) -> tuple[OutgoingMail, Event]:
    return or_404(mail_links.find(db.session, signed, current_app.config["SETTINGS"].mail_key))
