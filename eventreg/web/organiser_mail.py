"""The mails about an organiser's event: what waits, what was sent, what failed and why; sending one again."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventreg import clock
from eventreg.domain import mail_list
from eventreg.domain.mail_list import MailState
from eventreg.extensions import db
from eventreg.web.access import Access, or_404, requires, user
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.mail_words import KINDS, STATES, said, why
from eventreg.web.organiser_events import own_event

bp = Blueprint("organiser_mail", __name__, url_prefix="/organiser")


@bp.get("/events/<int:event_id>/mail")
@requires(Access.ORGANISER)
def outbox(event_id):
    """List the mails about an event, all or those in one state, page by page."""
    event, asked = own_event(event_id), request.args.get("state", "")
    state = MailState(asked) if asked in list(MailState) else None
    counts = mail_list.count_by_state(db.session, event)
    found = counts[state] if state else sum(counts.values())
    pages = max(-(-found // mail_list.PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    rows = mail_list.list_page(db.session, event, state=state, page=page)
    facts = {"counts": counts, "state": state, "rows": rows, "page": page, "pages": pages}
    words = {"kinds": KINDS, "states": STATES, "why": why, "said": said, "button": ButtonForm(), "press": uuid.uuid4()}
    return render_template("organiser/mail.html", event=event, project=event.project, **facts, **words)


@bp.post("/events/<int:event_id>/mail/<int:mail_id>/again")
@requires(Access.ORGANISER)
def again(event_id, mail_id):
    """Send a mail again."""
    event, press = own_event(event_id), request.form.get("press", "")[:64]
    sent = mail_list.send_again(db.session, event, mail_id, press, by=user(), now=clock.now())
    or_404(sent or None)
    db.session.commit()
    flash(gettext("The mail will be sent again."), "success")
    return redirect(url_for(".outbox", event_id=event_id), 303)
