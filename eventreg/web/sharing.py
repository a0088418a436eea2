"""What other programs are told of an event's page: search engines (schema.org) and what shows previews (Open Graph)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from textwrap import shorten
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from flask_babel import gettext

from eventreg import language
from eventreg.delivery import calendar
from eventreg.models import Event, EventDay, EventStatus, Mode

LONGEST = 200
SCHEMA = "https://schema.org"
MODES = {
    Mode.IN_SITU: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}


@dataclass(frozen=True)
class Share:
    """The head of an event's page; `data` is its JSON-LD, and nothing where search engines shall not tell of it."""

    title: str
    description: str
    url: str
    index: bool
    data: dict[str, object] | None


def of(event: Event) -> Share:
    """Return what is told of an event: of a sensitive one no word of what it is about (DESIGN.md 4)."""
    url = current_app.config["SETTINGS"].public_url + url_for("public.event", slug=event.slug)
    when = language.dates(event.days)
    index = not event.by_invitation
    if event.sensitive:
        return Share(calendar.summary(event), gettext("When: %(dates)s", dates=when), url, index, None)
    about = " ".join(part for part in (f"{when}, {event.place}.", language.plain(event.description)) if part)
    title, description = language.plain(event.name), shorten(about, LONGEST, placeholder="…")
    return Share(title, description, url, index, event_data(event, url) if index else None)


def event_data(event: Event, url: str) -> dict[str, object]:
    """Return an event as schema.org has it; moments in ISO 8601 with the offset of the project's zone."""
    zone = ZoneInfo(event.project.time_zone)
    days = sorted(event.days, key=lambda day: day.date)
    status = "EventCancelled" if event.status is EventStatus.CANCELLED else "EventScheduled"
    data: dict[str, object] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": language.plain(event.name),
        "url": url,
        "description": language.plain(event.description),
        "eventStatus": f"{SCHEMA}/{status}",
        "eventAttendanceMode": f"{SCHEMA}/{MODES[event.mode]}",
        "location": _location(event, url),
        "organizer": {"@type": "Organization", "name": event.project.controller},
        "isAccessibleForFree": True,
        **_period(days, zone),
    }
    if len(days) > 1:
        name = language.plain(event.name)
        parts = [{"@type": "Event", "name": name, "location": data["location"], **_period([day], zone)} for day in days]
        data["subEvent"] = parts
    if event.capacity is not None:
        data["maximumAttendeeCapacity"] = event.capacity
    return {name: value for name, value in data.items() if value}


def _location(event: Event, url: str) -> object:
    place = {
        "@type": "Place",
        "name": event.place,
        "address": {"@type": "PostalAddress", "name": event.place, "addressCountry": event.country},
    }
    online = {"@type": "VirtualLocation", "url": event.website or url}
    return {Mode.IN_SITU: place, Mode.ONLINE: online, Mode.HYBRID: [place, online]}[event.mode]


def _period(days: list[EventDay], zone: ZoneInfo) -> dict[str, str]:
    if not days:
        return {}
    return {
        "startDate": _moment(days[0].date, days[0].starts_at, zone),
        "endDate": _moment(days[-1].date, days[-1].ends_at, zone),
    }


def _moment(day: date, at: time | None, zone: ZoneInfo) -> str:
    return day.isoformat() if at is None else datetime.combine(day, at, zone).isoformat()
