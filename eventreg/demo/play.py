"""Letting the guests sign up, cancel and come, each at its time, through the functions that serve users."""

import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from eventreg.demo.activities import RIGA, at_riga
from eventreg.demo.guests import Guest, Slip, Visit
from eventreg.domain import checkin, doorpass, registration
from eventreg.domain.registration import SignUp
from eventreg.models import DoorPass, Event, EventDay, Registration

DOORS = (("Galvenā ieeja", "Anna"), ("Sānu durvis", "Kārlis"))
BEFORE = timedelta(minutes=40)  # the doors open, and the first people come soon after
LATEST = timedelta(minutes=25)
BREAK = timedelta(hours=2)
SENT = timedelta(minutes=40)  # a device sends what it scanned in this time
MOMENT = timedelta(seconds=8)
PHOTO = 0.4
TYPED = 0.1
FOREIGN = "HTTPS://KUPONI.EXAMPLE/ATLAIDE"  # what a door scans that is no ticket

Seat = tuple[int, int]  # of a guest and of one's visit
Step = tuple[datetime, int, Callable[[datetime], None]]


@dataclass(frozen=True)
class Arrival:
    """Somebody stands at a door; nobody's seat is a code that no ticket has."""

    at: datetime
    seat: Seat | None
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
    for at, _, step in sorted(playing.steps, key=lambda step: step[:2]):
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
    steps: list[Step] = field(default_factory=list)
    places: dict[Seat, Registration] = field(default_factory=dict)
    passes: dict[tuple[str, int], DoorPass] = field(default_factory=dict)

    def plan_sign_ups(self) -> None:
        """Give each sign-up its moment in the window of its event, and each cancellation one after that."""
        for number, guest in enumerate(self.guests):
            visits: dict[str, list[int]] = defaultdict(list)
            for index, visit in enumerate(guest.visits):
                visits[visit.event].append(index)
            for key, indices in visits.items():
                moments = sorted(self._draw_sign_up(self.stage[key]) for _ in indices)
                for index, moment in zip(indices, moments, strict=True):
                    self._plan(moment, partial(self._sign_up, (number, index)))
                    if guest.visits[index].cancels:
                        closes = self._closes(self.stage[key])
                        self._plan(moment + (closes - moment) * self.rng.random(), partial(self._cancel, (number, index)))

    def plan_doors(self) -> None:
        """Give each arrival its moment and its door, and let each door send its scans every few minutes."""
        for key, event in self.stage.items():
            if not event.days:
                continue
            opens = self._starts(event.days[0]) - BEFORE
            if opens < self.until:
                self._plan(opens, partial(self._open_doors, key))
            for number, day in enumerate(event.days, start=1):
                if self._starts(day) + BREAK + LATEST < self.until:
                    self._plan_day(key, number, self._starts(day))

    def _plan_day(self, key: str, number: int, starts: datetime) -> None:
        batches: dict[tuple[int, int], list[Arrival]] = defaultdict(list)
        for arrival in self._arrivals(key, number, starts):
            door = self.rng.randrange(len(DOORS))
            doors = (door, 1 - door) if arrival.slip is Slip.BOTH_DOORS else (door,)
            for turn, which in enumerate(doors):
                at = arrival.at + turn * BREAK
                batches[which, (at - starts) // SENT].append(Arrival(at, arrival.seat, arrival.slip))
        for (door, _), arrivals in batches.items():
            arrivals.sort(key=lambda arrival: arrival.at)
            self._plan(arrivals[-1].at + len(Slip) * MOMENT, partial(self._scan, key, door, arrivals))

    def _arrivals(self, key: str, number: int, starts: datetime) -> Iterable[Arrival]:
        """Return who comes to one day of an event, and when."""
        for guest_number, guest in enumerate(self.guests):
            for index, visit in enumerate(guest.visits):
                if visit.event == key and _comes(visit, number):
                    at = starts - BEFORE + (BEFORE + LATEST) * self.rng.triangular(0, 1, 0.5)
                    yield Arrival(at.replace(microsecond=0), (guest_number, index), visit.slip)
        if number == 1 and self.rng.random() < 0.5:
            yield Arrival(starts, None)

    def _sign_up(self, seat: Seat, at: datetime) -> None:
        guest, visit = self._seat(seat)
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
            _, secret = doorpass.create(
                self.session, self.stage[key], name=name, operator=operator, by=None, now=at
            )  # fmt: skip
            self.passes[key, number], _ = doorpass.redeem(self.session, secret, now=at + MOMENT)

    def _scan(self, key: str, door: int, arrivals: list[Arrival], at: datetime) -> None:
        elements = [element for arrival in arrivals for element in self._elements(arrival)]
        checkin.record(self.session, self.passes[key, door], elements, now=at)

    def _elements(self, arrival: Arrival) -> list[object]:
        """Return the scans of one arrival, as a device sends them."""
        if arrival.seat is None:
            return [_scan_of({"ticket": FOREIGN}, arrival.at)]
        own = self.places[arrival.seat]
        shown = {"ticket": own.ticket} if self.rng.random() > TYPED else {"code": own.code, "way": "code"}
        first = _scan_of(shown, arrival.at)
        if arrival.slip is Slip.WRONG_TICKET:
            others = [self.places[seat] for seat in self.places if seat[0] == arrival.seat[0]]
            wrong = next(other for other in others if other.event_id != own.event_id)
            return [_scan_of({"ticket": wrong.ticket}, arrival.at), _scan_of(shown, arrival.at + MOMENT)]
        if arrival.slip not in (Slip.UNDONE, Slip.MISTAKEN):
            return [first]
        undo = _scan_of({"action": "undo", "undoes": first["id"]}, arrival.at + MOMENT)
        again = _scan_of(shown, arrival.at + 2 * MOMENT)
        return [first, undo] if arrival.slip is Slip.MISTAKEN else [first, undo, again]

    def _draw_sign_up(self, event: Event) -> datetime:
        """Return a moment of the sign-up window, by day."""
        opens, closes = event.opens_at, self._closes(event)
        moment = (opens + (closes - opens) * self.rng.random()).astimezone(RIGA).replace(microsecond=0)
        if moment.hour < 7:
            moment = moment.replace(hour=moment.hour + 7)
        return min(max(moment, opens), closes - timedelta(minutes=1))

    def _closes(self, event: Event) -> datetime:
        return min(event.closes_at, self.until, self._starts(event.days[0]) - 2 * BEFORE)

    def _starts(self, day: EventDay) -> datetime:
        return at_riga(day.date, day.starts_at.isoformat())

    def _seat(self, seat: Seat) -> tuple[Guest, Visit]:
        guest = self.guests[seat[0]]
        return guest, guest.visits[seat[1]]

    def _plan(self, at: datetime, step: Callable[[datetime], None]) -> None:
        self.steps.append((at, len(self.steps), step))


def _comes(visit: Visit, day: int) -> bool:
    return visit.days is None or day in visit.days


def _scan_of(content: dict[str, object], at: datetime) -> dict[str, object]:
    return {"id": str(uuid.uuid4()), "at": at.isoformat(), **content}
