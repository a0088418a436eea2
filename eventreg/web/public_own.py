"""What participants do with their registration by its manage link: correct, declare, withdraw, go on to the next."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.domain import categories, next_events, notices, own_registration, registration
from eventreg.domain.errors import Refused
from eventreg.extensions import db
from eventreg.models import Category, Purpose, Registration
from eventreg.web import differences, offers, refusals, wrong_links
from eventreg.web.access import Access, csrf_in_form, or_404, requires
from eventreg.web.forms.public import CorrectionForm, DeclarationForm, number_of

bp = Blueprint("public_own", __name__, url_prefix="/m/<manage>")


@bp.route("/correct", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@csrf_in_form
def correct(manage):
    """Correct one's own data, or add an e-mail address later."""
    found, changed = _find(manage), []
    form = _correction_form(obj=found)
    if "switch" not in request.form and form.validate_on_submit():
        try:
            wanted = own_registration.OwnData(**form.answers())
            terms = {"seen": form.version.data or 0, "identity_key": _identity_key(), "now": clock.now()}
            own_registration.correct(db.session, found, wanted, **terms)
            db.session.commit()
            return _back(manage, gettext("Your data are corrected."))
        except Refused as refused:
            db.session.rollback()
            found = _find(manage)
            saved = _correction_form(formdata=None, obj=found)
            changed = differences.compare(form, saved, refused, version=found.version)
    facts = {"changed": changed, "registration": found, **offers.event_facts(found.event)}
    return render_template("public/correct.html", form=form, **facts)


@bp.route("/category", methods=["GET", "POST"])
@requires(Access.PUBLIC)
@csrf_in_form
def category(manage):
    """Say later as whom one takes part, or say it anew."""
    found = _find(manage)
    notice = notices.current(db.session, found.project_id)
    answer = own_registration.answer_of(db.session, found)
    form = _declaration_form(found, answer, notice=notice.id)
    if "switch" not in request.form and form.validate_on_submit():
        try:
            own_registration.declare_anew(db.session, found, now=clock.now(), **form.answers())
            db.session.commit()
            return _back(manage, gettext("Your answer is kept."))
        except Refused as refused:
            found = _put(form, refused, manage)
            notice = notices.current(db.session, found.project_id)
    facts = {"answer": answer, "notice": notice, "registration": found, **offers.event_facts(found.event)}
    return render_template("public/category.html", form=form, **facts)


@bp.post("/category/withdraw")
@requires(Access.PUBLIC)
def withdraw_category(manage):
    """Take back the consent to keep a sensitive answer; it is not stated any more."""
    own_registration.withdraw(db.session, _find(manage), Purpose.CATEGORY, now=clock.now())
    db.session.commit()
    return _back(manage, gettext("Your consent is withdrawn."))


@bp.post("/photos")
@requires(Access.PUBLIC)
def photos(manage):
    """Allow photos to be published, or allow it no more."""
    found = _find(manage)
    if "allow" not in request.form:
        own_registration.withdraw(db.session, found, Purpose.PHOTO, now=clock.now())
        db.session.commit()
        return _back(manage, gettext("Your consent is withdrawn."))
    try:
        own_registration.allow_photos(db.session, found, now=clock.now())
        db.session.commit()
        return _back(manage, gettext("Your consent is kept. You can withdraw it here at any time."))
    except Refused as refused:
        return _refuse(manage, refused)


@bp.post("/next")
@requires(Access.PUBLIC)
def join(manage):
    """Sign up for another event of the project with one tap, and nothing typed again."""
    found = _find(manage)
    event_id = number_of(request.form.get("event")) or 0
    event = or_404(next_events.find_next(db.session, found, event_id, today=offers.today()))
    notice = notices.current(db.session, found.project_id).id
    try:
        taken = next_events.join(db.session, found, event, notice=notice, language=language.current(), now=clock.now())
        db.session.commit()
        return redirect(url_for("public.mine", manage=taken.manage), 303)
    except Refused as refused:
        return _refuse(manage, refused)


def _find(manage: str) -> Registration:
    return wrong_links.or_404(registration.find_by_manage(db.session, manage))


def _back(manage: str, sentence: str):
    flash(sentence, "success")
    return redirect(url_for("public.mine", manage=manage), 303)


def _refuse(manage: str, refused: Refused):
    db.session.rollback()
    flash(refusals.sentence(refused), "error")
    return redirect(url_for("public.mine", manage=manage), 303)


def _put(form: DeclarationForm, refused: Refused, manage: str) -> Registration:
    """Put a refusal on the form; return the registration as it is after all."""
    db.session.rollback()
    refusals.put(form, refused)
    return _find(manage)


def _correction_form(**given: object) -> CorrectionForm:
    form = CorrectionForm(**given)
    form.country.choices = language.list_countries()
    return form


def _declaration_form(found: Registration, answer: Category | None, *, notice: int) -> DeclarationForm:
    agreed = "yes" if answer and answer.sensitive else None
    form = DeclarationForm(notice=notice, category=answer.key if answer else categories.NOT_STATED, consent=agreed)
    form.offer_categories(offers.category_choices(categories.list_choices(db.session, found.project_id)))
    return form


def _identity_key() -> bytes:
    return current_app.config["SETTINGS"].person_key.encode()
