"""The quantitative results for coordinators: exact, on pages and as files, and the targets beside them."""

import re
from dataclasses import dataclass

from flask import Blueprint, Response, flash, json, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from eventreg import clock, language
from eventreg.delivery import csv, results_json
from eventreg.domain import categories, headings, projects, results, sentence
from eventreg.domain.errors import Refused
from eventreg.domain.results import Results
from eventreg.extensions import db
from eventreg.models import Category, Project, Role
from eventreg.web import kept_results, refusals
from eventreg.web.access import Access, csrf_in_form, or_404, requires, user
from eventreg.web.forms.results import targets_form

COLOURS = 5
NUMBER = re.compile(r"\b(\d+)\b")
WHOLE_SENTENCE = {"lv": "Projektā {}.", "en": "{}"}  # the ministry's Latvian sentence has no beginning of its own

bp = Blueprint("results", __name__, url_prefix="/coordinator")


@dataclass(frozen=True)
class Measure:
    """A number against a whole, if there is one: as a percentage, and as a bar of up to 100."""

    number: int
    whole: int | None

    @property
    def percent(self) -> int | None:
        """Rounded, but 100 only if all is reached and 0 only if nothing; None of nothing."""
        if not self.whole:
            return None
        rounded = (200 * self.number + self.whole) // (2 * self.whole)
        if self.number < self.whole:
            rounded = min(rounded, 99)
        return max(rounded, 1) if self.number else 0

    @property
    def width(self) -> int:
        """The length of the bar."""
        return min(self.percent or 0, 100)


@dataclass(frozen=True)
class Bar(Measure):
    """The measure of one category, as a table shows it."""

    category: Category
    heading: str
    depth: int
    colour: str


@bp.get("/")
@requires(Access.COORDINATOR)
def home():
    """List the projects whose results one may read."""
    return render_template("results/home.html", projects=projects.list_for(db.session, user(), Role.COORDINATOR))


@bp.get("/<slug>")
@requires(Access.COORDINATOR)
def show(slug):
    """Show the results of a project: figures, the sentence, categories against targets, events."""
    read = kept_results.read(_project(slug))
    facts = {
        "bars": _bars(read, {line.category.id: (line.persons, line.target) for line in read.lines}),
        "sentence": _sentence(read),
        "came": Measure(read.participations, read.registered).percent,
        "total": Measure(read.persons, read.target),
        "columns": [(leaf.id, _heading(leaf)) for leaf in headings.list_leaves(line.category for line in read.lines)],
        "held": [line for line in read.events if line.participations],
        "days": sum(1 for line in read.events for day in line.days if day.present),
    }
    return render_template("results/show.html", results=read, project=read.project, **facts)


@bp.get("/<slug>/events/<int:event_id>")
@requires(Access.COORDINATOR)
def event(slug, event_id):
    """Show the results of one event: its days, its categories, who came of those registered."""
    read = kept_results.read(_project(slug))
    line = or_404(next((line for line in read.events if line.event.id == event_id), None))
    counts = results.event_by_category(read, line)
    facts = {
        "bars": _bars(read, {row.category.id: (number, line.participations) for row, number in counts}),
        "came": Measure(line.participations, line.registered).percent,
        "not_stated": Measure(line.by_category.get(None, 0), line.participations),
    }
    return render_template("results/event.html", line=line, event=line.event, project=read.project, **facts)


@bp.get("/<slug>.csv")
@requires(Access.COORDINATOR)
def as_csv(slug):
    """Hand out the results as a table for a spreadsheet, in the language that was asked for."""
    read, spoken = kept_results.read(_project(slug)), _language_of_file()
    return _file(csv.write_results(read, spoken), "text/csv", f"{slug}-{spoken}.csv")


@bp.get("/<slug>.json")
@requires(Access.COORDINATOR)
def as_json(slug):
    """Hand out the results for a program, as the API does, in the language that was asked for."""
    read, spoken = kept_results.read(_project(slug)), _language_of_file()
    body = json.dumps(results_json.as_json(read, spoken), indent=2, ensure_ascii=False, sort_keys=False)
    return _file(body, "application/json", f"{slug}-{spoken}.json")


@bp.route("/<slug>/targets", methods=["GET", "POST"])
@requires(Access.COORDINATOR)
@csrf_in_form
def targets(slug):
    """Set how many unique persons the grant promised, in all and by category."""
    project = _project(slug)
    tree = categories.list_all(db.session, project.id)
    form = targets_form({row.key: _heading(row) for row in tree}, _targets(project, tree))
    if form.validate_on_submit():
        try:
            projects.set_targets(db.session, project, form.by_key(), by=user(), now=clock.now())
            db.session.commit()
            flash(gettext("The targets are saved."), "success")
            return redirect(url_for(".show", slug=slug), 303)
        except Refused as refused:
            db.session.rollback()
            refusals.put(form, refused)
            project = _project(slug)
    nested = {f"of-{row.key}" for row in tree if row.parent_id is not None}
    return render_template("results/targets.html", form=form, project=project, nested=nested)


def _project(slug: str) -> Project:
    return or_404(projects.find_for(db.session, user(), Role.COORDINATOR, slug))


def _heading(category: Category) -> str:
    return headings.of(category, language.current())


def _sentence(read: Results) -> Markup:
    """Return the sentence as one reads it, its numbers in bold."""
    spoken = language.current()
    pieces = NUMBER.split(WHOLE_SENTENCE[spoken].format(sentence.write(read, spoken)))
    return Markup("").join(Markup("<b>{}</b>").format(p) if p.isdecimal() else escape(p) for p in pieces)


def _bars(read: Results, numbers: dict[int, tuple[int, int | None]]) -> list[Bar]:
    """Return the tree as bars, from a number and its whole by category id; a parent has its first child's colour."""
    tree = [line.category for line in read.lines]
    leaves = headings.list_leaves(tree)
    colour = {leaf.id: f"c{place % COLOURS + 1}" for place, leaf in enumerate(leaves)}
    for category in reversed(tree):
        if category.parent_id is not None:
            colour[category.parent_id] = colour[category.id]
    return [
        Bar(*numbers[line.category.id], line.category, _heading(line.category), line.depth, colour[line.category.id])
        for line in read.lines
    ]


def _targets(project: Project, tree: list[Category]) -> dict[str | None, int]:
    """Return the present targets by category key, None for the whole project."""
    present = projects.list_targets(db.session, project)
    keys = {None: None, **{category.id: category.key for category in tree}}
    return {keys[category_id]: persons for category_id, persons in present.items()}


def _language_of_file() -> str:
    asked = request.args.get("language")
    return asked if asked in language.LANGUAGES else language.current()


def _file(body: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, mimetype=kind, headers=headers)
