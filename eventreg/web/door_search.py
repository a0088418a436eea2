"""The door without JavaScript: finding somebody by name, and letting them in."""

from flask import Blueprint, render_template

from eventreg import clock
from eventreg.domain import door_search
from eventreg.extensions import db
from eventreg.web import device
from eventreg.web.access import Access, csrf_in_form, requires
from eventreg.web.door import answer, scanning
from eventreg.web.forms.door import CodeForm, PersonForm, SearchForm
from eventreg.web.forms.guest_filter import STATE_OF_ONE

bp = Blueprint("door_search", __name__, url_prefix="/door")


@bp.post("/search")
@requires(Access.DOOR)
@csrf_in_form
def search():
    """List whom a desk may mean, each with a button; what was typed stands in no address."""
    door_pass, form = device.held_pass(), SearchForm()
    if not door_pass or not door_search.may_search(door_pass) or not form.validate_on_submit():
        return scanning(door_pass, CodeForm(formdata=None), form)
    found = door_search.search(db.session, door_pass, form.text.data, now=clock.now())
    people = [(each, PersonForm(formdata=None, data={"registration": each.registration_id})) for each in found]
    facts = {"people": people, "most": door_search.MOST, "states": STATE_OF_ONE}
    return render_template("door/search.html", form=form, demo=door_pass.event.project.demo, **facts)


@bp.post("/admit")
@requires(Access.DOOR)
def admit():
    """Let in somebody who was found by name."""
    door_pass, form = device.held_pass(), PersonForm()
    if door_pass and form.validate_on_submit():
        return answer(door_pass, form.as_scan())
    return scanning(door_pass, CodeForm(formdata=None))
