"""How dates, times, countries and texts in several languages read in the visitor's language."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from unicodedata import normalize
from zoneinfo import ZoneInfo

from babel import Locale
from flask import request, session
from flask_babel import format_decimal, get_locale, gettext
from markupsafe import Markup, escape

from eventreg.models import EventDay, Programme

LANGUAGES = ("lv", "en")
DEFAULT = "lv"
LOCALES = {code: Locale(code) for code in LANGUAGES}  # by a mere code the library looks for its file in each request
RIGA = ZoneInfo("Europe/Riga")
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # codes of unions, and of nowhere


def asked() -> str | None:
    """Return the language that the address asks for, if we speak it."""
    wanted = request.args.get("lang")
    return wanted if wanted in LANGUAGES else None


def chosen() -> Locale:
    """Return the visitor's language: asked for in this request, chosen before, else Latvian."""
    kept = session.get("lang")
    return LOCALES[asked() or (kept if kept in LANGUAGES else DEFAULT)]


def remember() -> None:
    """Keep the language that was asked for as the visitor's choice."""
    if wanted := asked():
        session["lang"] = wanted


def current() -> str:
    """Return the language that is written now, as a code: "lv" or "en"."""
    locale = get_locale()
    return locale.language if locale else DEFAULT


def plain(texts: dict[str, str]) -> str:
    """Return a text in the present language, in Latvian where there is none."""
    return texts.get(current()) or texts.get(DEFAULT, "")


def in_language(texts: dict[str, str]) -> Markup:
    """Return a text for a page; where it had to fall back to Latvian, it says so with `lang`."""
    if texts.get(current()) or current() == DEFAULT:
        return escape(plain(texts))
    return Markup('<span lang="{}">{}</span>').format(DEFAULT, plain(texts))


def day(value: date) -> str:
    """Return a date: "03.07.2019." or "3 July 2019"."""
    if current() == "lv":
        return f"{value:%d.%m.%Y}."
    return f"{value.day} {_month(value)} {value.year}"


def month(value: date) -> str:
    """Return a month with its year: "2019. gada janvāris", "January 2019"."""
    name = Locale(current()).months["stand-alone"]["wide"][value.month]
    return f"{value.year}. gada {name}" if current() == "lv" else f"{name} {value.year}"


def dates(days: Iterable[object]) -> str:
    """Return the dates of an event, shortened as one writes them: "23.–25.01.2019.", "23–25 January 2019"."""
    found = sorted(value if isinstance(value, date) else value.date for value in days)  # type: ignore[attr-defined]
    return span(found[0], found[-1]) if found else ""


def dates_and_start(days: list[EventDay]) -> str:
    """Return the dates of an event and when its first day begins: "23.–25.01.2019., plkst. 10.00"."""
    first = min(days, key=lambda each: each.date, default=None)
    if first is None or first.starts_at is None:
        return dates(days)
    return f"{dates(days)}, {clock_of(first.starts_at)}"


def clock_of(value: time) -> str:
    """Return a time of day as a sentence has it: "plkst. 9.42" in Latvian, "9:42" in English."""
    return f"plkst. {value.hour}.{value.minute:02}" if current() == "lv" else f"{value.hour}:{value.minute:02}"


def hours(event_day: EventDay, *, bare: bool = False) -> str:
    """Return from when till when a day lasts: "plkst. 10.00–17.00", "10:00–17:00"; nothing without a beginning.

    `bare` is for a column of times: "10.00–17.00".
    """
    if event_day.starts_at is None:
        return ""
    start, end = (clock_of(each) if each else "" for each in (event_day.starts_at, event_day.ends_at))
    return "–".join(filter(None, (start.removeprefix("plkst. ") if bare else start, end.removeprefix("plkst. "))))


def span(first: date, last: date) -> str:
    """Return a period from its first to its last day."""
    if first == last:
        return day(first)
    same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    if current() == "lv":
        start = f"{first:%d}." if same_month else f"{first:%d.%m}." if same_year else f"{first:%d.%m.%Y}."
        return f"{start}–{day(last)}"
    if same_month:
        return f"{first.day}–{day(last)}"
    return f"{first.day} {_month(first)} – {day(last)}" if same_year else f"{day(first)} – {day(last)}"


def clock(value: datetime) -> str:
    """Return the time of day in Riga: "plkst. 9.42" in Latvian, "9:42" in English."""
    return clock_of(value.astimezone(RIGA).time())


def moment(value: datetime) -> str:
    """Return date and time in Riga."""
    local = value.astimezone(RIGA)
    return f"{day(local.date())} {clock(local)}"


def size(octets: int) -> str:
    """Return how large a file of so many bytes is: "188 B", "35 kB", "1,2 MB"."""
    if octets < 1000:
        return f"{octets} B"
    if octets < 999_500:
        return f"{round(octets / 1000)} kB"
    return f"{format_decimal(round(octets / 1_000_000, 1))} MB"


def programme_name(programme: Programme) -> str:
    """Return the name of a programme generation, which tells nothing of a project."""
    return {
        Programme.REC_2014_2020: gettext("Rights, Equality and Citizenship Programme (2014–2020)"),
        Programme.CERV_2021_2027: gettext("Citizens, Equality, Rights and Values Programme (2021–2027)"),
        Programme.OTHER: gettext("European Union"),
    }[programme]


def country(code: str) -> str:
    """Return the name of a country by its two letters, as the visitor calls it."""
    return Locale(current()).territories.get(code, code)


@cache
def _countries(code: str) -> dict[str, str]:
    territories = Locale(code).territories
    known = set.intersection(*(set(Locale(each).territories) for each in LANGUAGES)) - NO_COUNTRIES
    codes = (key for key in known if len(key) == 2 and key.isalpha())
    return {key: territories[key] for key in sorted(codes, key=lambda key: (key != "LV", _sorted_by(territories[key])))}


def list_countries() -> dict[str, str]:
    """Return the countries of the world by code, the same in each language: Latvia first, then by the alphabet."""
    return _countries(current())


FILTERS = {
    "plain": plain,
    "in_language": in_language,
    "day": day,
    "month": month,
    "dates": dates,
    "dates_and_start": dates_and_start,
    "clock": clock,
    "clock_of": clock_of,
    "hours": hours,
    "size": size,
    "programme_name": programme_name,
    "moment": moment,
    "country": country,
}


def _month(value: date) -> str:
    return Locale(current()).months["format"]["wide"][value.month]


def _sorted_by(name: str) -> str:
    """Return a key by which "ķ" stands behind "k", as in our alphabet; a mark that it does not know changes nothing."""
    order = {"ā": "a~", "č": "c~", "ē": "e~", "ģ": "g~", "ī": "i~", "ķ": "k~", "ļ": "l~", "ņ": "n~", "š": "s~"}
    order |= {"ū": "u~", "ž": "z~"}
    return "".join(order.get(letter) or normalize("NFD", letter)[0] for letter in name.lower())
