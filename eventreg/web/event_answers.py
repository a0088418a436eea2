"""An event as the answers of a form, the answers as an event, and what differs when two people wrote at once."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm

from eventreg import language
from eventreg.domain import organisers
from eventreg.domain.errors import Refused
from eventreg.domain.events import Day, EventDraft
from eventreg.extensions import db
from eventreg.models import Event, Project
from eventreg.web import differences
from eventreg.web.access import user
from eventreg.web.forms.fields import in_languages
from eventreg.web.forms.organiser_events import EventForm

SAME = (
    "version", "number", "type", "mode", "place", "country", "partners", "website", "work_package", "period_reason",
    "capacity", "by_invitation", "sensitive",
)  # fmt: skip
TEXTS = ("name", "description", "programme", "conclusions")


def form_for(project: Project, **present: object) -> EventForm:
    """Return the form of an event, filled with the present answers; whose it may be depends on who asks."""
    form = EventForm(data=present)
    return _offer(form, project)


def of(event: Event) -> dict[str, object]:
    """Return an event as the form's answers, moments in the project's time zone."""
    zone = ZoneInfo(event.project.time_zone)
    texts = {f"{name}_{code}": getattr(event, name).get(code, "") for name in TEXTS for code in language.LANGUAGES}
    return {
        **{name: getattr(event, name) for name in SAME},
        **texts,
        "organisation": event.organisation_id,
        "days": [{"date": day.date, "starts_at": day.starts_at, "ends_at": day.ends_at} for day in event.days],
        "opens_at": _local(event.opens_at, zone),
        "closes_at": _local(event.closes_at, zone),
    }


def draft(form: EventForm, project: Project) -> EventDraft:
    """Return what was answered as the domain takes it."""
    zone = ZoneInfo(project.time_zone)
    same = {name: form[name].data for name in SAME if name != "version"}
    return EventDraft(
        **same,
        name=in_languages(form.name_lv.data, form.name_en.data),
        description=in_languages(form.description_lv.data, form.description_en.data),
        programme=texts_of(form, "programme"),
        conclusions=texts_of(form, "conclusions"),
        days=tuple(Day(**row) for row in form.list_days()),
        organisation_id=organisation_of(form, project),
        opens_at=_in_utc(form.opens_at.data, zone),
        closes_at=_in_utc(form.closes_at.data, zone),
    )


def texts_of(form: FlaskForm, name: str) -> dict[str, str]:
    """Return a text that was typed in both languages, or nothing where neither was."""
    typed = in_languages(form[f"{name}_lv"].data, form[f"{name}_en"].data)
    return typed if any(typed.values()) else {}


def organisation_of(form: FlaskForm, project: Project) -> int | None:
    """Return whose an event is: an organiser of one organisation makes events of theirs, others choose."""
    limit = organisers.limit_of(db.session, user(), project)
    chosen = form["organisation"].data if "organisation" in form else None
    return chosen if limit is None else limit


def show_changes(form: EventForm, event: Event, refused: Refused) -> list[differences.Difference]:
    """Put a refusal on the form; if somebody else was faster, return what is saved now beside what was typed."""
    saved = _offer(EventForm(formdata=None, data=of(event)), event.project)
    return differences.compare(form, saved, refused, version=event.version)


def offer_organisations(form: FlaskForm, project: Project) -> None:
    """Set which organisations can be chosen; where there is no choice, the form does not ask."""
    offered = organisers.list_of(db.session, project)
    if not offered or organisers.limit_of(db.session, user(), project) is not None:
        del form.organisation
        return
    form["organisation"].choices = {"": "–", **{each.id: each.name for each in offered}}


def _offer(form: EventForm, project: Project) -> EventForm:
    """Set what can be chosen: the countries, and the organisations of the project where there are any."""
    form.country.choices = language.list_countries()
    offer_organisations(form, project)
    return form


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment and moment.astimezone(zone).replace(tzinfo=None)


def _in_utc(typed: datetime | None, zone: ZoneInfo) -> datetime | None:
    return typed and typed.replace(tzinfo=zone).astimezone(UTC)
