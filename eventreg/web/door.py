"""The door: opening it with a pass, letting people in, taking that back."""

from flask import Blueprint, Response, g, jsonify, redirect, render_template, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.domain import checkin, door_search, doorpass
from eventreg.domain.errors import PassUnknown, Refused
from eventreg.domain.tickets import read_code, show_code
from eventreg.extensions import db
from eventreg.models import DoorPass, Verdict
from eventreg.web import device, door_app, meter, wrong_links
from eventreg.web.access import Access, csrf_in_form, requires
from eventreg.web.forms.door import CodeForm, LeaveForm, PassForm, SearchForm, TicketForm, UndoForm, undo_of
from eventreg.web.verdicts import WORDS

bp = Blueprint("door", __name__, url_prefix="/door")


@bp.route("/", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@csrf_in_form
def start():
    """Open a door with the link of a pass; with JavaScript the page does it by itself, through the API."""
    form = PassForm()
    if form.validate_on_submit():
        try:
            door_pass, _token = doorpass.redeem(db.session, form.secret.data, now=clock.now())
            db.session.commit()
            device.keep(door_pass)
            return redirect(url_for(".scan"), 303)
        except Refused as refused:
            db.session.rollback()
            if isinstance(refused, PassUnknown):
                wrong_links.count()
            form.secret.errors = [gettext(refused.message, **refused.values)]
    return render_template("door/start.html", form=form)


@bp.route("/scan", methods=["GET", "POST"])
@requires(Access.DOOR)
@csrf_in_form
def scan():
    """Scan tickets; without JavaScript take a typed code and answer with the verdict."""
    door_pass, form = device.held_pass(), CodeForm()
    if door_pass and form.validate_on_submit():
        return answer(door_pass, form.as_scan())
    return scanning(door_pass, form)


@bp.post("/check-in")
@requires(Access.DOOR)
def check_in():
    """Let in the holder of a ticket, from the ticket's own page on a device with a pass."""
    door_pass, form = device.held_pass(), TicketForm()
    if door_pass and form.validate_on_submit():
        return answer(door_pass, form.as_scan())
    return scanning(door_pass, CodeForm(formdata=None))


@bp.app_template_global()
def check_in_form(ticket: str) -> TicketForm:
    """Return the form of the button that a ticket's own page shows on a device with a pass."""
    return TicketForm(formdata=None, data={"ticket": ticket})


@bp.app_template_global()
def door_countries() -> dict[str, str]:
    """Return the countries that somebody without sign-up may come from, by their code."""
    return language.list_countries()


@bp.post("/undo")
@requires(Access.DOOR)
def undo():
    """Take back all scans by which somebody counts as present."""
    door_pass, form = device.held_pass(), UndoForm()
    if door_pass and form.validate_on_submit():
        return answer(door_pass, *(undo_of(scan) for scan in form.scans.data))
    return scanning(door_pass, CodeForm(formdata=None))


@bp.post("/leave")
@requires(Access.PUBLIC)
def leave():
    """Let this device forget its pass; what it recorded stays."""
    device.forget()
    return redirect(url_for(".start"), 303)


@bp.get("/app")
@requires(Access.PUBLIC)
def app():
    """Show the page that devices keep to open it without a network."""
    return door_app.page()


@bp.get("/sw.js")
@requires(Access.PUBLIC)
def worker():
    """Send the service worker, which keeps the files of this release on a device; it may serve all that is below /."""
    g.cache_control, g.tagged = "no-cache", True
    headers = {"Service-Worker-Allowed": "/"}
    return Response(door_app.worker(), mimetype="text/javascript", headers=headers)


@bp.get("/manifest.json")
@requires(Access.PUBLIC)
def manifest():
    """Say what the door is called and how it is drawn among the apps of a phone."""
    told = jsonify(door_app.manifest())
    told.mimetype = "application/manifest+json"
    return told


def answer(door_pass: DoorPass, *scans: dict[str, object]) -> str:
    """Record scans and show what is said to the last of them."""
    answers, counts = checkin.record(db.session, door_pass, list(scans), now=clock.now())
    if answers[-1].verdict is Verdict.UNDONE and answers[-1].standing:  # let in by another device meanwhile
        others = [undo_of(scan) for scan in answers[-1].standing]
        answers, counts = checkin.record(db.session, door_pass, others, now=clock.now())
    code = read_code(str(scans[-1].get("code", "")))
    page = render_template(
        "door/verdict.html",
        answer=answers[-1],
        code=show_code(code) if code else "",
        counts=counts,
        words=WORDS,
        undo=UndoForm(formdata=None),
        demo=door_pass.event.project.demo,
    )
    db.session.commit()
    meter.count_scans(answers[-1:])
    return page


def scanning(door_pass: DoorPass | None, form: CodeForm, search: SearchForm | None = None) -> str:
    """Show the page of a device that scans, or that has no pass."""
    return render_template(
        "door/scan.html",
        door_pass=door_pass,
        form=form,
        search=search or SearchForm(formdata=None),
        may_search=door_pass is not None and door_search.may_search(door_pass),
        leave=LeaveForm(formdata=None),
        words=WORDS,
        demo=door_pass is not None and door_pass.event.project.demo,
    )
