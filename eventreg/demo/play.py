"""Letting the guests sign up, cancel and come, each at its time, through the functions that serve users."""

import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from eventreg.demo.activities import RIGA, at_riga
from eventreg.demo.guests import Guest, Slip
from eventreg.domain import checkin, doorpass, registration
from eventreg.domain.registration import SignUp
from eventreg.models import DoorPass, Event, EventDay, Registration

DOORS = (("Galvenā ieeja", "Anna"), ("Sānu durvis", "Kārlis"))
BEFORE = timedelta(minutes=40)  # the doors open, and the first people come soon after
LATEST = timedelta(minutes=25)
BREAK = timedelta(hours=2)
SENT = timedelta(minutes=20)  # a device sends together what it scanned in this time
MOMENT = timedelta(seconds=8)
PHOTO = 0.4
TYPED = 0.1
FOREIGN = "HTTPS://KUPONI.EXAMPLE/ATLAIDE"  # what a door scans that is no ticket

Seat = tuple[int, int]  # of a guest and of one's visit
Step = Callable[[datetime], None]


@dataclass(frozen=True)
class Arrival:
    """Somebody stands at a door; without a seat it is somebody whose code is no ticket."""

    at: datetime
    seat: Seat | None = None
    slip: Slip | None = None


def play(
    session: Session,
    stage: dict[str, Event],
    guests: list[Guest],
    *,
    rng: random.Random,
    identity_key: bytes,
    until: datetime,
) -> None:
    """Play everything that the guests do before `until`, in the order of time; `stage` is events by key."""
    playing = _Playing(session, stage, guests, rng, identity_key, until)
    playing.plan_sign_ups()
    playing.plan_doors()
    for at, _, step in sorted(playing.steps, key=lambda planned: planned[:2]):
        step(at)


@dataclass
class _Playing:
    """The plan, and what has come of it so far."""

    session: Session
    stage: dict[str, Event]
    guests: list[Guest]
    rng: random.Random
    identity_key: bytes
    until: datetime
    steps: list[tuple[datetime, int, Step]] = field(default_factory=list)
    places: dict[Seat, Registration] = field(default_factory=dict)
    passes: dict[tuple[str, int], DoorPass] = field(default_factory=dict)

    def plan_sign_ups(self) -> None:
        """Give each sign-up its moment in the window of its event, and each cancellation one after that."""
        for (_, key), seats in self._seats_by_guest_and_event().items():
            closes = self._closes(self.stage[key])
            moments = sorted(self._draw_sign_up(self.stage[key]) for _ in seats)
            for seat, moment in zip(seats, moments, strict=True):
                self._plan(moment, partial(self._sign_up, seat))
                if self.guests[seat[0]].visits[seat[1]].cancels:
                    self._plan(moment + (closes - moment) * self.rng.random(), partial(self._cancel, seat))

    def plan_doors(self) -> None:
        """Open the doors of each event on its first day, and let them send their scans on every day."""
        for key, event in self.stage.items():
            over = [day for day in event.days if _starts(day) + BREAK + LATEST < self.until]
            if over:
                self._plan(_starts(over[0]) - BEFORE, partial(self._open_doors, key))
            for number, day in enumerate(over, start=1):
                self._plan_scans(key, number, _starts(day))

    def _plan_scans(self, key: str, number: int, starts: datetime) -> None:
        """Share the arrivals of a day among the doors, and let each door send them every few minutes."""
        batches: dict[tuple[int, int], list[Arrival]] = defaultdict(list)
        for arrival in self._arrivals(key, number, starts):
            door = self.rng.randrange(len(DOORS))
            batches[door, (arrival.at - starts) // SENT].append(arrival)
            if arrival.slip is Slip.BOTH_DOORS:
                back = Arrival(arrival.at + BREAK, arrival.seat)
                batches[1 - door, (back.at - starts) // SENT].append(back)
        for (door, _), arrivals in batches.items():
            arrivals.sort(key=lambda arrival: arrival.at)
            self._plan(arrivals[-1].at + len(Slip) * MOMENT, partial(self._scan, key, door, arrivals))

    def _arrivals(self, key: str, number: int, starts: datetime) -> Iterator[Arrival]:
        """Say who comes to one day of an event, and when."""
        for (guest, event), seats in self._seats_by_guest_and_event().items():
            for seat in seats if event == key else ():
                visit = self.guests[guest].visits[seat[1]]
                if visit.days is None or number in visit.days:
                    at = starts - BEFORE + (BEFORE + LATEST) * self.rng.triangular()
                    yield Arrival(at.replace(microsecond=0), seat, visit.slip)
        if number == 1 and self.rng.random() < 0.5:
            yield Arrival(starts)

    def _seats_by_guest_and_event(self) -> dict[tuple[int, str], list[Seat]]:
        seats: dict[tuple[int, str], list[Seat]] = defaultdict(list)
        for number, guest in enumerate(self.guests):
            for index, visit in enumerate(guest.visits):
                seats[number, visit.event].append((number, index))
        return seats

    def _sign_up(self, seat: Seat, at: datetime) -> None:
        guest = self.guests[seat[0]]
        visit = guest.visits[seat[1]]
        name, surname = visit.spelt or (guest.name, guest.surname)
        answers = SignUp(
            submission=str(uuid.uuid4()),
            name=name,
            surname=surname,
            organisation=guest.organisation,
            country=guest.country,
            language=guest.language,
            email=guest.email,
            category=visit.says or guest.category,
            consent=visit.consent,
            photo=self.rng.random() < PHOTO,
        )
        event = self.stage[visit.event]
        self.places[seat] = registration.register(self.session, event, answers, identity_key=self.identity_key, now=at)

    def _cancel(self, seat: Seat, at: datetime) -> None:
        registration.cancel(self.session, self.places[seat], now=at)

    def _open_doors(self, key: str, at: datetime) -> None:
        for number, (name, operator) in enumerate(DOORS):
            event = self.stage[key]
            _, secret = doorpass.create(self.session, event, name=name, operator=operator, by=None, now=at)
            self.passes[key, number], _ = doorpass.redeem(self.session, secret, now=at + MOMENT)

    def _scan(self, key: str, door: int, arrivals: list[Arrival], at: datetime) -> None:
        elements: list[object] = [scan for arrival in arrivals for scan in self._scans_of(arrival)]
        checkin.record(self.session, self.passes[key, door], elements, now=at)

    def _scans_of(self, arrival: Arrival) -> list[dict[str, object]]:
        """Return the scans of one arrival, as a device sends them."""
        if arrival.seat is None:
            return [_scan_of(arrival.at, ticket=FOREIGN)]
        own = self.places[arrival.seat]
        shown = {"code": own.code, "way": "code"} if self.rng.random() < TYPED else {"ticket": own.ticket}
        first, again = _scan_of(arrival.at, **shown), _scan_of(arrival.at + 2 * MOMENT, **shown)
        if arrival.slip is Slip.WRONG_TICKET:
            return [_scan_of(arrival.at, ticket=self._other_ticket(arrival.seat)), again]
        if arrival.slip in (Slip.UNDONE, Slip.MISTAKEN):
            undo = _scan_of(arrival.at + MOMENT, action="undo", undoes=first["id"])
            return [first, undo] if arrival.slip is Slip.MISTAKEN else [first, undo, again]
        return [first]

    def _other_ticket(self, seat: Seat) -> str:
        """Return the ticket that the same guest has for another event."""
        own = self.places[seat].event_id
        return next(
            place.ticket for (guest, _), place in self.places.items() if guest == seat[0] and place.event_id != own
        )

    def _draw_sign_up(self, event: Event) -> datetime:
        """Return a moment of the sign-up window, by day."""
        opens, closes = event.opens_at, self._closes(event)
        moment = (opens + (closes - opens) * self.rng.random()).astimezone(RIGA).replace(microsecond=0)
        if moment.hour < 7:
            moment = moment.replace(hour=moment.hour + 7)
        return min(max(moment, opens), closes - timedelta(minutes=1))

    def _closes(self, event: Event) -> datetime:
        return min(event.closes_at, self.until, _starts(event.days[0]) - 2 * BEFORE)

    def _plan(self, at: datetime, step: Step) -> None:
        self.steps.append((at, len(self.steps), step))


def _starts(day: EventDay) -> datetime:
    return at_riga(day.date, day.starts_at.isoformat())


def _scan_of(at: datetime, **content: object) -> dict[str, object]:
    return {"id": str(uuid.uuid4()), "at": at.isoformat(), **content}
