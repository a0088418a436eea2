"""Calendar files (RFC 5545): the days of an event as entries that a calendar takes over, and later changes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext
from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from eventreg import language
from eventreg.models import Event, EventDay, EventStatus, RemovedDay

PRODUCT = "-//eventreg//Project events//LV"
ASK_AGAIN = timedelta(hours=6)
REMEMBERED = timedelta(days=90)
"""For how long a calendar hears that a day was removed; one that asks less often is nobody's any more."""


def event_ics(event: Event, *, url: str, now: datetime, method: str = "PUBLISH", attendee: str | None = None) -> bytes:
    """Return an event as a calendar file in UTF-8, in the present language: one entry a day.

    The same day keeps its UID, so that a later file with a higher SEQUENCE changes or (method CANCEL, an event
    that was cancelled, or a day that was removed) takes away the entry. A REQUEST holds no removed days, since RFC
    5546 allows one method a file: `removed_ics` is the other file. `now` in UTC is when the file was made; `url` is
    where one reads more, and for a sensitive event must tell nothing: it stands in the file as it is given.
    `attendee` is the e-mail address of whom the file is for; RFC 5546 wants it with REQUEST and CANCEL, and never
    with PUBLISH.
    """
    removed = [] if method == "REQUEST" else list_removed(event, now=now)
    return _file(method, _entries(event, [*event.days, *removed], url=url, now=now), attendee)


def removed_ics(event: Event, *, url: str, now: datetime, attendee: str) -> bytes:
    """Return a calendar file that takes away the days that an event lost; see `event_ics` for the terms."""
    return _file("CANCEL", _entries(event, list_removed(event, now=now), url=url, now=now), attendee)


def list_removed(event: Event, *, now: datetime) -> list[RemovedDay]:
    """Return the days that an event lost not long ago."""
    return [day for day in event.removed_days if day.removed_at > now - REMEMBERED]


def feed_ics(events: Iterable[tuple[Event, str]], *, name: str, now: datetime) -> bytes:
    """Return events, each with its address, as a calendar that one subscribes to; `name` is what it is called."""
    calendar = _calendar("PUBLISH")
    calendar.add("NAME", name)
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT6H")
    for event, url in events:
        for entry in _entries(event, [*event.days, *list_removed(event, now=now)], url=url, now=now):
            calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def summary(event: Event) -> str:
    """Return what an event is called in a calendar, which others may look into (DESIGN.md 4)."""
    if not event.sensitive:
        return language.plain(event.name)
    project = event.project
    programme = language.programme_name(project.programme)
    return gettext(
        "Event: %(programme)s, contract No. %(contract)s", programme=programme, contract=project.contract_number
    )


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    return calendar


def _file(method: str, entries: Iterable[Entry], attendee: str | None) -> bytes:
    calendar = _calendar(method)
    for entry in entries:
        if method == "CANCEL":
            entry["STATUS"] = "CANCELLED"
        if method != "PUBLISH":
            _invite(entry, attendee)
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entries(event: Event, days: Iterable[EventDay | RemovedDay], *, url: str, now: datetime) -> list[Entry]:
    return [_entry(event, day, url=url, now=now) for day in sorted(days, key=lambda day: (day.date, day.number))]


def _entry(event: Event, day: EventDay | RemovedDay, *, url: str, now: datetime) -> Entry:
    """Return the entry of one day; it is known by its number in the event, so that its date may move.

    DTSTAMP is when the file was made, LAST-MODIFIED when an organiser last changed the event (RFC 5545, 3.8.7).
    """
    off = isinstance(day, RemovedDay) or event.status is EventStatus.CANCELLED
    entry = Entry()
    entry.add("UID", f"event-{event.id}-day-{day.number}@{urlsplit(url).hostname or 'localhost'}")
    entry.add("DTSTAMP", now)
    entry.add("LAST-MODIFIED", event.changed_at)
    entry.add("SEQUENCE", event.sequence)
    entry.add("STATUS", "CANCELLED" if off else "CONFIRMED")
    entry.add("SUMMARY", summary(event))
    entry.add("DESCRIPTION", url if event.sensitive else _description(event, url))
    entry.add("URL", url)
    if event.place and not event.sensitive:
        entry.add("LOCATION", event.place)
    if event.sensitive:
        entry.add("CLASS", "PRIVATE")
    _set_times(entry, day, ZoneInfo(event.project.time_zone))
    return entry


def _description(event: Event, url: str) -> str:
    return "\n\n".join(part for part in (language.plain(event.description), url) if part)


def _set_times(entry: Entry, day: EventDay | RemovedDay, zone: ZoneInfo) -> None:
    if day.starts_at is None:
        entry.add("DTSTART", day.date)
        entry.add("DTEND", day.date + timedelta(days=1))
        return
    entry.add("DTSTART", datetime.combine(day.date, day.starts_at, zone))
    if day.ends_at is not None:
        entry.add("DTEND", datetime.combine(day.date, day.ends_at, zone))


def _invite(entry: Entry, attendee: str | None) -> None:
    """Name who asks, which is the address that our mails come from, and who is asked."""
    sender = current_app.config["MAIL_DEFAULT_SENDER"]
    entry.add("ORGANIZER", vCalAddress(f"mailto:{sender}"))
    if attendee:
        asked = vCalAddress(f"mailto:{attendee}")
        asked.params["RSVP"] = "FALSE"
        asked.params["PARTSTAT"] = "ACCEPTED"
        entry.add("ATTENDEE", asked)
