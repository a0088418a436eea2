"""Files of an organiser's event: documents that are put up, and the poster that is printed."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.delivery import emblem, pdf, qr
from eventreg.domain import documents
from eventreg.domain.errors import Refused
from eventreg.extensions import db
from eventreg.models import Document, Event
from eventreg.web import refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, takes_files, user
from eventreg.web.event_answers import texts_of
from eventreg.web.forms.organiser_events import ButtonForm
from eventreg.web.forms.organiser_files import DocumentForm
from eventreg.web.organiser_events import own_event

MOST_BYTES = documents.MOST_BYTES + 256 * 1024  # the rest of the form beside the file

bp = Blueprint("organiser_files", __name__, url_prefix="/organiser")


@bp.route("/events/<int:event_id>/documents", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
@takes_files(MOST_BYTES)
def document_list(event_id):
    """List an event's documents, and put up one more."""
    event, form = own_event(event_id), DocumentForm()
    if form.validate_on_submit():
        file = {"filename": form.file.data.filename or "", "content": form.file.data.read()}
        try:
            documents.add(db.session, event, title=texts_of(form, "title"), **file, by=user(), now=clock.now())
            db.session.commit()
            flash(gettext("The document is put up."), "success")
            return redirect(url_for(".document_list", event_id=event_id), 303)
        except Refused as refused:
            db.session.rollback()
            event = own_event(event_id)
            refusals.put(form, refused)
    facts = {"documents": documents.list_of(db.session, event), "button": ButtonForm()}
    return render_template("organiser/documents.html", form=form, event=event, project=event.project, **facts)


@bp.get("/events/<int:event_id>/documents/<int:document_id>")
@requires(Access.ORGANISER)
def document(event_id, document_id):
    """Hand out a document of an event, a draft's too."""
    return as_file(or_404(documents.find(db.session, own_event(event_id), document_id)))


@bp.post("/events/<int:event_id>/documents/<int:document_id>/remove")
@requires(Access.ORGANISER)
def remove_document(event_id, document_id):
    """Take a document away."""
    if documents.remove(db.session, own_event(event_id), document_id, by=user(), now=clock.now()):
        db.session.commit()
        flash(gettext("The document is removed."), "success")
    return redirect(url_for(".document_list", event_id=event_id), 303)


@bp.get("/events/<int:event_id>/poster.pdf")
@requires(Access.ORGANISER)
def poster(event_id):
    """Hand out the poster of an event with the QR code of its sign-up page."""
    event = own_event(event_id)
    made = pdf.write("poster", _poster_data(event), language=language.current(), now=clock.now())
    name = f'inline; filename="{event.slug}-{language.current()}.pdf"'
    return Response(made, mimetype="application/pdf", headers={"Content-Disposition": name})


def as_file(found: Document) -> Response:
    """Return a document as a file to be saved; browsers must not guess what it is."""
    headers = {"Content-Disposition": f'attachment; filename="{found.filename}"', "X-Content-Type-Options": "nosniff"}
    return Response(found.content, mimetype=found.media_type, headers=headers)


def _poster_data(event: Event) -> dict[str, object]:
    address = f"{current_app.config['SETTINGS'].public_url}/events/{event.slug}/register"
    return {
        "name": language.plain(event.name),
        "dates": language.dates_and_start(event.days),
        "place": event.place,
        "partners": event.partners,
        "project": language.plain(event.project.name),
        "address": address,
        "qr": qr.drawing(address),
        "emblem": emblem.svg(),
        "statement": language.plain(event.project.funding_statement),
        "disclaimer": language.plain(event.project.disclaimer),
        "words": {
            "invite": gettext("Scan the code and sign up"),
            "qr": gettext("QR code of the sign-up page"),
            "emblem": gettext("Emblem of the European Union"),
        },
    }
