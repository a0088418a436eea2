"""The terms of an organiser's project, changed as the grant changes."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from eventreg import clock, language
from eventreg.domain import funding, organisers, project_terms
from eventreg.domain.errors import Refused
from eventreg.domain.project_terms import Terms
from eventreg.extensions import db
from eventreg.models import Programme, Project
from eventreg.web import differences
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.organiser_project import IN_LANGUAGES, TermsForm

bp = Blueprint("organiser_project", __name__, url_prefix="/organiser")


@bp.route("/projects/<slug>/edit", methods=["GET", "POST"])
@requires(Access.ORGANISER)
@csrf_in_form
def edit(slug):
    """Change the terms of a project, unless somebody else has changed them since the page was opened."""
    project = own_project(slug)
    form, changed = TermsForm(data=_answers(project)), []
    if _is_complete(form):
        try:
            seen = form.version.data or 0
            project_terms.change(db.session, project, Terms(**form.terms()), seen=seen, by=user(), now=clock.now())
            db.session.commit()
            flash(gettext("The changes are saved."), "success")
            return redirect(url_for("organiser.project", slug=slug), 303)
        except Refused as refused:
            db.session.rollback()
            project = own_project(slug)
            saved = TermsForm(formdata=None, data=_answers(project))
            changed = differences.compare(form, saved, refused, version=project.version)
    return render_template("organiser/edit_project.html", form=form, project=project, changed=changed)


def own_project(slug: str) -> Project:
    """Return a project all of which the visitor organises, or answer 404."""
    return or_404(organisers.find_whole(db.session, user(), slug))


def _is_complete(form: TermsForm) -> bool:
    """Say whether the form was sent and is right; "Write the texts anew" fills in two of them and judges nothing."""
    if "prefill" not in request.form:
        return form.validate_on_submit()
    typed = {"contract": form.contract_number.data or "", "controller": form.controller.data or ""}
    programme = form.programme.data or Programme.OTHER
    name = form.of_both("name") or {"lv": ""}
    form.prefill(funding.prefill(programme, name=name, authority=form.granting_authority.data or "", **typed))
    return False


def _answers(project: Project) -> dict[str, object]:
    """Return a project as the form's answers."""
    texts = {
        f"{name}_{code}": getattr(project, name).get(code, "") for name in IN_LANGUAGES for code in language.LANGUAGES
    }
    same = [name for name in TermsForm(formdata=None).data if hasattr(project, name)]
    return {**texts, **{name: getattr(project, name) for name in same}}
